"""Everything this site holds as neutral records: what an export file is made of, and what an import would read again."""

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from tertulia import __version__
from tertulia.options import options
from tertulia.readers.models import Reader
from tertulia.responses.models import Revision, Thread, ThreadState
from tertulia.stories.departing import departing_contributors, departing_sections, plain_pages
from tertulia.stories.models import StoryPage
from tertulia.transfer import records
from tertulia.transfer.choices import ExportOptions
from tertulia.transfer.exchange import from_line
from tertulia.transfer.exporting_deeds import decisions_in, featured_in, kept_lines, votes_of
from tertulia.transfer.exporting_responses import responses_of, revisions_of
from tertulia.transfer.exporting_stories import conversation_of, plain_pages_of_site, stories_of, story_ids
from tertulia.transfer.formats.identity import host_of
from tertulia.transfer.models import ERASED, Kept, StoryOrigin
from tertulia.transfer.own import id_of_reader
from tertulia.transfer.pieces import photo_of
from tertulia.transfer.records import Header, Person, Record, ResponseRecord, Source, Story


def export_records(asked: ExportOptions) -> Iterator[Record]:
    """Header, stories, people, responses, revisions, votes, actions, and what was kept of former imports.

    The trailer is the writer's.
    """
    site = host_of(options.base_url) or "localhost"
    yield Header(
        source=Source(system="tertulia", id=site, format=f"tertulia/{__version__}"),
        created=timezone.now(),
        generator=f"tertulia {__version__}",
        privacy=asked.privacy,
    )
    threads = Thread.objects.filter(pk=asked.thread) if asked.thread else Thread.objects.all()
    shown = threads.select_related("story") if asked.privacy == "full" else public_threads(threads)
    homes = sorted(((story_ids(thread, site)[0], thread) for thread in shown), key=lambda home: home[0])
    if not asked.thread:
        yield from _newsroom(asked)
    shown_ids = {identity for identity, _thread in homes} if asked.privacy != "full" else None
    for _identity, thread in homes:
        for story in stories_of(thread, site, asked.shelf):
            yield story if shown_ids is None else _referring_to(story, shown_ids)
    if not asked.thread:
        yield from plain_pages_of_site(asked, site)
    yield from _people(asked, site)
    for _identity, thread in homes:
        yield from responses_of(thread, asked, site)
    if asked.privacy == "full":
        for _identity, thread in homes:
            yield from revisions_of(thread, site)
        for _identity, thread in homes:
            yield from votes_of(thread, site=site, since=asked.since)
    for _identity, thread in homes:
        yield from featured_in(thread, site=site, privacy=asked.privacy)
    if asked.privacy == "full":
        for _identity, thread in homes:
            yield from decisions_in(thread, story=story_ids(thread, site)[0], site=site, since=asked.since)
    if asked.shelf:
        known = set(Kept.objects.filter(type="media").values_list("line__id", flat=True))
        yield from (line for line in asked.shelf.lines() if line.id not in known)
    if asked.privacy == "full" and asked.thread is None:
        yield from kept_lines()


def _newsroom(asked: ExportOptions) -> Iterator[Record]:
    """Sections and contributors."""
    for section in departing_sections():
        yield records.Section(title=section.title, slug=section.slug, close_after=section.close_after)
    for each in departing_contributors(only_public=asked.privacy != "full"):
        photo = photo_of(each.picture, asked.shelf, f"contributor:{each.slug}") if each.picture else None
        yield records.Contributor(name=each.name, slug=each.slug, about=each.about or None, photo=photo)


def _referring_to(story: Story, shown: set[str]) -> Story:
    """The story without what it says of others than these."""
    original = story.translation_of if story.translation_of in shown else None
    return replace(story, related=tuple(each for each in story.related if each in shown), translation_of=original)


def public_threads(threads: QuerySet[Thread]) -> list[Thread]:
    """Those of the threads that readers can see: under a story that everybody may read, or embedded elsewhere."""
    of_pages = StoryOrigin.objects.exclude(plain_page=None).exclude(thread=None).values("thread")
    open_stories = StoryPage.objects.live().public().values("pk")
    seen = Q(story__in=open_stories) | Q(story=None, url__contains="://")
    found = threads.filter(seen).exclude(state=ThreadState.NONE).exclude(pk__in=of_pages)
    return list(found.select_related("story"))


def export_conversations(asked: ExportOptions) -> Iterator[tuple[Story, Iterator[ResponseRecord]]]:
    """Each thread as one story and its responses, for formats that know no more: read the responses before the next."""
    site = host_of(options.base_url) or "localhost"
    threads = Thread.objects.filter(pk=asked.thread) if asked.thread else Thread.objects.order_by("pk")
    for thread in threads.select_related("story") if asked.privacy == "full" else public_threads(threads):
        story = conversation_of(thread, site) or next(plain_pages_of_site(asked, site, thread=thread.pk), None)
        if story is not None:  # else a page of the site that is not public, or is gone
            yield story, responses_of(thread, asked, site)


def not_in_conversations(asked: ExportOptions) -> dict[str, int]:
    """How much there is by kind that `export_conversations` leaves out."""
    if asked.privacy != "full" or asked.thread:
        return {}
    kept = Kept.objects.exclude(content_hash=ERASED).values_list("type").annotate(number=Count("pk")).order_by("type")
    pages = sum(1 for _page in plain_pages()) - StoryOrigin.objects.exclude(plain_page=None).exclude(thread=None).count()
    ours = {"former words of edited responses": Revision.objects.count(), "pages of the site": pages}
    return {**dict(kept), **ours}


def _people(asked: ExportOptions, site: str) -> Iterator[Person]:
    """Who wrote here with an account, and the people former imports told of."""
    if asked.privacy != "full":
        return
    wrote = Reader.objects.filter(responses__isnull=False).distinct().order_by("pk")
    for reader in wrote.iterator():
        yield Person(id=id_of_reader(site, reader.pk, reader.joined_at), name=reader.name, email=reader.email)
    for kept in Kept.objects.filter(type="person").exclude(content_hash=ERASED).order_by("pk").iterator():
        person = from_line(kept.line)
        assert isinstance(person, Person)
        yield person

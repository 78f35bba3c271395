"""Everything this site holds as neutral records: what an export file is made of, and what an import would read again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from tertulia import __version__
from tertulia.options import options
from tertulia.readers.models import Reader
from tertulia.responses.models import Response, Revision, State, Thread, ThreadState, Vote
from tertulia.stories.departing import (
    DepartingStory,
    departing_contributors,
    departing_sections,
    departing_story,
    plain_pages,
)
from tertulia.stories.models import PlainPage, StoryPage
from tertulia.transfer import records
from tertulia.transfer.exchange import from_line
from tertulia.transfer.exporting_deeds import decisions_in, featured_in, identity_of, kept_lines, votes_of
from tertulia.transfer.formats.identity import host_of, make_id
from tertulia.transfer.loading_newsroom import pages_of
from tertulia.transfer.loading_responses import has_words_of, local_hash, shown_name, state_of
from tertulia.transfer.loading_stories import NOT_PUBLIC, mark_of
from tertulia.transfer.models import ERASED, Kept, Origin, StoryOrigin
from tertulia.transfer.own import id_of_reader, id_of_thread
from tertulia.transfer.pieces import blocks_of_page, photo_of, shelved
from tertulia.transfer.privacy import without_addresses
from tertulia.transfer.records import (
    Author,
    Block,
    Body,
    Correction,
    Header,
    Person,
    Photo,
    Record,
    ResponseRecord,
    Source,
    Story,
)
from tertulia.transfer.shelf import Shelf

STATUSES = {
    State.VISIBLE: "approved",
    State.HELD: "pending",
    State.SPAM: "spam",
    State.REMOVED: "removed",
    State.WITHDRAWN: "deleted",
    State.ERASED: "deleted",
}


@dataclass(frozen=True, kw_only=True)
class ExportOptions:
    """What to take out. `thread`: primary key of the only one; `since`: responses written or edited from then on.

    `privacy`: "public" leaves out whatever readers cannot see; "full" is for moving house. `shelf`: where pictures are laid.
    """

    thread: int | None = None
    since: datetime | None = None
    privacy: str = "full"
    shelf: Shelf | None = None


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
    homes = sorted(((_story_ids(thread, site)[0], thread) for thread in shown), key=lambda home: home[0])
    if not asked.thread:
        yield from _newsroom(asked)
    shown_ids = {identity for identity, _thread in homes} if asked.privacy != "full" else None
    for _identity, thread in homes:
        for story in _stories(thread, site, asked.shelf):
            yield story if shown_ids is None else _referring_to(story, shown_ids)
    if not asked.thread:
        yield from _plain_pages(asked, site)
    yield from _people(asked, site)
    for _identity, thread in homes:
        yield from _responses(thread, asked, site)
    if asked.privacy == "full":
        for _identity, thread in homes:
            yield from _revisions(thread, site)
        for _identity, thread in homes:
            yield from votes_of(thread, site=site, since=asked.since)
    for _identity, thread in homes:
        yield from featured_in(thread, site=site, privacy=asked.privacy)
    if asked.privacy == "full":
        for _identity, thread in homes:
            yield from decisions_in(thread, story=_story_ids(thread, site)[0], site=site, since=asked.since)
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
        story = _conversation(thread, site) or next(_plain_pages(asked, site, thread=thread.pk), None)
        if story is not None:  # else a page of the site that is not public, or is gone
            yield story, _responses(thread, asked, site)


def not_in_conversations(asked: ExportOptions) -> dict[str, int]:
    """How much there is by kind that `export_conversations` leaves out."""
    if asked.privacy != "full" or asked.thread:
        return {}
    kept = Kept.objects.exclude(content_hash=ERASED).values_list("type").annotate(number=Count("pk")).order_by("type")
    pages = sum(1 for _page in plain_pages()) - StoryOrigin.objects.exclude(plain_page=None).exclude(thread=None).count()
    ours = {"former words of edited responses": Revision.objects.count(), "pages of the site": pages}
    return {**dict(kept), **ours}


def _story_ids(thread: Thread, site: str) -> list[str]:
    """The ids of the stories whose responses the thread holds: those of the sources, else our own."""
    known = list(StoryOrigin.objects.filter(thread=thread).order_by("external_id").values_list("external_id", flat=True))
    return known or [id_of_thread(site, thread)]


def _stories(thread: Thread, site: str, shelf: Shelf | None = None) -> Iterator[Story]:
    """One for each source that knows it: the one that made the page as it stands here, the others as they came."""
    origins = list(StoryOrigin.objects.filter(thread=thread, plain_page=None).order_by("external_id"))
    carrier = _carrier(origins)
    for origin in origins:
        came = _came(origin)
        yield _story(thread, came, origin, shelf) if origin is carrier else replace(came, thread=_switch(thread))
    if not origins and not StoryOrigin.objects.filter(thread=thread).exists():
        yield _story(thread, Story(id=_story_ids(thread, site)[0], url=_address(thread.url, site)), None, shelf)


def _carrier(origins: list[StoryOrigin]) -> StoryOrigin | None:
    return next((origin for origin in origins if origin.story_id), origins[0] if origins else None)


def _switch(thread: Thread) -> str | None:
    return thread.state if thread.state != ThreadState.OPEN else None


def _conversation(thread: Thread, site: str) -> Story | None:
    """The story of a thread, for formats in which it has one."""
    origins = list(StoryOrigin.objects.filter(thread=thread, plain_page=None).order_by("external_id"))
    carrier = _carrier(origins)
    return _story(thread, _came(carrier), carrier, None) if carrier else next(_stories(thread, site), None)


def _came(origin: StoryOrigin) -> Story:
    came = from_line(origin.line)
    assert isinstance(came, Story)
    return came


def _address(path: str, site: str) -> str:
    return path if "://" in path else f"{options.base_url.rstrip('/') or f'http://{site}'}{path}"


def _plain_pages(asked: ExportOptions, site: str, *, thread: int | None = None) -> Iterator[Story]:
    """About, Imprint and whatever else is no story; those that came here under the id they came with.

    `thread`: only the one whose responses it holds.
    """
    origins = {origin.plain_page_id: origin for origin in StoryOrigin.objects.exclude(plain_page=None)}
    for page in plain_pages():
        origin = origins.get(page.pk)
        if (not page.live and asked.privacy != "full") or (thread and (origin is None or origin.thread_id != thread)):
            continue
        own = Story(id=make_id("tertulia", site, "page", str(page.pk)), kind="page", url=_address(page.get_url() or "/", site))
        came = _came(origin) if origin else own
        yield replace(came, title=page.title, state=_state(came, page.live), body=_body(page, came, origin, asked.shelf))


def _state(came: Story, live: bool) -> str | None:
    if live:
        return came.state if came.state == "published" else None
    return came.state if came.state in NOT_PUBLIC else "draft"


def _body(page: StoryPage | PlainPage, came: Story, origin: StoryOrigin | None, shelf: Shelf | None) -> tuple[Block, ...]:
    """As it came, if that says more than the page and nobody has changed the page here; else as it stands."""
    is_as_it_came = origin is not None and came.body and origin.local_mark == mark_of(page)
    if is_as_it_came:
        return shelved(came.body, shelf, came.id) if shelf else came.body
    return blocks_of_page(page, shelf, came.id)


def _story(thread: Thread, came: Story, origin: StoryOrigin | None, shelf: Shelf | None) -> Story:
    """The story as it stands here, with the identity and the extras it came with."""
    said: dict[str, Any] = {name: getattr(came, name) for name in came.__slots__}
    said |= {"thread": _switch(thread), "declared_responses": thread.declared}
    page = departing_story(thread.story) if thread.story else None
    if page is None or thread.story is None:
        return Story(**{**said, "title": thread.title or None})
    return Story(
        **{
            **said,
            "title": page.title,
            "standfirst": page.standfirst or None,
            "bylines": page.bylines,
            "section": page.section or None,
            "tags": page.tags,
            "language": page.language,
            "published": page.published_at,
            "state": _state(came, page.live),
            "updated": page.updated_at,
            **_links(page, came),
            "corrections": tuple(Correction(day=day, text=text) for day, text in page.corrections),
            "lead_photo": _lead(page, came, shelf),
            "body": _body(thread.story, came, origin, shelf),
        }
    )


def _links(page: DepartingStory, came: Story) -> dict[str, Any]:
    """The stories it refers to, by their ids; and those which never came, as it told of them."""
    site = host_of(options.base_url) or "localhost"
    told = [*came.related, *([came.translation_of] if came.translation_of else [])]
    here = pages_of(told) if told else {}
    ids = {key: identity for key in (*page.related, page.translation_of) if key and (identity := _id_of_page(key, site))}
    related = [ids[key] for key in page.related if key in ids] + [each for each in came.related if each not in here]
    original = ids.get(page.translation_of or 0) or (came.translation_of if came.translation_of not in here else None)
    return {"related": tuple(dict.fromkeys(related)), "translation_of": original}


def _id_of_page(story: int, site: str) -> str | None:
    thread = Thread.objects.filter(story=story).order_by("pk").first()
    return _story_ids(thread, site)[0] if thread else None


def _lead(page: DepartingStory, came: Story, shelf: Shelf | None) -> Photo | None:
    photo = came.lead_photo or (photo_of(page.lead) if page.lead else None)
    if shelf and photo and page.lead:
        photo = replace(photo, media=shelf.put(page.lead.key, shown_by=came.id))
    if page.caption or page.credit:
        return replace(photo or Photo(), caption=page.caption or None, credit=page.credit or None)
    return replace(photo, caption=None, credit=None) if photo else None


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


def _responses(thread: Thread, asked: ExportOptions, site: str) -> Iterator[ResponseRecord]:
    story = _story_ids(thread, site)[0]
    rows = Response.objects.filter(thread=thread).exclude(state__in=(State.MISSING, State.UNPROVEN)).order_by("place", "pk")
    if asked.privacy != "full":
        rows = rows.filter(state=State.VISIBLE)
    if asked.since:
        rows = rows.filter(posted_at__gte=asked.since) | rows.filter(edited_at__gte=asked.since)
    voted = set(Vote.objects.filter(thread=thread, kept=None).values_list("response", flat=True))
    for response in rows.select_related("origin", "author").iterator(500):
        said = _response(response, story, site)
        if response.pk in voted:
            said = replace(said, counts=_counted(response, said.counts))
        yield said if asked.privacy == "full" else without_addresses(said)  # type: ignore[misc]


def _response(response: Response, story: str, site: str) -> ResponseRecord:
    """As it came, but for what has been changed here since; or as it stands, if it was born here."""
    origin = getattr(response, "origin", None)
    author = response.author
    person = id_of_reader(site, author.pk, author.joined_at) if author else None
    if origin is None or not origin.line:
        return _as_it_stands(response, story, person, site)
    came = came_as(origin, response)
    if origin.local_hash != local_hash(response):
        came = _with_changes(came, response, origin)
    return replace(came, author=replace(came.author or Author(), person=person)) if person else came


def came_as(origin: Origin, response: Response) -> ResponseRecord:
    """The record that a response came as."""
    line = dict(origin.line)
    if "body" in line:
        line["body"] = {**line["body"], "html": line["body"].get("html", response.html)}
    came = from_line(line)
    assert isinstance(came, ResponseRecord)
    return came


def _with_changes(came: ResponseRecord, response: Response, origin: Origin) -> ResponseRecord:
    """A record that came, with state, name and words as they are here now."""
    said: dict[str, Any] = {}
    if response.state != state_of(came.status):
        said["status"] = STATUSES.get(State(response.state), "pending")
    if response.author_name != shown_name(came):
        said["author"] = replace(came.author or Author(), name=response.author_name or None)
    if not has_words_of(came, origin, response):
        said |= {"body": _body_as_it_stands(response), "edited": response.edited_at}
    return replace(came, **said)


def _as_it_stands(response: Response, story: str, person: str | None, site: str) -> ResponseRecord:
    return ResponseRecord(
        id=identity_of(response, site),
        story=story,
        parent=_parent(response, site),
        parent_basis="explicit" if response.parent_id else None,
        status=STATUSES.get(State(response.state), "pending"),
        author=Author(person=person, name=response.author_name or None),
        created=response.posted_at,
        created_basis="utc" if response.posted_at else None,
        edited=response.edited_at,
        body=_body_as_it_stands(response),
        counts=_counted(response, {}),
        badge=response.badge or None,
    )


def _body_as_it_stands(response: Response) -> Body:
    return Body(html=response.html, original=response.text, original_format="markdown" if response.renderer else "text")


def _counted(response: Response, came: dict[str, int]) -> dict[str, int]:
    """The votes as they are counted now, in place of those that came."""
    counts = {"likes": response.up, "dislikes": response.down} if response.up or response.down or came else {}
    return {**came, **counts, "score": response.up - response.down} if "score" in came else {**came, **counts}


def _parent(response: Response, site: str) -> str | None:
    parent = Response.objects.filter(pk=response.parent_id).select_related("origin").first()
    return identity_of(parent, site) if parent else None


def _revisions(thread: Thread, site: str) -> Iterator[records.Revision]:
    """Former words of the thread's responses, in the order of the responses."""
    rows = Revision.objects.filter(response__thread=thread).select_related("response__origin")
    number, latest = 0, 0
    for former in rows.order_by("response__place", "response", "pk").iterator(500):
        number = number + 1 if former.response_id == latest else 1
        latest = former.response_id
        yield records.Revision(
            response=identity_of(former.response, site),
            number=number,
            at=former.written_at,
            body=Body(html=former.html, original=former.text, original_format="markdown" if former.renderer else "text"),
        )

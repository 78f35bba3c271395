"""What stands around the stories of an import: sections, contributors, and which stories refer to which."""

from collections.abc import Iterable, Sequence

from tertulia.events.transactions import writing
from tertulia.responses.models import Thread
from tertulia.stories.arriving import keep_contributor, keep_section, link_arrival
from tertulia.stories.models import StoryPage
from tertulia.transfer.choices import LoadOptions
from tertulia.transfer.fetching import Fetcher, key_of
from tertulia.transfer.loading_stories import mark_of
from tertulia.transfer.models import StoryOrigin
from tertulia.transfer.outcome import LoadReport
from tertulia.transfer.own import threads_of
from tertulia.transfer.records import Contributor, Record, Section, Story

MOST_DAYS = 36_500  # in which a thread may close
Links = dict[str, tuple[tuple[str, ...], str | None]]


def load_newsroom(records: Sequence[Section | Contributor], *, asked: LoadOptions, report: LoadReport, fetcher: Fetcher) -> None:
    """Make the sections and contributors that are not here; what is said here of those that are stays."""
    for record in records:
        if asked.dry_run:
            report.created[record.TYPE] += 1
        elif isinstance(record, Section):
            _load_section(record, asked, report)
        else:
            _load_contributor(record, report, fetcher)


def _load_section(section: Section, asked: LoadOptions, report: LoadReport) -> None:
    days = section.close_after if section.close_after is not None and 0 <= section.close_after <= MOST_DAYS else None
    with writing():
        is_new = keep_section(site=asked.site, title=section.title, slug=section.slug or "", close_after=days)
    (report.created if is_new else report.unchanged)["section"] += 1


def _load_contributor(contributor: Contributor, report: LoadReport, fetcher: Fetcher) -> None:
    photo = contributor.photo
    picture = fetcher.bring([photo]).get(key_of(photo)) if photo and key_of(photo) else None
    with writing():
        is_new, has_changed = keep_contributor(
            name=contributor.name, slug=contributor.slug or "", about=contributor.about or "", picture=picture
        )
    (report.created if is_new else report.updated if has_changed else report.unchanged)["contributor"] += 1


def links_in(stories: Iterable[Record]) -> Links:
    """By id of a story the ids of those that it refers to, and of the one it is a translation of."""
    told = (each for each in stories if isinstance(each, Story) and (each.related or each.translation_of))
    return {each.id: (each.related, each.translation_of) for each in told}


def settle_links(links: Links) -> None:
    """Let stories refer to each other, once all are in; pages changed here stay as they are."""
    for story, (related, original) in links.items():
        origin = StoryOrigin.objects.select_related("story").filter(external_id=story).first()
        page = origin.story if origin else None
        if origin is None or page is None or origin.local_mark != mark_of(page):
            continue
        here = pages_of([*related, *([original] if original else [])])
        wanted = list(dict.fromkeys(here[each] for each in related if here.get(each, page.pk) != page.pk))
        _settle(origin, page, wanted, here.get(original or ""))


def _settle(origin: StoryOrigin, page: StoryPage, related: list[int], original: int | None) -> None:
    original = None if original == page.pk else original
    if (list(page.related.values_list("other", flat=True)), page.translation_of_id) == (related, original):
        return
    with writing():
        link_arrival(page, related=related, translation_of=original)
        StoryOrigin.objects.filter(pk=origin.pk).update(local_mark=mark_of(page))


def pages_of(ids: Sequence[str]) -> dict[str, int]:
    """The stories (primary keys) that are here under these ids."""
    origins = StoryOrigin.objects.filter(external_id__in=ids).values_list("external_id", "story", "thread__story")
    found = {each: story or of_thread for each, story, of_thread in origins if story or of_thread}
    born = threads_of(ids)
    stories = dict(Thread.objects.filter(pk__in=born.values()).exclude(story=None).values_list("pk", "story"))
    return found | {each: stories[thread] for each, thread in born.items() if thread in stories}

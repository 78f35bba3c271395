"""Stories of an import: published here, or only the thread under their address."""

import hashlib
from datetime import date, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db.models import Q
from django.utils import timezone

from tertulia.events.transactions import writing
from tertulia.responses.models import Thread, ThreadState
from tertulia.responses.threads import keep_thread_address, open_thread, open_thread_elsewhere, set_thread_state
from tertulia.stories.arriving import (
    ArrivingStory,
    day_in,
    keep_arrival,
    publish_arrival,
    publish_plain_page,
    story_at,
    update_arrival,
    update_plain_page,
)
from tertulia.stories.models import PlainPage, StoryPage
from tertulia.stories.structured import TYPED, arriving
from tertulia.transfer.choices import LoadOptions
from tertulia.transfer.exchange import dump_line, to_line
from tertulia.transfer.fetching import Fetcher, key_of, photos_of
from tertulia.transfer.formats.blocks import link_pictures, sanitise
from tertulia.transfer.formats.identity import host_of
from tertulia.transfer.models import StoryOrigin
from tertulia.transfer.outcome import LoadReport
from tertulia.transfer.own import threads_of
from tertulia.transfer.pieces import blocks_of_page
from tertulia.transfer.records import Block, Story

NOT_PUBLIC = frozenset({"draft", "private", "removed"})


def load_story(story: Story, *, asked: LoadOptions, report: LoadReport, fetcher: Fetcher | None = None) -> None:
    """Publish the story or bring it up to date, and open its thread; one transaction, after its pictures are fetched.

    One that was not published where it comes from is a draft here. One that was changed here since stays as it is.
    """
    fetcher = fetcher or Fetcher(None, report)
    if threads_of([story.id]):
        report.unchanged["story"] += 1  # an export of our own has come back
        return
    content_hash = hashlib.sha256(dump_line(story)).hexdigest()
    origin = _origin(story)
    pictures: dict[str, int] = {}
    if _is_due(origin, content_hash, fetcher) and not asked.dry_run:
        pictures = fetcher.pictures_of(story)
    with writing():
        origin = _origin(story)  # the pictures may have taken their time
        if origin and not _is_due(origin, content_hash, fetcher):
            report.unchanged["story"] += 1
        elif origin and origin.local_mark != mark_of(origin.made):
            report.conflicts.append(story.id)
        elif origin and origin.content_hash == content_hash and origin.lacking <= _lacking(story, pictures):
            report.unchanged["story"] += 1  # what it lacks could not be fetched this time either
        else:
            (report.updated if origin else report.created)["story"] += 1
            if not asked.dry_run:
                origin = _store(story, origin, content_hash, pictures, asked, report)
        _tell(story, origin.thread if origin and not asked.dry_run else None, report)


def _origin(story: Story) -> StoryOrigin | None:
    return StoryOrigin.objects.filter(external_id=story.id).first()


def _is_due(origin: StoryOrigin | None, content_hash: str, fetcher: Fetcher) -> bool:
    """Whether there is something to do: it is new, it has changed, or its pictures can be fetched now."""
    return origin is None or origin.content_hash != content_hash or (origin.lacking > 0 and fetcher.goes_out)


def _store(
    story: Story,
    origin: StoryOrigin | None,
    content_hash: str,
    pictures: dict[str, int],
    asked: LoadOptions,
    report: LoadReport,
) -> StoryOrigin:
    """Page, thread and origin; returns the origin."""
    paths = _paths(story)
    known: dict[str, Any] = {"content_hash": content_hash, "lacking": _lacking(story, pictures)}
    if story.kind == "page":
        page = _own_plain_page(story, origin, paths, pictures, asked)
        known |= {"plain_page": page, "local_mark": mark_of(page), "line": _lean(story, page)}
        return StoryOrigin.objects.update_or_create(external_id=story.id, defaults=known)[0]
    own = _own_page(story, origin, paths, pictures, asked, report)
    thread = _thread(story, origin, own or _standing(story, paths, asked.site), asked.site)
    for url in (story.url, *story.aliases, *paths):
        if url:
            keep_thread_address(thread, url[:500])
    state = {"closed": ThreadState.CLOSED, "held": ThreadState.HELD}.get(story.thread or "", thread.state)
    if state != thread.state and (origin is None or origin.line.get("thread") != story.thread):
        set_thread_state(thread=thread, state=ThreadState(state))
    known |= {"thread": thread, "story": own, "local_mark": mark_of(own), "line": _lean(story, own)}
    kept = StoryOrigin.objects.update_or_create(external_id=story.id, defaults=known)[0]
    lines = StoryOrigin.objects.filter(thread=thread).values_list("line", flat=True)
    declared = [line["declared_responses"] for line in lines if line.get("declared_responses") is not None]
    Thread.objects.filter(pk=thread.pk).update(declared=_countable(max(declared, default=None)))
    return kept


def _countable(declared: int | None) -> int | None:
    """What a source says it has, as far as a column holds it."""
    return None if declared is None or declared < 0 else min(declared, 2**31 - 1)


def _lacking(story: Story, pictures: dict[str, int]) -> int:
    return sum(key_of(photo) not in pictures for photo in photos_of(story))


def _own_plain_page(
    story: Story, origin: StoryOrigin | None, paths: tuple[str, ...], pictures: dict[str, int], asked: LoadOptions
) -> PlainPage:
    arrival = _arrival(story, paths, story.published, pictures)
    if origin and origin.plain_page:
        update_plain_page(origin.plain_page, arrival)
        return origin.plain_page
    return publish_plain_page(arrival, site=asked.site)


def open_thread_of(origin: StoryOrigin, *, site: int) -> Thread:
    """The thread of a plain page, opened when the first response to it comes: kept and exported, shown nowhere."""
    url = origin.line.get("url") or origin.external_id
    thread = open_thread_elsewhere(site=site, url=url, title=origin.line.get("title") or "")
    StoryOrigin.objects.filter(pk=origin.pk).update(thread=thread)
    return thread


def mark_of(page: StoryPage | PlainPage | None) -> str:
    """What tells that somebody has changed a page of an import here; empty where the import made none."""
    return f"{page.latest_revision_id}:{page.live}" if page else ""


def _own_page(
    story: Story,
    origin: StoryOrigin | None,
    paths: tuple[str, ...],
    pictures: dict[str, int],
    asked: LoadOptions,
    report: LoadReport,
) -> StoryPage | None:
    """The page that this record makes, new or brought up to date; None where there is nothing to publish or one stands."""
    if origin and origin.story:
        arrival = _arrival(story, paths, story.published or origin.story.published_at, pictures)
        update_arrival(origin.story, arrival, site=asked.site)
        return origin.story
    if story.state in NOT_PUBLIC:
        return keep_arrival(_arrival(story, paths, story.published, pictures), site=asked.site)
    if not (story.body or story.lead_photo or story.standfirst) or _standing(story, paths, asked.site):
        return None
    return publish_arrival(_arrival(story, paths, _date(story, paths, asked, report), pictures), site=asked.site)


def _standing(story: Story, paths: tuple[str, ...], site: int) -> StoryPage | None:
    """The page published here already at one of the story's paths.

    A page that came from another site of the same paths ("/?p=42") is another page.
    """
    for path in paths:
        page = story_at(site, path)
        if page is None:
            continue
        known = Thread.objects.filter(story=page, addresses__url__contains="://").values_list("addresses__url", flat=True)
        hosts = {_host(url) for url in known}
        if not hosts or not host_of(story.url) or _host(story.url) in hosts:
            return page
    return None


def _thread(story: Story, origin: StoryOrigin | None, page: StoryPage | None, site: int) -> Thread:
    """The thread of the page; where it has none, the one that has waited under its address. Without a page, that one."""
    addresses = [url for known in (story.url, *story.aliases) for url in _spellings(known)]
    under = Thread.objects.filter(Q(url__in=addresses) | Q(addresses__url__in=addresses), site=site).order_by("pk")
    if page is None:
        known = origin.thread if origin else under.first()
        thread = known or open_thread_elsewhere(site=site, url=story.url or story.id, title=story.title or "")
        if story.title and thread.story_id is None and thread.title == thread.url:
            Thread.objects.filter(pk=thread.pk).update(title=story.title[:500])
        return thread
    waiting = origin.thread if origin else under.filter(story=None).first()
    if waiting and waiting.story_id is None and not Thread.objects.filter(story=page).exists():
        Thread.objects.filter(pk=waiting.pk).update(story=page)
        thread = open_thread(story=page, site=site)
        keep_thread_address(thread, waiting.url)
        return thread
    return open_thread(story=page, site=site)


def _spellings(url: str | None) -> list[str]:
    """A whole address with and without a closing slash, by http and https."""
    scheme, mark, rest = (url or "").partition("://")
    if not mark or scheme not in ("http", "https"):
        return []
    bare = rest.rstrip("/")
    return [f"{each}://{bare}{end}" for each in ("https", "http") for end in ("/", "")]


def _host(url: str | None) -> str:
    return (host_of(url) or "").removeprefix("www.")


def _arrival(story: Story, paths: tuple[str, ...], published_at: datetime | None, pictures: dict[str, int]) -> ArrivingStory:
    photo = story.lead_photo
    return ArrivingStory(
        title=story.title or "Untitled",
        published_at=published_at,
        live=story.state not in NOT_PUBLIC,
        language=story.language or "",
        standfirst=story.standfirst or "",
        section=story.section or "",
        bylines=story.bylines,
        tags=story.tags,
        caption=(photo.caption or "") if photo else "",
        credit=(photo.credit or "") if photo else "",
        lead=pictures.get(key_of(photo)) if photo else None,
        updated_at=story.updated,
        corrections=tuple((_day(each.day, published_at), each.text) for each in story.corrections),
        body=[_block(block, pictures) for block in story.body],
        paths=paths,
    )


def _block(block: Block, pictures: dict[str, int]) -> tuple[str, Any]:
    """A block of StoryBody. Headings, quotes and pictures that are here have one of their own; the rest is rich text."""
    photo = block.photo
    if photo and key_of(photo) in pictures:
        said = {"picture": pictures[key_of(photo)], "caption": photo.caption or "", "credit": (photo.credit or "")[:255]}
        return "picture", said
    if block.kind == "gallery" and (gallery := _gallery(block, pictures)):
        return "gallery", gallery
    if (
        block.kind in TYPED
        and not (block.kind == "quote" and _leads_on(block))
        and (typed := arriving(block.kind, block.content, clean=sanitise))
    ):
        return block.kind, typed
    if block.kind == "heading":
        return "heading", {"text": block.text[:200], "level": "2" if (block.level or 2) <= 2 else "3"}
    if block.kind == "quote" and not _leads_on(block):
        return "quote", {"text": block.text, "source": ""}
    return "paragraph", sanitise(link_pictures(block.html))


def _leads_on(block: Block) -> bool:
    """Whether more than words stand in a quote: a block of quotes holds no links."""
    return "<a " in block.html or "<img" in block.html


def _gallery(block: Block, pictures: dict[str, int]) -> dict[str, Any] | None:
    """A gallery of those of its pictures that are here; None if they are fewer than two."""
    here = [photo for photo in block.photos if key_of(photo) in pictures]
    if len(here) < 2:
        return None
    shown = [
        {"picture": pictures[key_of(each)], "caption": each.caption or "", "credit": (each.credit or "")[:255]} for each in here
    ]
    title = block.content.get("title")
    return {"title": title[:200] if isinstance(title, str) else "", "pictures": shown}


def _day(text: str | None, otherwise: datetime | None) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return (otherwise or timezone.now()).date()


def _date(story: Story, paths: tuple[str, ...], asked: LoadOptions, report: LoadReport) -> datetime:
    """The story's date, else that in its address, else the one asked for, else now; a choice is reported."""
    if story.published:
        return story.published
    chosen = asked.date or next((day for path in paths if (day := day_in(path))), None)
    basis = "asked for" if asked.date else "read from its address" if chosen else "the time of this import"
    chosen = chosen or timezone.now()
    report.chosen.append({"story": story.title or story.id, "what": "date", "value": chosen.isoformat(), "basis": basis})
    return chosen


def _paths(story: Story) -> tuple[str, ...]:
    """Path and query of the story's addresses, without repetition."""
    paths = []
    for url in (story.url, *story.aliases):
        try:
            parts = urlsplit(url or "")
        except ValueError:
            continue
        if parts.path not in ("", "/") or parts.query:
            paths.append((_read(parts.path) or "/") + (f"?{parts.query}" if parts.query else ""))
    return tuple(dict.fromkeys(path for path in paths if len(path) <= 400))


def _read(path: str) -> str:
    """A path as it is asked for here: what is written in bytes (`%d8%b9`) as the letters it stands for."""
    try:
        return unquote(path, errors="strict")
    except UnicodeDecodeError:
        return path


def _lean(story: Story, page: StoryPage | PlainPage | None) -> dict[str, Any]:
    """The record without its body where the page holds all of that."""
    line = to_line(story)
    if page and blocks_of_page(page) == story.body:
        line.pop("body", None)
    return line


def _tell(story: Story, thread: Thread | None, report: LoadReport) -> None:
    report.stories.append(
        {
            "id": story.id,
            "title": story.title or "",
            "url": thread.url if thread else story.url or "",
            "declared": story.declared_responses,
        }
    )

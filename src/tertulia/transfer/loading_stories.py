"""Stories of an import: published here, or only the thread under their address."""

import hashlib
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from tertulia.events.transactions import writing
from tertulia.responses.models import Thread, ThreadState
from tertulia.responses.threads import keep_thread_address, open_thread, open_thread_elsewhere
from tertulia.stories.arriving import ArrivingStory, day_in, publish_arrival, story_at, update_arrival
from tertulia.transfer.choices import LoadOptions
from tertulia.transfer.exchange import dump_line, to_line
from tertulia.transfer.models import StoryOrigin
from tertulia.transfer.outcome import LoadReport
from tertulia.transfer.records import Block, Story


def load_story(story: Story, *, asked: LoadOptions, report: LoadReport) -> None:
    """Publish the story or bring it up to date, and open its thread; one transaction."""
    content_hash = hashlib.sha256(dump_line(story)).hexdigest()
    with writing():
        origin = StoryOrigin.objects.select_related("thread", "story").filter(external_id=story.id).first()
        if origin and origin.content_hash == content_hash:
            report.unchanged["story"] += 1
            _tell(story, origin.thread, report)
            return
        (report.updated if origin else report.created)["story"] += 1
        if asked.dry_run:
            _tell(story, None, report)
            return
        thread = _place(story, origin, asked, report)
        StoryOrigin.objects.update_or_create(
            external_id=story.id,
            defaults={"thread": thread, "story": thread.story, "content_hash": content_hash, "line": _lean(story)},
        )
        _tell(story, thread, report)


def _place(story: Story, origin: StoryOrigin | None, asked: LoadOptions, report: LoadReport) -> Thread:
    """The thread of the story, which is published first if there is anything to publish."""
    paths = _paths(story)
    if origin and origin.story:
        update_arrival(origin.story, _arrival(story, paths, origin.story.published_at or timezone.now()), site=asked.site)
        page = origin.story
    elif story.body or story.lead_photo or story.standfirst:
        found = next((page for path in paths if (page := story_at(asked.site, path))), None)
        page = found or publish_arrival(_arrival(story, paths, _date(story, paths, asked, report)), site=asked.site)
    else:
        page = next((page for path in paths if (page := story_at(asked.site, path))), None)
    if page:
        thread = open_thread(story=page, site=asked.site)
    else:
        thread = (
            origin.thread
            if origin
            else open_thread_elsewhere(site=asked.site, url=story.url or story.id, title=story.title or "")
        )
    for url in (story.url, *story.aliases, *paths):
        if url:
            keep_thread_address(thread, url[:500])
    _settle(thread, story)
    return thread


def _settle(thread: Thread, story: Story) -> None:
    state = {"closed": ThreadState.CLOSED, "held": ThreadState.HELD}.get(story.thread or "", thread.state)
    Thread.objects.filter(pk=thread.pk).update(declared=story.declared_responses, state=state)


def _arrival(story: Story, paths: tuple[str, ...], published_at: datetime) -> ArrivingStory:
    photo = story.lead_photo
    return ArrivingStory(
        title=story.title or "Untitled",
        published_at=published_at,
        language=story.language or "",
        standfirst=story.standfirst or "",
        section=story.section or "",
        bylines=story.bylines,
        caption=(photo.caption or "") if photo else "",
        credit=(photo.credit or "") if photo else "",
        body=[_block(block) for block in story.body],
        paths=paths,
    )


def _block(block: Block) -> tuple[str, Any]:
    """A block of StoryBody. Only headings and quotes have one of their own; everything else is sanitised rich text."""
    if block.kind == "heading":
        return "heading", {"text": block.text[:200], "level": "2" if (block.level or 2) <= 2 else "3"}
    if block.kind == "quote":
        return "quote", {"text": block.text, "source": ""}
    return "paragraph", block.html


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
            paths.append((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
    return tuple(dict.fromkeys(path for path in paths if len(path) <= 400))


def _lean(story: Story) -> dict[str, Any]:
    """The record without its body, which is the published page's."""
    line = to_line(story)
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

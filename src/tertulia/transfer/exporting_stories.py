"""Stories and pages as neutral records: as they stand here, with the identity and the extras they came with."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tertulia.options import options
from tertulia.responses.models import Thread, ThreadState
from tertulia.stories.departing import DepartingStory, departing_story, plain_pages
from tertulia.stories.models import PlainPage, StoryPage
from tertulia.transfer.choices import ExportOptions
from tertulia.transfer.exchange import from_line
from tertulia.transfer.formats.identity import host_of, make_id
from tertulia.transfer.loading_newsroom import pages_of
from tertulia.transfer.loading_stories import NOT_PUBLIC, mark_of
from tertulia.transfer.models import StoryOrigin
from tertulia.transfer.own import id_of_thread
from tertulia.transfer.pieces import blocks_of_page, photo_of, shelved
from tertulia.transfer.records import Block, Correction, Photo, Story
from tertulia.transfer.shelf import Shelf


def story_ids(thread: Thread, site: str) -> list[str]:
    """The ids of the stories whose responses the thread holds: those of the sources, else our own."""
    known = list(StoryOrigin.objects.filter(thread=thread).order_by("external_id").values_list("external_id", flat=True))
    return known or [id_of_thread(site, thread)]


def stories_of(thread: Thread, site: str, shelf: Shelf | None = None) -> Iterator[Story]:
    """One for each source that knows it: the one that made the page as it stands here, the others as they came."""
    origins = list(StoryOrigin.objects.filter(thread=thread, plain_page=None).order_by("external_id"))
    carrier = _carrier(origins)
    for origin in origins:
        came = _came(origin)
        yield _story(thread, came, origin, shelf) if origin is carrier else replace(came, thread=_switch(thread))
    if not origins and not StoryOrigin.objects.filter(thread=thread).exists():
        yield _story(thread, Story(id=story_ids(thread, site)[0], url=_address(thread.url, site)), None, shelf)


def _carrier(origins: list[StoryOrigin]) -> StoryOrigin | None:
    return next((origin for origin in origins if origin.story_id), origins[0] if origins else None)


def _switch(thread: Thread) -> str | None:
    return thread.state if thread.state != ThreadState.OPEN else None


def conversation_of(thread: Thread, site: str) -> Story | None:
    """The story of a thread, for formats in which it has one."""
    origins = list(StoryOrigin.objects.filter(thread=thread, plain_page=None).order_by("external_id"))
    carrier = _carrier(origins)
    return _story(thread, _came(carrier), carrier, None) if carrier else next(stories_of(thread, site), None)


def _came(origin: StoryOrigin) -> Story:
    came = from_line(origin.line)
    assert isinstance(came, Story)
    return came


def _address(path: str, site: str) -> str:
    return path if "://" in path else f"{options.base_url.rstrip('/') or f'http://{site}'}{path}"


def plain_pages_of_site(asked: ExportOptions, site: str, *, thread: int | None = None) -> Iterator[Story]:
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
    return story_ids(thread, site)[0] if thread else None


def _lead(page: DepartingStory, came: Story, shelf: Shelf | None) -> Photo | None:
    photo = came.lead_photo or (photo_of(page.lead) if page.lead else None)
    if shelf and photo and page.lead:
        photo = replace(photo, media=shelf.put(page.lead.key, shown_by=came.id))
    if page.caption or page.credit:
        return replace(photo or Photo(), caption=page.caption or None, credit=page.credit or None)
    return replace(photo, caption=None, credit=None) if photo else None

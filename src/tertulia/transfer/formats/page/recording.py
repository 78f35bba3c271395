"""A found page as neutral records, and what its report says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tertulia.transfer.formats.bodies import body_from_html, body_from_text
from tertulia.transfer.formats.identity import host_of, make_id, path_of, short_hash
from tertulia.transfer.formats.page.found import FoundPage, FoundResponse
from tertulia.transfer.formats.reading import ReadOptions, ReadReport
from tertulia.transfer.formats.times import Clock, Instant, parse_english
from tertulia.transfer.records import Author, Body, Record, ResponseRecord, Story

_DATE_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])(?:/(0[1-9]|[12]\d|3[01]))?/")


def records_of(page: FoundPage, name: str, options: ReadOptions, report: ReadReport) -> Iterator[Record]:
    """The story, then its responses in page order."""
    clock = Clock(options.zone, report)
    story = _story(page, name, options, clock)
    yield story
    ids = _ids(page, story, options, report)
    for position, found in enumerate(page.responses, 1):
        yield _response(found, position, story, ids, clock)
    _report(page, story, report)


def _story(page: FoundPage, name: str, options: ReadOptions, clock: Clock) -> Story:
    found = page.story
    url = options.url or found.url
    headline = found.headline or (page.heading.title if page.heading else None)
    return Story(
        id=make_id("page", _site(page, options), "story", _story_key(page)),
        url=url,
        aliases=tuple(each for each in (found.url, *found.aliases) if each and each != url),
        title=headline,
        standfirst=found.standfirst,
        bylines=found.bylines,
        section=found.section,
        language=found.language,
        published=clock.read(found.published, name).at,
        edited=clock.read(found.edited, name).at,
        thread=page.thread_state,
        lead_photo=found.lead_photo,
        body=found.blocks,
        declared_responses=page.heading.declared if page.heading else None,
        source=_present(
            form=page.form,
            heading=page.heading.raw if page.heading else None,
            published=found.published,
            date_in_address=_date_in(url),
            more_responses_at=page.more_pages,
        ),
    )


def _story_key(page: FoundPage) -> str:
    """The path of the page's own address; without one, a hash over how the story begins."""
    if page.story.url:
        return path_of(page.story.url)
    first = page.story.blocks[0].text if page.story.blocks else ""
    return short_hash(page.story.headline or (page.heading.raw if page.heading else ""), first)


def _site(page: FoundPage, options: ReadOptions) -> str | None:
    return options.site or host_of(page.story.url)


def _ids(page: FoundPage, story: Story, options: ReadOptions, report: ReadReport) -> list[str]:
    """An id for each response: the page's own number where there is one, else its place and a hash of its words."""
    ids: list[str] = []
    seen: set[str] = set()
    scope = "" if page.story.url else f"{_story_key(page)}/"
    for position, found in enumerate(page.responses, 1):
        key = found.number or f"{_story_key(page)}/{position}-{short_hash(found.name, found.created, found.html, found.text)}"
        if found.number and key in seen:
            report.repair(
                "id-twice-on-page",
                f"response {position}",
                id=key,
            )
            found.is_number_repeated, key = True, f"{key}~{position}"
        seen.add(key)
        ids.append(
            make_id(
                "page",
                _site(page, options),
                "comment",
                scope + key if found.number else key,
            )
        )
    return ids


def _response(found: FoundResponse, position: int, story: Story, ids: list[str], clock: Clock) -> ResponseRecord:
    created = _created(found, f"response {position}", clock)
    return ResponseRecord(
        id=ids[position - 1],
        story=story.id,
        parent=None if found.parent is None else ids[found.parent],
        parent_basis=found.parent_basis,
        kind=found.kind,
        author=Author(name=found.name, url=found.url),
        created=created.at,
        created_basis=created.basis,
        body=_body(found),
        position=position,
        aliases=(f"#comment-{found.number}",) if found.number and not found.is_number_repeated else (),
        source=_present(
            id=found.number,
            created=found.created,
            date_text=found.date_text,
            depth=found.shown_depth,
            label=found.label,
            printed_name=found.printed_name if found.printed_name != found.name else None,
            name_from="avatar" if found.is_name_from_avatar else None,
        ),
    )


def _created(found: FoundResponse, place: str, clock: Clock) -> Instant:
    if found.created:
        return clock.read(found.created, place)
    wall = parse_english(found.date_text) if found.date_text else None
    return clock.read_wall(wall, place) if wall else Instant()


def _body(found: FoundResponse) -> Body:
    return body_from_text(found.text) if found.text is not None else body_from_html(found.html or "")


def _date_in(url: str | None) -> str | None:
    match = _DATE_IN_ADDRESS.search(url or "")
    return "-".join(part for part in match.groups() if part) if match else None


def _present(**values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}


def _report(page: FoundPage, story: Story, report: ReadReport) -> None:
    responses = page.responses
    if page.heading and page.heading.declared is not None:
        report.declare(story.id, "responses", declared=page.heading.declared, found=len(responses))
    facts = {
        "mentions": sum(each.kind == "mention" for each in responses),
        "names unknown": sum(each.name is None for each in responses),
        "names from an avatar only": sum(each.is_name_from_avatar for each in responses),
        "times unknown": sum(not each.created for each in responses),
        "empty bodies": sum(not (each.html or each.text) for each in responses),
        "parents from raw nesting": sum(each.parent_basis == "raw-nesting" for each in responses),
        "parents hidden by the depth limit": sum(each.parent_basis == "flattened" for each in responses),
        "lines lost in responses": page.lost_blocks,
        "lines lost in the story": page.story_gaps,
    }
    for name, count in facts.items():
        report.facts[name] = report.facts.get(name, 0) + count
    if page.more_pages:
        report.warn(
            "more-pages",
            story.id,
            url=page.more_pages,
        )

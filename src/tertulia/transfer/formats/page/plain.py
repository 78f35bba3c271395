"""The plain text that an extractor leaves of a saved page: numbering and indentation stay, dates and links are gone."""

from __future__ import annotations

import re
from html import escape

from tertulia.transfer.formats.caption import names_credit, split_caption
from tertulia.transfer.formats.page.found import FoundPage, FoundResponse, FoundStory
from tertulia.transfer.formats.page.heading import Heading, parse_heading
from tertulia.transfer.formats.page.names import clean_name
from tertulia.transfer.formats.page.numbered import (
    Entry,
    is_first_marker,
    read_numbered,
)
from tertulia.transfer.formats.page.openings import take_openings
from tertulia.transfer.formats.page.parents import settle_parents
from tertulia.transfer.formats.page.wrapping import unwrap
from tertulia.transfer.records import Block, Photo

_BYLINE = re.compile(r"^(?:By|Par|Von|Por|Di|Door|بقلم)[:\s]\s*(?P<name>\w[^.!?؟:]{1,80})$")
_LINES_OF_HEADING = 4


def read_plain(text: str) -> FoundPage | None:
    """What a plain text holds; None when no line heads a thread."""
    lines = unwrap(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").expandtabs(8).split("\n"))
    place = _find_heading(lines)
    if place is None:
        return None
    start, end, heading = place
    story, gaps = _read_story(lines[:start], heading)
    entries = read_numbered(lines[end:])
    page = FoundPage(form="text", story=story, heading=heading, story_gaps=gaps)
    page.responses = _responses(entries)
    page.lost_blocks = sum(entry.lost_blocks for entry in entries)
    settle_parents(page.responses, None)
    return page


def _find_heading(lines: list[str]) -> tuple[int, int, Heading] | None:
    """Where the thread's heading starts and where the thread begins: a heading counts when a numbered list follows,
    when it says that there is nothing, or when it quotes the headline."""
    headline = next((line.strip() for line in lines if line.strip()), "")
    following = _following_words(lines)
    for start, line in enumerate(lines):
        if parse_heading(line):
            end = _end_of_heading(lines, start)
            heading = parse_heading(" ".join(lines[start:end]))
            if heading and (is_first_marker(following[end]) or heading.declared == 0 or heading.title == headline):
                return start, end, heading
    return None


def _following_words(lines: list[str]) -> list[str]:
    """For each place, and for the end, the next line that has words."""
    following = [""] * (len(lines) + 1)
    for place in range(len(lines) - 1, -1, -1):
        following[place] = lines[place] if lines[place].strip() else following[place + 1]
    return following


def _end_of_heading(lines: list[str], start: int) -> int:
    end = start + 1
    while end < len(lines) and end - start < _LINES_OF_HEADING and lines[end].strip() and not is_first_marker(lines[end]):
        end += 1
    return end


def _read_story(lines: list[str], heading: Heading) -> tuple[FoundStory, int]:
    """The story above the heading and how many lines the extractor lost in it."""
    lines, gaps = [line.strip() for line in lines], 0
    first = (
        lines.index(heading.title) if heading.title in lines else next((n for n, line in enumerate(lines) if line), len(lines))
    )
    story = FoundStory(headline=lines[first] if first < len(lines) else heading.title)
    blocks: list[Block] = []
    blank = 0
    for line in lines[first + 1 :]:
        if not line:
            blank += 1
            continue
        gaps += blank - 1 if blocks and blank > 1 else 0
        blank = 0
        if blocks or not _take_head(story, line):
            blocks.append(_paragraph(line))
    story.blocks = tuple(blocks)
    return story, gaps


def _take_head(story: FoundStory, line: str) -> bool:
    """Whether a line before the first paragraph is the photo's caption or the byline, and then keep it."""
    byline = _BYLINE.match(line)
    if story.lead_photo is None and names_credit(line):
        found = split_caption(line)
        story.lead_photo = Photo(caption=found.caption, credit=found.credit, credit_label=found.label)
    elif not story.bylines and byline and _is_name(byline["name"]):
        story.bylines = (byline["name"].strip(),)
    else:
        return False
    return True


def _is_name(text: str) -> bool:
    return all(not word[0].islower() or word in {"and", "et", "und", "y", "e", "en", "de", "van", "von"} for word in text.split())


def _paragraph(line: str) -> Block:
    return Block(kind="paragraph", html=f"<p>{escape(line, quote=False)}</p>", text=line)


def _responses(entries: list[Entry]) -> list[FoundResponse]:
    responses = []
    for entry, opening in zip(entries, take_openings(entries), strict=True):
        responses.append(
            FoundResponse(
                depth=entry.depth,
                parent=entry.parent,
                label=entry.label,
                name=clean_name(opening.name),
                printed_name=opening.name,
                is_name_from_avatar=opening.is_from_avatar,
                date_text=opening.date_text,
                text=opening.text,
            )
        )
    return responses

"""How a response opens in plain text: an avatar's alternative text, a name, a date, then the words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tertulia.transfer.formats.page.names import name_before_says, name_from_marked_alt
from tertulia.transfer.formats.page.numbered import Entry

_DATE = re.compile(
    r"^(?:on\s+)?(?:[^\W\d]{3,10}\.?\s+\d{1,2},?\s+\d{4}|\d{1,2}\.?\s+(?:de\s+)?[^\W\d]{3,10}\.?\s+(?:de\s+)?\d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
    r"(?:,?\s*(?:at|à|um|a las|às|alle|om|في)?\s*\d{1,2}[:h.]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?|Uhr)?)?$",
    re.IGNORECASE,
)
_REPLY_LINKS = frozenset(
    {
        "reply",
        "répondre",
        "antworten",
        "responder",
        "rispondi",
        "beantwoorden",
        "svara",
        "odpowiedz",
        "ответить",
        "رد",
        "الرد",
    }
)


@dataclass
class Opening:
    """What the first lines said, and the words after them: paragraphs parted by a blank line, line breaks kept."""

    name: str | None = None
    is_from_avatar: bool = False
    date_text: str | None = None
    text: str = ""


def take_openings(entries: Sequence[Entry]) -> list[Opening]:
    """The opening of each entry. A line "NAME Avatar" that is all there is counts as a name only where the page knows
    that name from elsewhere or a line was lost after it; else it may be somebody's words about a film."""
    known = Counter(name for entry in entries if (name := name_from_marked_alt(entry.lines[0])))
    return [_take(entry, known) for entry in entries]


def _take(entry: Entry, known: Counter[str]) -> Opening:
    lines = list(entry.lines)
    opening = Opening()
    alt = name_from_marked_alt(lines[0])
    if alt and ((any(lines[1:]) and not lines[1].strip()) or lines[1:2] == [alt] or known[alt] > 1 or entry.ends_in_loss):
        opening.name, opening.is_from_avatar = alt, lines[1:2] != [alt]
        lines = lines[1:] if opening.is_from_avatar else lines[2:]
    elif name := name_before_says(lines[0]):
        opening.name, lines = name, lines[1:]
    elif len(lines) > 1 and _DATE.match(lines[1]) and lines[0]:
        opening.name, lines = lines[0], lines[1:]
    _take_date(opening, lines)
    opening.text = _text_of(lines)
    return opening


def _take_date(opening: Opening, lines: list[str]) -> None:
    while lines and not lines[0]:
        lines.pop(0)
    if opening.name and lines and _DATE.match(lines[0]):
        opening.date_text = lines.pop(0)


def _text_of(lines: list[str]) -> str:
    while lines and (not lines[-1] or (lines[-1].casefold() in _REPLY_LINKS and "" in lines)):
        lines.pop()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip())

"""Reading a written conversation: a text file in reading order, one header line before each response.

    @2 1:07 TramWatcher [edited 1:15]
    The words, in Markdown.
    @before
    The words before the edit.

The header holds the depth (1 at the top), the time since the story's publication in hours and minutes, the name, and
in brackets what became of the response: removed, withdrawn, held, or edited and when.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from tertulia.responses.models import State

_HEADER = re.compile(
    r"@(?P<depth>\d+) (?P<after>\d+:\d\d) (?P<name>[^\[\]]+?)"
    r"(?: \[(?:(?P<state>removed|withdrawn|held)|edited (?P<edited>\d+:\d\d))\])?"
)
_BEFORE = "\n@before\n"


@dataclass(frozen=True, slots=True)
class Written:
    """One response as it was written: `parent` is the index of the response it answers, in the same list."""

    name: str
    text: str
    after: timedelta
    parent: int | None = None
    state: str = State.VISIBLE.value
    edited_after: timedelta | None = None
    text_before: str = ""


def parse_conversation(source: str) -> list[Written]:
    """The responses of a file in reading order; raises ValueError where a header cannot be read or skips a level."""
    found: list[Written] = []
    open_levels: list[int] = []  # index of the last response at each depth
    for header, text in _parts(source):
        match = _HEADER.fullmatch(header)
        if match is None:
            raise ValueError(f"not a header: {header}")
        depth = int(match["depth"])
        if not 1 <= depth <= len(open_levels) + 1:
            raise ValueError(f"no response to answer: {header}")
        del open_levels[depth - 1 :]
        words, _cut, before = text.partition(_BEFORE)
        found.append(
            Written(
                name=match["name"],
                text=words.strip(),
                after=_duration(match["after"]),
                parent=open_levels[-1] if open_levels else None,
                state=match["state"] or State.VISIBLE.value,
                edited_after=_duration(match["edited"]) if match["edited"] else None,
                text_before=before.strip(),
            )
        )
        open_levels.append(len(found) - 1)
    return found


def _parts(source: str) -> list[tuple[str, str]]:
    """Header lines, each with what follows it."""
    pieces = re.split(r"^(@\d.*)$", source, flags=re.MULTILINE)
    return list(zip(pieces[1::2], pieces[2::2], strict=True))


def _duration(clock: str) -> timedelta:
    hours, minutes = clock.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))

"""Nested numbered lists in plain text: who stands under whom, from numbering and indentation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_MARKER = re.compile(r"^(?P<indent>\s*)(?P<number>\d{1,6})\.(?:\s+(?P<rest>.*))?$")


@dataclass
class Entry:
    """One numbered entry: its lines (blank ones as ""), its depth from 1, the index of the entry it stands under.

    `lost_blocks` counts the blank lines beyond one, each the trace of a line that the extractor dropped.
    """

    depth: int
    parent: int | None
    label: str
    lines: list[str] = field(default_factory=list)
    lost_blocks: int = 0
    ends_in_loss: bool = False


@dataclass
class _Level:
    indent: int
    number: int
    index: int


def is_first_marker(line: str) -> bool:
    """Whether a line opens a numbered list."""
    match = _MARKER.match(line)
    return match is not None and int(match["number"]) == 1


def read_numbered(lines: list[str]) -> list[Entry]:
    """The entries in order. A number that does not continue its list is part of the text above it; a line that stands
    left of the list ends it."""
    entries: list[Entry] = []
    levels: list[_Level] = []
    for position, line in enumerate(lines):
        match = _MARKER.match(line)
        if match and _opens(levels, len(match["indent"]), int(match["number"])):
            _push(levels, entries, len(match["indent"]), int(match["number"]))
            entries[-1].lines.append((match["rest"] or "").strip())
        elif entries and line.strip() and _is_outside(line, levels[0].indent, lines[position - 1]):
            break
        elif entries:
            entries[-1].lines.append(line.strip())
    for number, entry in enumerate(entries, 1):
        _count_losses(entry, is_last=number == len(entries))
    return entries


def _opens(levels: list[_Level], indent: int, number: int) -> bool:
    """Whether a marker continues a list or opens one under the last entry."""
    if not levels:
        return True
    same = next((level for level in reversed(levels) if level.indent <= indent), None)
    if same is not None and same.indent == indent:
        return number == same.number + 1
    if indent <= levels[-1].indent or number != 1:
        return False
    step = levels[1].indent - levels[0].indent if len(levels) > 1 else 0
    return step == 0 or (indent - levels[0].indent) == step * len(levels)


def _push(levels: list[_Level], entries: list[Entry], indent: int, number: int) -> None:
    while levels and levels[-1].indent >= indent:
        levels.pop()
    levels.append(_Level(indent, number, len(entries)))
    parent = levels[-2].index if len(levels) > 1 else None
    label = ".".join(str(level.number) for level in levels)
    entries.append(Entry(depth=len(levels), parent=parent, label=label))


def _is_outside(line: str, root_indent: int, before: str) -> bool:
    """Text left of the outermost numbers, after a blank line."""
    return len(line) - len(line.lstrip()) < root_indent and not before.strip()


def _count_losses(entry: Entry, *, is_last: bool) -> None:
    blank = 0
    for line in entry.lines:
        entry.lost_blocks += max(0, blank - 1) if line else 0
        blank = 0 if line else blank + 1
    entry.ends_in_loss = blank > 1 and not is_last
    entry.lost_blocks += blank - 1 if entry.ends_in_loss else 0

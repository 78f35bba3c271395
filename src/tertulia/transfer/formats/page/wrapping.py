"""Text that was wrapped to a width, put back into whole lines."""

from __future__ import annotations

_WIDEST, _FEWEST_JOINS, _SHARE = 132, 8, 0.8


def unwrap(lines: list[str]) -> list[str]:
    """The lines as they were before wrapping; the same lines when the text was not wrapped.

    A line was cut by wrapping when the first word of the next would not have fitted on it; other line ends were meant.
    """
    width = max((len(line) for line in lines), default=0)
    joins = [n for n in range(1, len(lines)) if lines[n].strip() and lines[n - 1].strip()]
    cut = {n for n in joins if _was_cut(lines[n - 1], lines[n], width)}
    if width > _WIDEST or len(joins) < _FEWEST_JOINS or len(cut) < _SHARE * len(joins):
        return lines
    whole: list[str] = []
    for number, line in enumerate(lines):
        if number in cut:
            whole[-1] += " " + line.strip()
        else:
            whole.append(line)
    return whole


def _was_cut(line: str, following: str, width: int) -> bool:
    return len(line.rstrip()) + 1 + len(following.split(maxsplit=1)[0]) > width

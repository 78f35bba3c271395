"""From rows to the outline of a page: nesting to a depth, flat below it, long exchanges folded. Linear, no recursion."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tertulia.responses.rows import Row

WHOLE_BEGINNING = 2  # replies of a flat exchange shown before the fold
FEWEST_FOLDED = 2  # replies worth folding
LONG_FLAT = 2  # a flat run among many people folds when it is this many times longer than one between two


@dataclass(frozen=True, slots=True)
class Fold:
    """A stretch of flat replies put away behind one line."""

    count: int
    between: tuple[str, str] | None


@dataclass(slots=True)
class Line:
    """One response in the outline and how its list item stands to the one before."""

    row: Row
    level: int  # indentation, from 1
    opens: bool = False  # begins a list inside the item before
    closes: int = 0  # lists that end before this item
    flat: bool = False  # its place in the list does not show whom it answers …
    answers: Row | None = None  # … this one
    fold: Fold | None = None  # a fold begins before this item
    fold_ends: bool = False  # and ends after this one


@dataclass(frozen=True, slots=True)
class Outline:
    """All lines of a page, and how many lists are still open after the last."""

    lines: tuple[Line, ...]
    closes: int


def outline(rows: Sequence[Row], *, depth: int, fold_after: int, elsewhere: Sequence[Row] = ()) -> Outline:
    """Lay out rows given branch by branch, each branch sorted so that a parent comes before its replies.

    `depth`: levels of indentation. Replies whose parent stands on an earlier page of a long branch (it is in
    `elsewhere`) are shown directly below the branch's top.
    """
    lines = list(_levels(rows, depth, elsewhere))
    level = 0
    for line in lines:
        line.opens = line.level > level
        line.closes = max(0, level - line.level)
        level = line.level
    _fold(lines, depth, fold_after)
    return Outline(tuple(lines), max(0, level - 1))


def preorder(rows: Sequence[Row]) -> Iterator[tuple[Row, bool]]:
    """Rows in reading order: each response, then its replies. With each, whether its parent is among the rows."""
    known = {row.id for row in rows}
    children: dict[int | None, list[Row]] = {}
    tops: list[Row] = []
    for row in rows:
        (children.setdefault(row.parent, []) if row.parent in known else tops).append(row)
    for top in tops:
        stack = [top]
        while stack:
            row = stack.pop()
            yield row, row.parent in known
            stack.extend(reversed(children.get(row.id, ())))


def _levels(rows: Sequence[Row], depth: int, elsewhere: Sequence[Row]) -> Iterator[Line]:
    by_id = {row.id: row for row in (*elsewhere, *rows)}
    levels: dict[int, int] = {}
    for row, has_parent in preorder(rows):
        unbounded = levels[row.parent] + 1 if has_parent and row.parent else (2 if row.root else 1)
        levels[row.id] = unbounded
        flat = unbounded > depth or (row.root is not None and not has_parent)
        yield Line(row, min(unbounded, depth), flat=flat, answers=by_id.get(row.parent or 0) if flat else None)


def _fold(lines: list[Line], depth: int, fold_after: int) -> None:
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and lines[end].flat and lines[end].level == depth:
            end += 1
        if end > start:
            _fold_run(lines[start:end], fold_after)
        start = max(end, start + 1)


def _fold_run(run: list[Line], fold_after: int) -> None:
    """Put the middle of a flat run away when it is long; a run between two people counts as long sooner."""
    start = 0
    while start < len(run):
        end = _exchange_end(run, start)
        if end - start > fold_after:
            names = (run[start].row.name, run[start + 1].row.name)
            _put_away(run[start:end], names)
        start = end
    if len(run) > fold_after * LONG_FLAT and not any(line.fold for line in run):
        _put_away(run, None)


def _exchange_end(run: list[Line], start: int) -> int:
    """Index after the longest stretch from `start` in which two named people take turns; at least one line."""
    end = start + 1
    while end < len(run) and _takes_turn(run, start, end):
        end += 1
    return end


def _takes_turn(run: list[Line], start: int, at: int) -> bool:
    """Whether line `at` goes on with the exchange that begins at `start`."""
    row, before = run[at].row, run[at - 1].row
    if not (row.shown and before.shown and row.name and before.name) or row.parent != before.id:
        return False
    return _who(row) != _who(before) and (at - start < 2 or _who(row) == _who(run[at - 2].row))


def _who(row: Row) -> int | str:
    return row.author or row.name


def _put_away(run: list[Line], between: tuple[str, str] | None) -> None:
    """Fold all of a run but its beginning and its last line, if that saves more than the fold's own line takes."""
    count = len(run) - WHOLE_BEGINNING - 1
    if count < FEWEST_FOLDED:
        return
    run[WHOLE_BEGINNING].fold = Fold(count, between)
    run[-2].fold_ends = True

"""Responses in reading order from any point on, for machines: pages of any length, whatever the shape of the thread."""

from dataclasses import dataclass

from tertulia.cursors import Cursor, decode, encode
from tertulia.responses.orders import Order, key_of
from tertulia.responses.reading import BRANCH_PAGE, ThreadHead, branches, fitting, top_level, weave
from tertulia.responses.rows import Row, select
from tertulia.responses.tree import preorder


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows in reading order, and the cursor of what follows ("" is never one; None at the end)."""

    rows: list[Row]
    next: str | None


@dataclass(frozen=True, slots=True)
class _Mark:
    """A point in reading order: within the branch of `root`, in the part after number `no`, after the response `id`."""

    place: int
    root: int
    no: int
    id: int

    def __str__(self) -> str:
        return encode(self.place, self.root, self.no, self.id)


def load_responses(thread: ThreadHead, *, order: Order = Order.OLDEST, after: str = "", limit: int = 50) -> Stretch:
    """Up to `limit` responses with their sources after the cursor `after`; raises UnknownCursor.

    A branch larger than BRANCH_PAGE replies comes in parts of that size by time, each in reading order.
    """
    mark = _Mark(*decode(after, 4)) if after else None
    found: list[tuple[Row, _Mark]] = []
    while len(found) <= limit:
        more = _rest_of_branch(mark, thread) if mark else []
        more = more or _next_branches(thread, order, mark, limit + 1 - len(found))
        if not more:
            return Stretch([row for row, _mark in found], None)
        found += more
        mark = found[-1][1]
    return Stretch([row for row, _mark in found[:limit]], str(found[limit - 1][1]))


def _next_branches(thread: ThreadHead, order: Order, mark: _Mark | None, room: int) -> list[tuple[Row, _Mark]]:
    after = Cursor(mark.place, mark.root) if mark else None
    taken = fitting(top_level(thread.id, order=order, after=after, most=room, text=True), room)
    replies = branches([row.id for row in taken if row.replies], most=room + BRANCH_PAGE, text=True)
    top = {row.id: row for row in taken}
    rows = preorder(list(weave(taken, replies)))
    return [(row, _Mark(key_of(top[row.root or row.id], order), row.root or row.id, 0, row.id)) for row, _known in rows]


def _rest_of_branch(mark: _Mark, thread: ThreadHead) -> list[tuple[Row, _Mark]]:
    """What follows the mark in its own branch: the rest of its part, else the next part."""
    part = _part(mark.root, mark.no, thread, keep=mark.id)
    ids = [row.id for row in part]
    rest = part[ids.index(mark.id) + 1 :] if mark.id in ids else part
    no = mark.no
    if not rest and part:
        no = max(row.branch_no for row in part)
        rest = [row for row in _part(mark.root, no, thread, keep=0) if row.root]
    return [(row, _Mark(mark.place, mark.root, no, row.id)) for row in rest]


def _part(root: int, no: int, thread: ThreadHead, *, keep: int) -> list[Row]:
    """A part of a branch in reading order, from the top if `no` is 0. The row `keep` is there even if no longer listed."""
    rows = select(
        "where root_id = %s and thread_id = %s and branch_no > %s and (listed or id = %s) "
        f"order by branch_no limit {BRANCH_PAGE}",
        [root, thread.id, no, keep],
        text=True,
    )
    top = select("where id = %s and thread_id = %s", [root, thread.id], text=True) if no == 0 else []
    return [row for row, _known in preorder([*top, *rows])]

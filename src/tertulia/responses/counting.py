"""Making every kept number anew from what it counts, and saying which were wrong: none, unless something has a fault.

What is kept by the writes: a thread's visible responses; of a response whether it is listed, its votes (and those an import gave
as a number); of a top-level one
its listed replies, the highest number given and the latest reply that lifts it.
"""

from collections import Counter
from dataclasses import dataclass

from tertulia.events.transactions import writing
from tertulia.responses.models import Response, State, Thread, Vote


@dataclass(frozen=True, slots=True)
class Drift:
    """A number that was not what it should have been. `row` is the primary key of the thread or response."""

    what: str
    row: int
    kept: object
    right: object


@dataclass(slots=True)
class _Kept:
    """The numbers of one response."""

    listed: bool
    replies: int
    last_no: int
    replied: int | None
    up: int
    down: int


_COLUMNS = ("id", "parent", "root", "branch_no", "state", "place", "lifts", "came_up", "came_down", *_Kept.__slots__)


@writing()
def recount_thread(thread: int) -> list[Drift]:
    """Set every kept number of the thread with this primary key right; returns those that were wrong."""
    Thread.objects.select_for_update(no_key=True).filter(pk=thread).first()
    rows = list(Response.objects.filter(thread=thread).order_by("place", "id").values_list(*_COLUMNS, named=True))
    right = _count(rows, Counter(Vote.objects.filter(thread=thread).values_list("response", "value")))
    drift = [
        Drift(name, row.id, getattr(row, name), getattr(right[row.id], name))
        for row in rows
        for name in _Kept.__slots__
        if getattr(row, name) != getattr(right[row.id], name)
    ]
    for each in drift:
        Response.objects.filter(pk=each.row).update(**{each.what: each.right})
    return drift + _recount_visible(thread, sum(row.state == State.VISIBLE for row in rows))


def recount_all() -> list[Drift]:
    """The same for every thread, each in a transaction of its own."""
    threads = list(Thread.objects.order_by("id").values_list("id", flat=True))
    return [drift for thread in threads for drift in recount_thread(thread)]


def _count(rows: list, votes: Counter[tuple[int, int]]) -> dict[int, _Kept]:
    right = {
        row.id: _Kept(
            row.state == State.VISIBLE,
            0,
            0,
            None,
            votes[row.id, 1] + (row.came_up or 0),
            votes[row.id, -1] + (row.came_down or 0),
        )
        for row in rows
    }
    parents = {row.id: row.parent for row in rows}
    for row in rows:
        _list_above(row, right, parents)
    for row in rows:
        if row.root is None:
            continue
        top = right[row.root]
        top.replies += right[row.id].listed
        top.last_no = max(top.last_no, row.branch_no)
        if row.state == State.VISIBLE and row.lifts:
            top.replied = max(top.replied or row.place, row.place)
    return right


def _list_above(row: object, right: dict[int, _Kept], parents: dict[int, int | None]) -> None:
    """A visible response keeps everything above it listed."""
    above = parents[row.id] if row.state == State.VISIBLE else None  # type: ignore[attr-defined]
    while above is not None and not right[above].listed:
        right[above].listed = True
        above = parents[above]


def _recount_visible(thread: int, visible: int) -> list[Drift]:
    kept = Thread.objects.values_list("visible", flat=True).get(pk=thread)
    if kept == visible:
        return []
    Thread.objects.filter(pk=thread).update(visible=visible)
    return [Drift("visible", thread, kept, visible)]

"""Threads that come whole: where each response belongs is worked out before it is stored, so that none has to be hung later."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef

from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.responses.models import Response, State, Thread
from tertulia.transfer.forest import NONE, Forest, Numbers
from tertulia.transfer.outcome import LoadReport

CIRCLE = "circle"
COLUMNS = ("parent_id", "root_id", "depth", "branch_no", "listed", "replies", "last_no", "replied")  # of Numbers
Row = dict[str, Any]


def settle(rows: Sequence[Row], origins: Sequence[Row], report: LoadReport) -> None:
    """Put responses about to be stored, and their origins, where they belong, if they are the first of their threads.

    What hangs below a parent that has not come stays as it is. Each thread is counted, its version moved; what follows
    follows, or waits until it is linked as well.
    """
    empty = _empty_among({row["thread_id"] for row in rows})
    ours = [(row, origin) for row, origin in zip(rows, origins, strict=True) if row["thread_id"] in empty]
    numbers = dict(_numbers(ours, report))
    visible, unfinished = Counter[int](), set()
    for row, origin in ours:
        if row["id"] in numbers:
            row |= zip(COLUMNS, numbers[row["id"]], strict=True)
            origin["linked"] = True
            visible[row["thread_id"]] += row["state"] == State.VISIBLE
        else:
            unfinished.add(row["thread_id"])
    for thread, count in visible.items():
        Thread.objects.filter(pk=thread).update(visible=F("visible") + count, version=F("version") + 1)
        if thread not in unfinished:
            record(Kind.CONVERSATION_IMPORTED, thread=thread)


def _empty_among(threads: Iterable[int]) -> set[int]:
    """Those of the threads (primary keys) without any response."""
    answered = Response.objects.filter(thread=OuterRef("pk"))
    return set(Thread.objects.filter(~Exists(answered), pk__in=threads).values_list("pk", flat=True))


def _numbers(ours: Sequence[tuple[Row, Row]], report: LoadReport) -> Iterator[tuple[int, Numbers]]:
    """By primary key, of each response at whose top stands one that answers nobody."""
    keys = {(row["thread_id"], origin["external_id"]): row["id"] for row, origin in ours}
    parents = {row["id"]: keys.get((row["thread_id"], origin["parent"])) for row, origin in ours}
    astray = {row["id"] for row, origin in ours if origin["parent"] and parents[row["id"]] is None}
    in_order = sorted((row for row, _origin in ours), key=lambda row: (row["place"], row["id"]))
    forest = Forest((row["id"], parents[row["id"]], row["state"] == State.VISIBLE, True, row["place"]) for row in in_order)
    if cut := set(forest.cut_cycles()):
        for row, origin in ours:
            if row["id"] in cut:
                report.reading.repair(CIRCLE, origin["external_id"])
    forest.grow()
    for position, root in enumerate(forest.root):
        if forest.ids[position if root == NONE else root] not in astray:
            yield forest.ids[position], forest.wanted(position)

"""Threads of any size and shape, written at once, and the plain way to read them."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tertulia.responses.models import Response, Thread

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
EVERYTHING_SHOWN: frozenset[int] = frozenset()


def plant(thread: Thread, parents: Sequence[int | None], *, hidden: frozenset[int] = EVERYTHING_SHOWN) -> list[Response]:
    """Store one response for each of `parents`: the index of an earlier one, or None at the top. `hidden`: removed ones."""
    first = (Response.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    made: list[Response] = []
    for number, parent in enumerate(parents):
        at = START + timedelta(seconds=number // 2)  # two at a time share an instant
        above = None if parent is None else made[parent]
        top = None if above is None else (made[above.root_id - first] if above.root_id else above)
        response = Response(
            pk=first + number,
            thread=thread,
            parent_id=above.pk if above else None,
            root_id=top.pk if top else None,
            depth=above.depth + 1 if above else 1,
            place=int(at.timestamp() * 1_000_000),
            posted_at=at,
            author_name=f"Reader {number % 7}",
            text=f"Words {number}.",
            html=f"<p>Words {number}.</p>",
            renderer=1,
            state="removed" if number in hidden else "visible",
            listed=number not in hidden,
        )
        if top:
            top.last_no += 1
            response.branch_no = top.last_no
        made.append(response)
    for response in reversed(made):  # what has something listed below is listed as well
        if response.listed and response.parent_id:
            made[response.parent_id - first].listed = True
    for response in made:
        if response.listed and response.root_id:
            made[response.root_id - first].replies += 1
    Response.objects.bulk_create(made, batch_size=1000)
    Thread.objects.filter(pk=thread.pk).update(visible=sum(one.state == "visible" for one in made))
    return made


def talk(count: int, *, longest: int = 40) -> list[int | None]:
    """Parents of a lively thread: short branches, deep ones, and one quarrel of `longest` between two."""
    parents: list[int | None] = [None, *range(longest)]
    while len(parents) < count:
        number = len(parents)
        parents.append(
            None if number % 5 == 0 else number - 1 - number * 7 % 3 if parents[number - 1] is not None else number - 1
        )
    return parents[:count]


def rows_by_orm(thread: Thread, *, key: Callable[[Response], Any], turned: bool = False) -> list[list[Response]]:
    """Every listed branch, its top first and its replies by number, in the order of `key`: the plain way."""
    top = sorted(Response.objects.filter(thread=thread, root=None, listed=True), key=key, reverse=turned)
    return [[one, *Response.objects.filter(root=one, listed=True).order_by("branch_no")] for one in top]

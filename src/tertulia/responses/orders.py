"""The orders of a thread's top level, and the sort keys that the writes keep for them."""

from enum import StrEnum

from django.db import connection

from tertulia.errors import UnknownOrder
from tertulia.options import options
from tertulia.ranking import activity, top
from tertulia.responses.rows import Row


class Order(StrEnum):
    """How the top level of a thread is sorted; replies stay oldest first."""

    OLDEST = "oldest"
    NEWEST = "newest"
    TOP = "top"
    ACTIVE = "active"


# The column an order is read by, with the index that holds it. Only the first runs upwards.
COLUMNS = {
    Order.OLDEST: ("place", "response_top_level"),
    Order.NEWEST: ("place", "response_top_level"),
    Order.TOP: ("top", "response_top"),
    Order.ACTIVE: ("active", "response_active"),
}


def parse_order(text: str) -> Order:
    """The order called `text`; raises UnknownOrder."""
    try:
        return Order(text)
    except ValueError:
        raise UnknownOrder from None


def usual_order() -> Order:
    """The order in which this site shows a thread unless a reader asks for another."""
    return Order(options.order)


def key_of(row: Row, order: Order) -> int:
    """The number by which `order` sorts a top-level row."""
    if order is Order.TOP:
        return top.key(row.up, row.down, row.place)
    return row.active if order is Order.ACTIVE else row.place


def lifts_branch(root: int, *, author: int | None, name: str, place: int) -> bool:
    """Whether a reply at `place` (microseconds) about to be stored in the branch `root` lifts it in the order by activity.

    Earlier ones by the same person are looked for among the branch's latest fifty.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LATEST_REPLIES, [root])
        before = [(writer or called, at) for writer, called, at in cursor.fetchall()]
    return activity.lifts(author or name, place, before=before)


_LATEST_REPLIES = """
select author_id, author_name, place from responses_response where root_id = %s order by branch_no desc limit 50
"""


def settle_branch(root: int) -> None:
    """Find out anew which reply of the branch `root` is the latest that counts: some reply appeared or went."""
    with connection.cursor() as cursor:
        cursor.execute(_LATEST, [root])


_LATEST = """
update responses_response as branch set replied = (
    select max(reply.place) from responses_response reply
    where reply.root_id = branch.id and reply.state = 'visible' and reply.lifts
) where id = %s
"""

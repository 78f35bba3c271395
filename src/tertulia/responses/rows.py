"""Rows of responses straight from the database: plain SQL for the paths that must be cheap."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection

from tertulia.responses.models import State


class Row(NamedTuple):
    """One response as it is shown, straight from the database."""

    id: int
    parent: int | None
    root: int | None
    branch_no: int
    depth: int
    place: int
    replies: int
    state: str
    author: int | None
    name: str
    html: str
    posted_at: datetime | None
    edited_at: datetime | None
    up: int = 0
    down: int = 0
    active: int = 0
    badge: str = ""
    avatar: str | None = None
    reinstated: bool = False
    featured: bool = False
    text: str | None = None

    @property
    def shown(self) -> bool:
        """Whether its words may be shown; otherwise it is a marker."""
        return self.state == State.VISIBLE


_COLUMNS = (
    "id, parent_id, root_id, branch_no, depth, place, replies, state, author_id, author_name, html, posted_at, edited_at, "
    "up, down, active, badge, avatar, reinstated_at is not null, featured_at is not null"
)


def select(rest: str, values: list[Any], *, text: bool = False, index: str = "") -> list[Row]:
    """Rows of `responses_response`; `rest` is our own SQL, everything from outside is in `values`.

    `index` is the one SQLite must take: its statistics hold a mean over all values of a column, so once `analyze` has run
    it believes that few rows have no root. PostgreSQL knows better.
    """
    if any(isinstance(value, int) and not -(2**63) <= value < 2**63 for value in values):
        return []  # no column holds such a number, and SQLite's driver fails on it
    columns = f"{_COLUMNS}, text" if text else _COLUMNS
    table = f"responses_response indexed by {index}" if index and connection.vendor == "sqlite" else "responses_response"
    with connection.cursor() as cursor:
        cursor.execute(f"select {columns} from {table} {rest}", values)  # noqa: S608
        found = cursor.fetchall()
    return [Row(*row[:11], *map(_instant, row[11:13]), *row[13:18], *map(bool, row[18:20]), *row[20:]) for row in found]


def _instant(value: datetime | None) -> datetime | None:
    """SQLite hands a stored instant over without its zone, which is UTC; PostgreSQL with it."""
    return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)

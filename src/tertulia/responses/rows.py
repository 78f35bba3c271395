"""Rows of responses straight from the database: plain SQL for the paths that must be cheap."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.utils.dateparse import parse_datetime

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


KEPT = 1_000  # rows remembered as they came and as they are shown: after a write nearly all of a page come again
_COLUMNS = (
    "id, parent_id, root_id, branch_no, depth, place, replies, state, author_id, author_name, html, {posted_at}, {edited_at}, "
    "up, down, active, badge, avatar, reinstated_at is not null, featured_at is not null"
)
_TEXT = "{column} || ''"  # else SQLite's driver makes an instant of it, which costs more than all other columns together


def select(rest: str, values: list[Any], *, text: bool = False, index: str = "") -> list[Row]:
    """Rows of `responses_response`; `rest` is our own SQL, everything from outside is in `values`.

    `index` is the one SQLite must take: its statistics hold a mean over all values of a column, so once `analyze` has run
    it believes that few rows have no root. PostgreSQL knows better.
    """
    if any(isinstance(value, int) and not -(2**63) <= value < 2**63 for value in values):
        return []  # no column holds such a number, and SQLite's driver fails on it
    is_sqlite = connection.vendor == "sqlite"
    instants = {column: _TEXT.format(column=column) if is_sqlite else column for column in ("posted_at", "edited_at")}
    columns = _COLUMNS.format_map(instants) + (", text" if text else "")
    table = f"responses_response indexed by {index}" if index and is_sqlite else "responses_response"
    with connection.cursor() as cursor:
        cursor.execute(f"select {columns} from {table} {rest}", values)  # noqa: S608
        found = cursor.fetchall()
    return [_row(each) for each in found]


@lru_cache(KEPT)
def _row(came: tuple[Any, ...]) -> Row:
    """A row from what the database said, all of it; the same again for the same."""
    return Row(*came[:11], *map(_instant, came[11:13]), *came[13:18], *map(bool, came[18:20]), *came[20:])


def _instant(value: datetime | str | None) -> datetime | None:
    """PostgreSQL hands over an instant with its zone; SQLite a text, and what it stores is in UTC."""
    at = parse_datetime(value) if isinstance(value, str) else value
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)

"""Writing thousands of rows at once: what triggers would tell of each of them, the writer tells once."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_ON = {"sqlite": "insert into events_bulk values (1)", "postgresql": "set local tertulia.bulk = 'on'"}
_OFF = {"sqlite": "delete from events_bulk", "postgresql": "set local tertulia.bulk = ''"}


@contextmanager
def in_bulk() -> Iterator[None]:
    """Triggers that ask for `BULK` rest within. It belongs into a transaction that ends with what they would have done.

    Nobody else ever sees that it is on: on SQLite it is a row that is never committed, on PostgreSQL the transaction's own.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ON[connection.vendor])
        yield
        cursor.execute(_OFF[connection.vendor])

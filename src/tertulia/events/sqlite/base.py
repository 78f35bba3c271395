"""Django's backend for SQLite, whose writers ask often whether it is their turn."""

import sqlite3
import time
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from django.db.backends.sqlite3 import base

LOOK_EVERY = 0.005  # seconds
MOST_KEPT, LONGEST_KEPT = 1_000, 3_000  # statements, characters: three megabytes at the very most
_WRITES = ("begin", "insert", "update", "delete", "replace")


class DatabaseWrapper(base.DatabaseWrapper):
    """Begins a transaction, or writes outside of one, as soon as another process has ended its own.

    SQLite's busy handler sleeps up to a tenth of a second between looks, so who writes on end, with short gaps, lets nobody
    else in for seconds. How long a writer waits before it is refused stays the connection's `busy_timeout`.
    """

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)


class Cursor(base.SQLiteCursorWrapper):
    """Django's cursor, patient before the first word of a write; it turns each statement into SQLite's writing once."""

    def execute(self, query: str, params: Any = None) -> Any:
        execute = partial(super().execute, query, params)
        if self.connection.in_transaction or not query[:20].lstrip().lower().startswith(_WRITES):
            return execute()
        return _in_turn(self.connection, execute)

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        if param_names is None and len(query) <= LONGEST_KEPT:
            return _converted(query)
        return super().convert_query(query, param_names=param_names)


@lru_cache(MOST_KEPT)
def _converted(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


def _in_turn(connection: sqlite3.Connection, execute: Callable[[], Any]) -> Any:
    ((patience,),) = connection.execute("pragma busy_timeout")
    deadline = time.monotonic() + patience / 1000
    connection.execute("pragma busy_timeout = 0")
    try:
        while True:
            try:
                return execute()
            except sqlite3.OperationalError as error:
                code = getattr(error, "sqlite_errorcode", 0)
                is_held = code & 0xFF == sqlite3.SQLITE_BUSY and code != sqlite3.SQLITE_BUSY_SNAPSHOT  # our own old reading
                if not is_held or time.monotonic() >= deadline:
                    raise
            time.sleep(LOOK_EVERY)
    finally:
        connection.execute(f"pragma busy_timeout = {patience}")

"""Django's backend for SQLite, whose transactions ask often whether it is their turn."""

import sqlite3
import time

from django.db import OperationalError
from django.db.backends.sqlite3 import base

LOOK_EVERY = 0.005  # seconds


class DatabaseWrapper(base.DatabaseWrapper):
    """Begins a transaction as soon as another process has ended its own.

    SQLite's busy handler sleeps up to a tenth of a second between looks, so who writes on end, with short gaps, lets nobody
    else in for seconds. How long a transaction waits before it is refused stays the connection's `busy_timeout`.
    """

    def _start_transaction_under_autocommit(self) -> None:
        self.ensure_connection()
        ((patience,),) = self.connection.execute("pragma busy_timeout")
        deadline = time.monotonic() + patience / 1000
        self.connection.execute("pragma busy_timeout = 0")
        try:
            while not self._begins(deadline):
                time.sleep(LOOK_EVERY)
        finally:
            self.connection.execute(f"pragma busy_timeout = {patience}")

    def _begins(self, deadline: float) -> bool:
        try:
            super()._start_transaction_under_autocommit()
        except OperationalError as error:
            is_busy = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() >= deadline:
                raise
            return False
        return True

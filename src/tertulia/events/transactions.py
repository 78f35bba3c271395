"""The transaction every write runs in."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.db import connection, transaction

from tertulia.events.unable import refusing_when_unable

# Who asks SQLite has to ask again and again: eight writers in one process wait up to four times longer at the 99th
# percentile than with one lock before the database. Other processes ask (`events/sqlite`).
_one_writer = threading.RLock()
GAP = 0.02  # seconds, four looks of who waits


@contextmanager
def writing() -> Iterator[None]:
    """An atomic block that writes; also a decorator. On SQLite the threads of one process take turns.

    Whoever is in a transaction already holds SQLite's own lock, and must not wait for somebody who waits for that.
    Raises CannotStore where the database has no room, is not there, or somebody else writes for longer than one can wait.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with refusing_when_unable(), _one_writer if connection.vendor == "sqlite" else nullcontext(), transaction.atomic():
        yield


@contextmanager
def writing_in_turns() -> Iterator[None]:
    """Like `writing`, for one of many transactions on end: afterwards others may write, whom SQLite would let starve.

    A gap is long enough for every transaction that waits, and a fifth of the time for single statements, which SQLite lets
    ask ten times a second.
    """
    with writing():
        began = time.perf_counter()
        yield
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(min(0.25, max(GAP, (time.perf_counter() - began) / 4)))


@contextmanager
def durable() -> Iterator[None]:
    """Around a transaction that must outlive a power failure even in a process whose others need not (SQLite only)."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        (before,) = cursor.execute("pragma synchronous").fetchone()
        cursor.execute("pragma synchronous=full")
        try:
            yield
        finally:
            cursor.execute(f"pragma synchronous={int(before)}")

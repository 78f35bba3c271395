"""The transaction every write runs in."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# SQLite's busy handler sleeps and is unfair: eight writers in one process wait up to four times longer at the 99th
# percentile than with one lock before the database. The handler remains for other processes.
_one_writer = threading.RLock()


@contextmanager
def writing() -> Iterator[None]:
    """An atomic block that writes; also a decorator. On SQLite the threads of one process take turns."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield
        return
    with _one_writer, transaction.atomic():
        yield


@contextmanager
def writing_in_turns() -> Iterator[None]:
    """Like `writing`, for one of many transactions on end: afterwards others may write, whom SQLite would let starve.

    Who waits for the database asks every tenth of a second: a gap of a fifth is met within seconds.
    """
    began = time.perf_counter()
    with writing():
        yield
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(min(0.25, (time.perf_counter() - began) / 4))


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

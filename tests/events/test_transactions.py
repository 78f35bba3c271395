"""Write transactions: whoever waits for another process is let in soon, and nobody waits for somebody who waits for them."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest
from django.db import OperationalError, connection, transaction

from tertulia.errors import CannotStore
from tertulia.events.transactions import GAP, writing

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has locks of its own"),
]


@contextmanager
def other() -> Iterator[sqlite3.Connection]:
    """A connection as another process has one."""
    found = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, uri=True)
    try:
        yield found
    finally:
        found.close()


def in_a_transaction() -> None:
    with writing():
        pass


def by_itself() -> None:
    with connection.cursor() as cursor:
        cursor.execute("\nupdate responses_thread set visible = visible where id = 0")


@pytest.mark.parametrize("write", [in_a_transaction, by_itself])
def test_others_are_let_in_between_transactions_on_end(write: Callable[[], None]) -> None:
    held, done = Event(), Event()
    count = [0]

    def hold_on_end() -> None:
        with other() as its:
            while not done.is_set():
                its.execute("begin immediate")
                held.set()
                time.sleep(0.23)
                its.execute("commit")
                count[0] += 1
                time.sleep(GAP)

    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(hold_on_end)
        held.wait()
        try:
            for _write in range(5):
                write()
        finally:
            waited_for = count[0]
            done.set()
    assert waited_for <= 10  # SQLite's own handler looks ten times a second by then, and hardly ever meets such a gap


@pytest.mark.parametrize(("write", "error"), [(in_a_transaction, CannotStore), (by_itself, OperationalError)])
def test_who_cannot_get_in_is_refused_after_the_connections_patience(write: Callable[[], None], error: type[Exception]) -> None:
    with connection.cursor() as cursor, other() as its:
        cursor.execute("pragma busy_timeout = 30")
        its.execute("begin immediate")
        with pytest.raises(error) as refused:
            write()
        assert "locked" in str(refused.value.__cause__)
        its.execute("rollback")
        assert cursor.execute("pragma busy_timeout").fetchone() == (30,)
        write()
        cursor.execute("pragma busy_timeout = 10000")


def test_who_is_in_a_transaction_waits_for_no_thread_that_waits_for_it() -> None:
    def write() -> None:
        try:
            with writing():
                pass
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as elsewhere:
        with transaction.atomic():
            waiting = elsewhere.submit(write)
            time.sleep(0.05)
            with writing():
                pass
        waiting.result()

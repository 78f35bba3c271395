import asyncio
import gc
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tertulia.delivery.front.freshness import PooledFreshness, SQLiteFreshness, Stamp, stamp_of


@pytest.fixture
def database(tmp_path):
    """Another connection to a database with an edition and two threads."""
    connection = sqlite3.connect(tmp_path / "site.sqlite3", isolation_level=None)
    connection.execute("pragma journal_mode = wal")
    connection.executescript(
        "create table stories_edition (number integer); insert into stories_edition values (5);"
        "create table responses_thread (id integer primary key, version integer); insert into responses_thread values (3, 30), (4, 40);"
    )
    yield connection
    connection.close()


@pytest.fixture
def freshness(database, tmp_path):
    made = SQLiteFreshness(tmp_path / "site.sqlite3")
    yield made
    made.close()


def test_the_number_stands_while_nothing_is_committed(freshness, database):
    before = freshness.now()
    database.execute("begin immediate")
    database.execute("update responses_thread set version = 31 where id = 3")
    assert freshness.now() == before
    database.execute("rollback")
    assert freshness.now() == before


def test_the_number_moves_with_every_commit_of_another_connection(freshness, database):
    numbers = [freshness.now()]
    for _write in range(20):
        database.execute("update responses_thread set version = version + 1 where id = 3")
        numbers.append(freshness.now())
    assert len(set(numbers)) == len(numbers)


def test_a_commit_is_seen_in_versions_as_soon_as_it_moves_the_number(freshness, database):
    before = freshness.now()
    database.execute("update responses_thread set version = 31 where id = 3")
    assert freshness.now() != before
    assert freshness.versions((3,)) == Stamp(5, ((3, 31),))


def test_the_number_moves_with_commits_of_other_processes_and_after_the_log_begins_anew(freshness, database, tmp_path):
    write = f"import sqlite3; sqlite3.connect({str(tmp_path / 'site.sqlite3')!r}, isolation_level=None).execute(%r)"
    numbers = [freshness.now()]
    for turn in range(3):
        statement = f"update responses_thread set version = {50 + turn} where id = 3"
        subprocess.run([sys.executable, "-c", write % statement], check=True)
        numbers.append(freshness.now())
        assert freshness.versions((3,)) == Stamp(5, ((3, 50 + turn),))
        database.execute("pragma wal_checkpoint(truncate)")
        numbers.append(freshness.now())
    assert len({*numbers[:1], *numbers[1::2]}) == 4


def test_a_database_without_a_log_is_asked(tmp_path):
    path = tmp_path / "plain.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("create table kept (number integer)")
        made = SQLiteFreshness(path)
        before = made.now()
        assert isinstance(before, int)
        database.execute("insert into kept values (1)")
        assert made.now() != before
        made.close()


def test_what_was_opened_takes_no_lock_from_a_writer_of_this_process(database, tmp_path):
    database.execute("begin immediate")
    made = SQLiteFreshness(tmp_path / "site.sqlite3")
    assert isinstance(made.now(), bytes)
    made.close()
    del made
    gc.collect()
    write = f"import sqlite3; sqlite3.connect({str(tmp_path / 'site.sqlite3')!r}, timeout=0).execute('begin immediate')"
    said = subprocess.run([sys.executable, "-c", write], check=False, capture_output=True, text=True)
    assert "database is locked" in said.stderr
    database.execute("rollback")


def test_asking_leaves_nothing_open(freshness, database):
    for _turn in range(3):
        freshness.now()
        freshness.versions((3, 4))
    database.execute("pragma wal_checkpoint(truncate)")
    (busy, _log, _done) = database.execute("pragma wal_checkpoint(truncate)").fetchone()
    assert busy == 0


def test_the_asking_connection_cannot_write(freshness):
    with pytest.raises(sqlite3.OperationalError):
        freshness._connection.execute("update stories_edition set number = 6")


def test_a_stamp_holds_the_edition_and_the_versions_in_order(freshness):
    assert freshness.versions(()) == Stamp(5)
    assert freshness.versions((4, 3)) == Stamp(5, ((3, 30), (4, 40)))
    assert freshness.versions((3, 99)) == Stamp(5, ((3, 30),))
    assert stamp_of([(4, 40), (0, 5), (3, 30)]) == Stamp(5, ((3, 30), (4, 40)))


class Snapshots:
    """Answers when it is let, with the moment the question was put."""

    def __init__(self):
        self.put = 0
        self.gate = asyncio.Event()

    async def ask(self):
        self.put += 1
        mine = self.put
        await self.gate.wait()
        return f"snapshot {mine}"


def test_one_question_serves_all_who_waited_when_it_was_put():
    async def story():
        snapshots = Snapshots()
        freshness = PooledFreshness(snapshots.ask)
        first = [asyncio.create_task(freshness.now()) for _each in range(5)]
        await asyncio.sleep(0.01)
        late = [asyncio.create_task(freshness.now()) for _each in range(5)]
        await asyncio.sleep(0.01)
        put_meanwhile = snapshots.put
        snapshots.gate.set()
        return put_meanwhile, set(await asyncio.gather(*first)), set(await asyncio.gather(*late))

    # Who asks while a question is out does not take its answer: that may be older than the asking.
    assert asyncio.run(story()) == (1, {"snapshot 1"}, {"snapshot 2"})


def test_a_question_that_failed_does_not_fail_the_next():
    async def story():
        answers = iter([ConnectionError("gone"), "snapshot 2"])

        async def ask():
            answer = next(answers)
            if isinstance(answer, Exception):
                raise answer
            return answer

        freshness = PooledFreshness(ask)
        with pytest.raises(ConnectionError):
            await freshness.now()
        return await freshness.now()

    assert asyncio.run(story()) == "snapshot 2"

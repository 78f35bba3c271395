"""Whether a stored page is still right: asked of the database itself, whose commit is the only signal there is.

The race. Let a write commit at *c* and be answered at *a* > *c*, and a read begin after *a*. Its `now()` is asked after
*c*, so it counts that commit. If the page's `checked` equals it, no commit lies between the page's check and this one, so
*c* came before the page's check, hence before its content was read (a page is checked before it is drawn): the write is in
it. If the numbers differ but the versions equal the page's stamp: the write moved a version in its own transaction
(triggers do that, and values never return), so the stamp was read after *c*, and the content after the stamp: the write is
in it. A read that joins the drawing of a page does so only if that began under the number the read saw itself, the first
case, or after the read came: then all it shows was read after *c*. A slow drawing that read before *c* and is stored after
it is stored under its old number and stamp: the next read finds both different. A writer that dies after its commit leaves
nothing undone.
"""

import asyncio
import mmap
import os
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

Number = bytes | int | str


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a page shows: the newsroom's edition, and the version of each thread in it by primary key."""

    edition: int
    threads: tuple[tuple[int, int], ...] = ()


def versions_query(threads: int, mark: str) -> str:
    """SQL for the edition and the versions of so many threads in one statement; `stamp_of` reads its rows."""
    select = "select 0, number from stories_edition"
    if not threads:
        return select
    return f"{select} union all select id, version from responses_thread where id in ({', '.join([mark] * threads)})"  # noqa: S608


def stamp_of(rows: Iterable[tuple[int, int]]) -> Stamp:
    """The stamp in the rows of `versions_query`."""
    edition, *threads = sorted(rows)
    return Stamp(edition[1], tuple(threads))


class SQLiteFreshness:
    """Answers at once, in the event loop, on a connection that does nothing but ask.

    The number is the head of the index of SQLite's log of writes, which all processes share as memory: every commit writes it
    anew before it is answered, with a counter and checksums of what it wrote, so no two are alike (sqlite.org/walformat.html).
    Looking at it costs a fifteenth of asking, which takes and gives back a lock of the file and Python's own.

    Without such an index `data_version` is asked, which moves with every commit of any other connection. It would stand
    still if this connection wrote, held a transaction or left a cursor half read: it does none of these.
    """

    at_once = True

    def __init__(self, path: Path):
        self._connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False)
        self._connection.execute("pragma cache_size = -256")
        self._ask = self._connection.execute
        self._asked()  # opens the log, whose index nobody removes while this connection stands
        self._head = _head_of_log(path)

    def now(self) -> Number:
        """A number that differs from every earlier one if anything was committed in between."""
        return self._head[:HEAD] if self._head else self._asked()

    def versions(self, threads: tuple[int, ...]) -> Stamp:
        """The edition and the versions of `threads` as they are now."""
        return stamp_of(self._ask(versions_query(len(threads), "?"), threads).fetchall())

    def close(self) -> None:
        """Let go of the database; to be called where nothing asks any more."""
        self._head = None
        self._connection.close()

    def _asked(self) -> int:
        return self._ask("pragma data_version").fetchall()[0][0]


HEAD = 48  # bytes; the first four say how it is written
WRITTEN = 3_007_000
_open_for_good: list[tuple[int, mmap.mmap]] = []


def _head_of_log(path: Path) -> mmap.mmap | None:
    """The first bytes of the index of a database's log, as memory; None where there is no such index, or one of another kind.

    The file stays open for as long as the process lives: closing it would take from SQLite every lock that this process
    has on it (fcntl(2), "advisory record locking").
    """
    try:
        file = os.open(f"{path}-shm", os.O_RDONLY)
    except OSError:
        return None
    try:
        head = mmap.mmap(file, HEAD, mmap.MAP_SHARED, mmap.PROT_READ)
    except (OSError, ValueError):
        return None
    _open_for_good.append((file, head))
    return head if int.from_bytes(head[:4], sys.byteorder) == WRITTEN else None


class PooledFreshness:
    """For PostgreSQL: one question serves everybody who was waiting when it was put.

    A snapshot's text changes with every transaction that begins to write or commits; two equal ones see the same rows.
    """

    at_once = False

    def __init__(self, ask: Callable[[], Awaitable[str]]):
        self._put = ask
        self._running: asyncio.Task[str] | None = None
        self._next: asyncio.Task[str] | None = None

    async def now(self) -> Number:
        """Like SQLite's: the question is put after this call, never before."""
        if self._next is None:
            self._next = asyncio.create_task(self._after(self._running))
        return await asyncio.shield(self._next)

    async def _after(self, running: asyncio.Task[str] | None) -> str:
        if running is not None:
            await asyncio.wait([running])
        self._running, self._next = self._next, None
        return await self._put()

"""The one loader: neutral records in, stories and threads out. Running it again changes nothing."""

import fcntl
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby, islice
from typing import NamedTuple, Protocol

from django.db import connection

from tertulia.errors import CannotStart
from tertulia.events.transactions import writing_in_turns
from tertulia.options import options
from tertulia.transfer.choices import LoadOptions
from tertulia.transfer.claiming import adopt_for_known_readers
from tertulia.transfer.fetching import Fetcher, photos_of
from tertulia.transfer.keeping import keep_records
from tertulia.transfer.leads import leads_in, settle_leads
from tertulia.transfer.linking import link_thread, threads_to_link
from tertulia.transfer.loading_newsroom import Links, links_in, load_newsroom, settle_links
from tertulia.transfer.loading_responses import load_responses
from tertulia.transfer.loading_stories import load_story
from tertulia.transfer.outcome import LoadReport
from tertulia.transfer.placing import place_kept
from tertulia.transfer.records import Contributor, Header, Record, ResponseRecord, Section, Story, Trailer

BATCH = 2000  # records in one transaction: the site's own writers wait no longer than one, a seventh of a second
SLICE = 0.1  # seconds after which a transaction of small stories takes up no other
TOGETHER, FEW = 40, 200  # batches that are read before any of them is written, and what is a small one
MANY = 10_000  # responses to be hung in one thread: what SQLite sorts and what it might have to undo lie in files then


class Progress(Protocol):
    """Who is told how far an import is."""

    def read(self, done: int) -> None:
        """So many records were read and written."""

    def linked(self, done: int, of: int) -> None:
        """So many threads, of so many, have their replies below their parents."""


class Unseen:
    """Nobody watches."""

    def read(self, done: int) -> None: ...

    def linked(self, done: int, of: int) -> None: ...


def load(records: Iterable[Record], *, asked: LoadOptions, report: LoadReport, progress: Progress | None = None) -> None:
    """Write the records of a reading in, in transactions of BATCH, or of several small stories with what is below them.

    Killed at any point and run again it ends in the same state: what is there already is found by its identity. A thread
    that comes whole is stored with its replies below their parents; other responses are hung below theirs, thread by
    thread, once all records are in.
    """
    done, progress = 0, progress or Unseen()
    last_places: dict[int, int] = {}
    leads: dict[str, str] = {}
    links: Links = {}
    fetcher = Fetcher(asked.guard, report, asked.folder)

    def write(kind: type, batch: list[Record], *, is_whole: bool) -> None:
        nonlocal done
        done += len(batch)
        if kind is Story:
            for story in batch:
                load_story(story, asked=asked, report=report, fetcher=fetcher)  # type: ignore[arg-type]
        elif kind in (Section, Contributor):
            load_newsroom(batch, asked=asked, report=report, fetcher=fetcher)  # type: ignore[arg-type]
        elif kind is ResponseRecord:
            load_responses(batch, asked=asked, report=report, last_places=last_places, is_whole=is_whole)  # type: ignore[arg-type]
        elif kind not in (Header, Trailer):
            keep_records(batch, asked=asked, report=report)
        progress.read(done)

    for together in _together(_batches(records), asked):
        if len(together) == 1:
            write(together[0].kind, together[0].records, is_whole=together[0].is_whole)
        else:
            _write_in_slices(together, write)
        for each in together:
            if each.kind is Story:
                leads |= leads_in(each.records)
                links |= links_in(each.records)
    if not asked.dry_run:
        settle_leads(leads, fetcher)
        settle_links(links)
        _link(report, progress)
        place_kept()
        if asked.claiming:
            report.reading.facts["responses taken over by readers with that address"] = adopt_for_known_readers()


def _link(report: LoadReport, progress: Progress) -> None:
    threads = list(threads_to_link())
    for done, (thread, waiting) in enumerate(threads, 1):
        _pragmas(f"temp_store = {'file' if waiting > MANY else 'memory'}")
        with writing_in_turns():
            link_thread(thread, report=report)
        progress.linked(done, len(threads))


class _Batch(NamedTuple):
    """Records of one type, and whether they are their whole run."""

    kind: type
    records: list[Record]
    is_whole: bool


def _batches(records: Iterable[Record]) -> Iterator[_Batch]:
    """Runs of records of one type, cut to BATCH."""
    for kind, run in groupby(records, key=type):
        is_first = True
        while batch := list(islice(run, BATCH)):
            yield _Batch(kind, batch, is_first and len(batch) < BATCH)
            is_first = False


def _together(batches: Iterable[_Batch], asked: LoadOptions) -> Iterator[list[_Batch]]:
    """Small stories with their responses, as many as are written in one breath; whatever takes its time alone."""
    waiting: list[_Batch] = []
    for each in batches:
        is_small = each.kind in (Story, ResponseRecord) and len(each.records) <= FEW and not _brings_pictures(each, asked)
        if is_small:
            waiting.append(each)
        if waiting and (not is_small or len(waiting) >= TOGETHER):
            yield waiting
            waiting = []
        if not is_small:
            yield [each]
    if waiting:
        yield waiting


def _brings_pictures(batch: _Batch, asked: LoadOptions) -> bool:
    """Whether pictures may have to be fetched or read: no transaction waits for that."""
    stories = (each for each in batch.records if isinstance(each, Story))
    return any(asked.guard is not None or photo.media for story in stories for photo in photos_of(story))


class _Writer(Protocol):
    def __call__(self, kind: type, batch: list[Record], *, is_whole: bool) -> None: ...


def _write_in_slices(batches: Sequence[_Batch], write: _Writer) -> None:
    """Write batches in transactions of SLICE seconds each. One that fails takes those before it in its transaction along,
    which is as if the import had been killed there: it is run again.

    Each transaction moves the newsroom's edition once for its readers, however many stories are in it.
    """
    waiting = deque(batches)
    while waiting:
        with writing_in_turns():
            began = time.perf_counter()
            while waiting and time.perf_counter() - began < SLICE:
                each = waiting.popleft()
                write(each.kind, each.records, is_whole=each.is_whole)


@contextmanager
def alone() -> Iterator[None]:
    """One import at a time: raises CannotStart while another runs."""
    with (options.folder / "import.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart("another import is running; wait for it to end") from None
        with _flushing_at_the_end():
            yield


@contextmanager
def _flushing_at_the_end() -> Iterator[None]:
    """SQLite need not flush each batch: should the power fail, the import is run again. At the end all is flushed.

    It waits for minutes where the site's own worker writes without a pause: SQLite's lock goes to whoever happens to ask,
    and an import has time.
    """
    _pragmas("synchronous = normal", "busy_timeout = 300000", "wal_autocheckpoint = 1000")
    try:
        yield
    finally:
        _pragmas(
            "synchronous = full",
            "temp_store = memory",
            "busy_timeout = 10000",
            "wal_autocheckpoint = 16000",
            "wal_checkpoint(passive)",
        )


def _pragmas(*settings: str) -> None:
    """Set how SQLite works; between transactions only."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        for each in settings:
            cursor.execute(f"pragma {each}")

"""Isso: its SQLite database (`user_version` 1 to 5), or its generic JSON import file.

Source: isso/db/comments.py and isso/migrate.py in Isso. Modes: 1 public, 2 pending, 4 deleted. Bodies are Markdown.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import quote, unquote_plus

from tertulia.transfer.formats.bodies import body_from_loose_html, body_from_markdown
from tertulia.transfer.formats.identity import Ids, absolute, host_of
from tertulia.transfer.formats.json_stream import objects_at
from tertulia.transfer.formats.opening import open_bounded
from tertulia.transfer.formats.reading import ReadOptions, ReadReport, SourceRefused
from tertulia.transfer.formats.times import Clock, from_epoch
from tertulia.transfer.formats.values import Fields, email_or_none, name_or_none, present, url_or_none
from tertulia.transfer.records import Author, Header, Record, ResponseRecord, Source, Story

NAME = "isso"
_SQLITE = b"SQLite format 3\x00"
_GENERIC = re.compile(rb'^\s*\[\s*\{[\s\S]{0,4000}"comments"\s*:\s*\[')
_MODES = {1: "approved", 2: "pending", 4: "deleted"}
_QUERY = "SELECT * FROM comments ORDER BY id"


def sniff(head: bytes, path: Path) -> bool:
    """An SQLite file, or an array of threads with `comments`."""
    return head.startswith(_SQLITE) or bool(_GENERIC.match(head))


def read(paths: Sequence[Path], options: ReadOptions, report: ReadReport) -> Iterator[Record]:
    """The threads as stories, and their responses."""
    ids = Ids(NAME, options.site or host_of(options.url))
    for path in paths:
        with open_bounded(path) as stream:
            is_database = stream.read(len(_SQLITE)) == _SQLITE
        if is_database and _has_unwritten(path):
            raise SourceRefused("refused-database-in-use", file=path.name, beside=f"{path.name}-wal")
        yield Header(source=Source(system=NAME, id=ids.site, format="isso/sqlite" if is_database else "isso/generic"))
        source = _Database(path, ids, options, report) if is_database else _Generic(path, ids, options, report)
        yield from source.records()


def _story(ids: Ids, key: str, uri: str | None, title: str | None, options: ReadOptions, **source: Any) -> Story:
    return Story(
        id=ids.story(key), url=absolute(uri, options.url or options.site), title=title, source=present(uri=uri, **source)
    )


class _Database:
    """The database, opened for reading only."""

    def __init__(self, path: Path, ids: Ids, options: ReadOptions, report: ReadReport) -> None:
        self._path, self._ids, self._options, self._report = path, ids, options, report

    def records(self) -> Iterator[Record]:
        try:
            with _unpacked(self._path) as plain, closing(sqlite3.connect(_address(plain), uri=True)) as database:
                database.row_factory = sqlite3.Row
                database.text_factory = lambda raw: raw.decode("utf-8", "replace")
                yield from self._read(database)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise SourceRefused("refused-database", file=self._path.name, why=error) from error

    def _read(self, database: sqlite3.Connection) -> Iterator[Record]:
        for row in database.execute("SELECT id, uri, title FROM threads ORDER BY id"):
            thread = Fields(dict(row))
            yield _story(self._ids, thread.key("id") or "", thread.text("uri"), thread.name("title"), self._options)
        for position, row in enumerate(database.execute(_QUERY), 1):
            yield self._response(Fields(dict(row)), position)

    def _response(self, row: Fields, position: int) -> ResponseRecord:
        key, thread, parent = row.key("id") or str(position), row.key("tid"), row.key("parent")
        mode = row.number("mode")
        if mode not in _MODES:
            self._report.warn("unknown-mode", f"comment {key}")
        return ResponseRecord(
            id=self._ids.response(key),
            story=self._ids.story(thread) if thread else None,
            parent=self._ids.response(parent) if parent else None,
            parent_basis="explicit",
            status=_MODES.get(mode or 0, "pending"),
            author=Author(name=row.name("author"), email=row.email("email"), url=row.url("website")),
            created=from_epoch(row.content.get("created")),
            created_basis="utc",
            edited=from_epoch(row.content.get("modified")),
            body=body_from_markdown(row.text("text") or ""),
            position=position,
            counts={"likes": row.number("likes") or 0, "dislikes": row.number("dislikes") or 0},
            aliases=(f"#isso-{key}",),
            source=present(
                id=key, mode=mode, thread=thread, ip=row.text("remote_addr") if self._options.keep_addresses else None
            ),
        )


def _has_unwritten(path: Path) -> bool:
    """Whether what was written last lies beside a database still."""
    beside = path.with_name(f"{path.name}-wal")
    return beside.is_file() and beside.stat().st_size > 0


def _address(path: Path) -> str:
    return f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """The database itself, or what a compressed file holds, as long as it is read."""
    with path.open("rb") as file:
        is_plain = file.read(len(_SQLITE)) == _SQLITE
    if is_plain:
        yield path
        return
    with NamedTemporaryFile(suffix=".db") as copy, open_bounded(path) as stream:
        shutil.copyfileobj(stream, copy)
        copy.flush()
        yield Path(copy.name)


class _Generic:
    """The JSON array of threads; its ids hold within one thread only, and nothing answers anything."""

    def __init__(self, path: Path, ids: Ids, options: ReadOptions, report: ReadReport) -> None:
        self._path, self._ids, self._options, self._report = path, ids, options, report
        self._clock = Clock(options.zone, report)
        self._position = 0

    def records(self) -> Iterator[Record]:
        for number, thread in enumerate(objects_at(self._path, "item"), 1):
            key, title = thread.key("id"), thread.text("title")
            if key is None:
                self._report.skip("no-id", f"thread {number}")
                continue
            name = name_or_none(unquote_plus(title)) if title else None
            yield _story(self._ids, key, key, name, self._options, printed_title=title)
            for place, each in enumerate(thread.parts("comments")):
                yield self._response(each, key, place)

    def _response(self, each: Fields, thread: str, place: int) -> ResponseRecord:
        self._position += 1
        key = f"{thread}#{each.key('id') or place}"
        created = self._clock.read_utc(each.text("created"), key)
        return ResponseRecord(
            id=self._ids.response(key),
            story=self._ids.story(thread),
            author=Author(
                name=each.name("author"), email=email_or_none(each.text("email")), url=url_or_none(each.text("website"))
            ),
            created=created.at,
            created_basis=created.basis,
            body=body_from_loose_html(each.text("text") or "", "isso-generic"),
            position=self._position,
            source=present(
                id=key, created=each.text("created"), ip=each.text("remote_addr") if self._options.keep_addresses else None
            ),
        )

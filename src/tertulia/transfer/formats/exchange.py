"""Tertulia's own exchange file, `tertulia-exchange/1`: lines of JSON, plain, gzip or zstd."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tertulia.transfer.exchange import VERSION, BadLine, load_line, to_line
from tertulia.transfer.formats.opening import MAX_LINE, open_bounded, read_lines
from tertulia.transfer.formats.reading import ReadOptions, ReadReport, SourceRefused
from tertulia.transfer.records import Header, Record, Trailer, Unknown

NAME = "exchange"
FORMAT = "tertulia-exchange"
_HEADER = re.compile(rb'^\s*\{[^\n]{0,2000}"format"\s*:\s*"tertulia-exchange"')


def sniff(head: bytes, path: Path) -> bool:
    """A first line that is this format's header."""
    return bool(_HEADER.match(head))


def read(paths: Sequence[Path], options: ReadOptions, report: ReadReport) -> Iterator[Record]:
    """The lines of the files as they are; a line that is no record is skipped and named in the report."""
    for path in paths:
        yield from _read_file(path, report)


def _read_file(path: Path, report: ReadReport) -> Iterator[Record]:
    tally = _Tally(path.name, report)
    with open_bounded(path) as stream:
        number = 0
        for number, line in read_lines(stream):
            record = _load(line, f"{path.name} line {number}", report) if line is None or line.strip() else None
            if number == 1:
                _check_header(record, path.name)
            if isinstance(record, Trailer):
                tally.check(record)
            elif record is not None:
                yield record
            tally.add(line, record)
        if number == 0:
            _check_header(None, path.name)
    tally.finish()


def _load(line: bytes | None, place: str, report: ReadReport) -> Record | None:
    if line is None:
        report.skip("line-too-long", place, size=MAX_LINE // (1024 * 1024))
        return None
    try:
        return load_line(line)
    except BadLine as error:
        report.skip("line-unreadable", place, why=error)
        return None


def _check_header(record: Record | None, name: str) -> None:
    if not isinstance(record, Header) or record.format != FORMAT:
        raise SourceRefused("refused-not-its-export", file=name, system="Tertulia", missing=f"{FORMAT} header")
    if record.version > VERSION:
        raise SourceRefused("refused-newer-version", file=name, version=record.version, known=VERSION)


class _Tally:
    """What the file held so far, against its trailer."""

    def __init__(self, name: str, report: ReadReport) -> None:
        self._name, self._report = name, report
        self._hash = hashlib.sha256()
        self._counts: Counter[str] = Counter()
        self._is_complete = False

    def add(self, line: bytes | None, record: Record | None) -> None:
        if self._is_complete:
            return
        self._is_complete = isinstance(record, Trailer)
        self._hash.update((line or b"") + b"\n")
        if isinstance(record, Unknown):
            self._report.warn("unknown-line", self._name, type=json.dumps(record.line["type"]))
        if record is not None and not isinstance(record, Header | Trailer):
            self._counts[str(to_line(record)["type"]) if isinstance(record, Unknown) else record.TYPE] += 1

    def check(self, trailer: Trailer) -> None:
        for kind in sorted(trailer.counts.keys() | self._counts.keys()):
            declared, found = trailer.counts.get(kind, 0), self._counts[kind]
            if declared != found:
                self._report.declare(self._name, kind, declared=declared, found=found)
        if trailer.sha256 and trailer.sha256 != self._hash.hexdigest():
            self._report.warn("checksum", self._name)

    def finish(self) -> None:
        if not self._is_complete:
            self._report.warn("no-trailer", self._name)

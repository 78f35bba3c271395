"""`tertulia import SOURCE FILE…`: bring conversations in."""

import argparse
import codecs
import gc
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import django

from tertulia.config.commands.arguments import instant
from tertulia.errors import CannotStart, SourceUnreadable
from tertulia.transfer.formats.opening import watch

BAR = 30  # letters
NICE = 10  # where a core is shared the site's readers come first, and a tenth is left for the import

if TYPE_CHECKING:
    from tertulia.transfer.outcome import LoadReport


def run(arguments: Sequence[str]) -> int:
    """Import and print the report; returns 0, or 1 if something was skipped that the options did not ask for."""
    asked = _parse(arguments)
    os.nice(max(0, NICE - os.nice(0)))
    django.setup()
    from tertulia.config.preparing import prepare
    from tertulia.transfer.formats.reading import ReadReport, SourceRefused
    from tertulia.transfer.loading import alone
    from tertulia.transfer.ordering import refuse_run
    from tertulia.transfer.outcome import LoadReport

    for file in asked.files:
        if file.is_dir():
            raise SourceUnreadable(f"{file}: a folder; name the files in it")
        if not file.is_file():
            raise SourceUnreadable(f"{file}: there is no such file")
    _take_cache()
    prepare()
    if asked.report:
        _refuse_unwritable(asked.report)
    report = LoadReport(ReadReport())
    gc.freeze()  # what is loaded now stays to the end: looking through it again and again costs an eighth of the time
    try:
        with alone():
            _load(asked, report)
    except SourceRefused as refusal:
        if asked.ordered:
            refuse_run(asked.ordered, str(refusal), refusal=refusal.as_json())
        raise SourceUnreadable(str(refusal)) from refusal
    _print(report, dry_run=asked.dry_run)
    if asked.report:
        asked.report.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1, default=str) + "\n")
    return 1 if report.lost_something else 0


def _take_cache() -> None:
    """Large transactions stay in memory to their end. A server's many connections have SQLite's usual 2 MB each instead."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"]["init_command"] += "pragma cache_size=-8000;"


def _refuse_unwritable(file: Path) -> None:
    try:
        file.open("a").close()
    except OSError as error:
        raise CannotStart(f"{file} cannot be written: {error.strerror}") from error


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="tertulia import", description="Bring conversations in; running it again changes nothing."
    )
    parser.add_argument("source", help="what the files are: page, exchange, wordpress, disqus …, or auto to find out")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--url", help="address of the story, or of the site where the source knows only paths")
    parser.add_argument("--date", type=instant, help="date of stories that carry none, such as 2017-10-14 or 2017-10-14T19:00")
    parser.add_argument("--zone", type=_zone, help="time zone of wall clocks in the source, such as Europe/Oslo")
    parser.add_argument("--encoding", type=_encoding, help="of a text that is not UTF-8 and does not say, such as windows-1256")
    parser.add_argument("--site", help="what to call the source's site in ids; its host by default")
    parser.add_argument("--dry-run", action="store_true", help="report what would happen and write nothing")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the report as JSON")
    parser.add_argument("--keep-addresses", action="store_true", help="keep e-mail and network addresses of the source")
    parser.add_argument("--skip", action="append", choices=["spam"], default=[], help="leave out")
    parser.add_argument("--fetch-media", action="store_true", help="fetch the pictures of stories; only from public addresses")
    parser.add_argument("--repair", action="store_true", help="let a recovering parser read damaged XML; says what it dropped")
    parser.add_argument("--ordered", type=int, help=argparse.SUPPRESS)  # the order in the browser that this carries out
    return parser.parse_args(arguments)


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError):
        raise argparse.ArgumentTypeError(f"{text} is no time zone") from None


def _encoding(text: str) -> str:
    try:
        return codecs.lookup(text).name
    except LookupError:
        raise argparse.ArgumentTypeError(f"{text} is no encoding") from None


def _load(asked: argparse.Namespace, report: "LoadReport") -> None:
    from tertulia.options import options
    from tertulia.outgoing import Guard
    from tertulia.stories.arriving import default_site
    from tertulia.transfer.choices import LoadOptions
    from tertulia.transfer.formats import ReadOptions, read_source
    from tertulia.transfer.loading import load
    from tertulia.transfer.ordering import end_run
    from tertulia.transfer.runs import run_of

    reading = ReadOptions(
        site=asked.site,
        url=asked.url,
        zone=asked.zone,
        encoding=asked.encoding,
        keep_addresses=asked.keep_addresses,
        repair=asked.repair,
    )
    loading = LoadOptions(
        site=default_site(),
        dry_run=asked.dry_run,
        date=asked.date,
        skip_spam="spam" in asked.skip,
        keep_addresses=asked.keep_addresses,
        claiming=options.claiming,
        guard=Guard(allowed=frozenset(options.fetch_from)) if asked.fetch_media else None,
        folder=asked.files[0].parent,
    )
    records = read_source(asked.source, asked.files, reading, report.reading)
    if asked.ordered:
        load(records, asked=loading, report=report, progress=_Told(asked.files, asked.ordered))
        end_run(asked.ordered, report)
        return
    with run_of(asked.source, asked.files, report, dry_run=asked.dry_run):
        bar = _Bar(asked.files)
        try:
            load(records, asked=loading, report=report, progress=bar)
        finally:
            bar.end()


class _Bar:
    """A line that shows how far it is and how long it will take, on a terminal only."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._size = sum(file.stat().st_size for file in files) or 1
        self._began = self._shown = time.monotonic()
        self._is_seen = sys.stderr.isatty()

    def read(self, done: int) -> None:
        now = time.monotonic()
        if not self._is_seen or now - self._shown < 0.2:
            return
        self._shown, spent = now, now - self._began
        share = min(1.0, watch.read / self._size)
        left = f"{_spoken(spent / share - spent)} left" if share > 0.01 else ""
        self._show(share, f"{done:,} records, {done / spent:,.0f} a second, {left}")

    def linked(self, done: int, of: int) -> None:
        if self._is_seen and (done == of or time.monotonic() - self._shown > 0.2):
            self._shown = time.monotonic()
            self._show(done / of, f"replies below their parents: {done:,} of {of:,} threads")

    def end(self) -> None:
        """Leave the line."""
        if self._is_seen:
            print(file=sys.stderr)

    def _show(self, share: float, words: str) -> None:
        full = round(share * BAR)
        print(f"\r\x1b[K[{'█' * full}{' ' * (BAR - full)}] {share:4.0%}  {words}", end="", file=sys.stderr, flush=True)


class _Told:
    """How far an ordered import is, written down once a second for whoever looks."""

    def __init__(self, files: Sequence[Path], run: int) -> None:
        self._size, self._run = sum(file.stat().st_size for file in files) or 1, run
        self._told, self._done = 0.0, 0

    def read(self, done: int) -> None:
        self._done = done
        self._tell(watch.read / self._size)

    def linked(self, done: int, of: int) -> None:
        self._tell(1.0)

    def _tell(self, share: float) -> None:
        from tertulia.transfer.ordering import tell_progress

        if time.monotonic() - self._told > 1:
            self._told = time.monotonic()
            tell_progress(self._run, done=self._done, share=min(99, round(share * 100)))


def _spoken(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"


def _print(report: "LoadReport", *, dry_run: bool) -> None:
    """The report for a person."""
    said: dict[str, Any] = report.as_json()
    print("Nothing was written (dry run)." if dry_run else f"Imported from {said['source']}.")
    for story in report.stories[:20]:
        title = f"story “{story['title']}”" if story["title"] else "responses"
        print(f"  {title} at {story['url'] or 'an address chosen when it is imported'}")
    for choice in report.chosen[:20]:
        print(f"  its {choice['what']} is {choice['value']} ({choice['basis']}); use --date and --url to say otherwise")
    for declared in report.reading.declared[:20]:
        print(f"  {declared.what}: {declared.declared} declared, {declared.found} found")
    for name in ("created", "updated", "unchanged"):
        if said[name]:
            print(f"  {name}: " + ", ".join(f"{count} {kind}" for kind, count in sorted(said[name].items())))
    for name, count in report.reading.facts.items():
        if count:
            print(f"  {name}: {count}")
    if report.tombstones:
        print(f"  parents that never came: {report.tombstones}, shown as a mark")
    for name, notes in (
        ("skipped", report.reading.skipped),
        ("repaired", report.reading.repaired),
        ("note", report.reading.warnings),
    ):
        for note in notes.first[:20]:
            print(f"  {name}: {note.reason}" + (f" ({note.place})" if note.place else ""))
    if report.conflicts:
        print(f"  kept as edited here: {report.conflicts.total}")

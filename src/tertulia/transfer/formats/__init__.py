"""The sources that can be imported: one module of the same shape each, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from tertulia.transfer.formats.cleaning import cleaned
from tertulia.transfer.formats.opening import check_unpacking, read_head
from tertulia.transfer.formats.reading import (
    Format,
    ReadOptions,
    ReadReport,
    SourceRefused,
)
from tertulia.transfer.formats.sentences import Told, told
from tertulia.transfer.formats.tongue import in_its_language
from tertulia.transfer.records import Record, ResponseRecord, Story

# In the order in which `auto` asks them: the most particular first. A module is imported when it is asked for: a server that
# imports nothing has no use for them.
SOURCES = (
    "exchange",
    "wordpress",
    "disqus",
    "blogger",
    "atom",
    "rss",
    "isso",
    "comentario",
    "commento",
    "remark42",
    "ghost",
    "discourse",
    "coral",
    "hackernews",
    "activitypub",
    "jsonld",
    "movabletype",
    "page",
)
AUTO = "auto"
_KNOWING = frozenset({"exchange", "page"})  # these say themselves what becomes of it

__all__ = [
    "AUTO",
    "SOURCES",
    "ReadOptions",
    "ReadReport",
    "SourceRefused",
    "detect",
    "read_source",
]


def read_source(name: str, paths: Sequence[Path], options: ReadOptions, report: ReadReport) -> Iterator[Record]:
    """The records of one or more files of a source (`auto` finds out which), header first; `report.read` counts them.

    Raises `SourceRefused` when the source is unknown or a file is not what it was said to be.
    """
    if not paths:
        raise SourceRefused("refused-no-file")
    if name not in (AUTO, *SOURCES):
        known = ", ".join((AUTO, *sorted(SOURCES)))
        raise SourceRefused("refused-unknown-source", name=name, known=known)
    chosen = detect(paths[0]) if name == AUTO else _format(name)
    report.source = chosen.NAME
    for path in paths:
        check_unpacking(path)
    try:
        yield from _cleaned(chosen, paths, options, report)
    except SourceRefused as refusal:
        raise refusal.with_hint(_hint(chosen, paths[0])) from refusal


def _format(name: str) -> Format:
    found: Format = import_module(f"{__name__}.{name}")
    return found


def _cleaned(chosen: Format, paths: Sequence[Path], options: ReadOptions, report: ReadReport) -> Iterator[Record]:
    """The records of the files as they can be stored, counted."""
    is_clean = getattr(chosen, "IS_XML", False)  # XML cannot hold what no database takes
    for record in chosen.read(paths, options, report):
        report.read[_kind(record)] += 1
        if isinstance(record, Story) and chosen.NAME != "exchange":
            record = in_its_language(record)
        if isinstance(record, Story) and chosen.NAME not in _KNOWING and _is_lost(record):
            report.warn("address-unknown", record.title or record.id)
        storable = record if is_clean else cleaned(record)
        if storable is not record:
            report.repair("unstorable-characters", getattr(record, "id", None))
        yield storable


def _is_lost(story: Story) -> bool:
    """Whether a public story of its own comes without anything that says where it stood."""
    is_hidden = story.state in {"draft", "private", "removed"} or bool(story.source.get("placeholder"))
    return not (story.url or story.aliases or is_hidden)


def _hint(chosen: Format, path: Path) -> Told | None:
    """What else a refused file looks like."""
    try:
        other = detect(path)
    except SourceRefused:
        return None
    if other is chosen:
        return None
    return told("hint-page") if other.NAME == "page" else told("hint-source", source=other.NAME)


def detect(path: Path) -> Format:
    """The source a file looks like. Raises `SourceRefused` when it looks like none."""
    head = read_head(path)
    for each in map(_format, SOURCES):
        if each.sniff(head, path):
            return each
    raise SourceRefused("refused-none-of-them", file=path.name)


def _kind(record: Record) -> tuple[str, ...]:
    if isinstance(record, ResponseRecord):
        return record.TYPE, record.kind, record.status
    return (record.TYPE,)

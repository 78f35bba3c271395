"""JSON read piece by piece, with bounds, and refused with a place where it is no JSON."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BufferedReader
from pathlib import Path
from typing import Any

import ijson

from tertulia.transfer.formats.opening import MAX_LINE, open_bounded, read_head, read_lines, read_whole, unwatched
from tertulia.transfer.formats.reading import ReadReport, SourceRefused
from tertulia.transfer.formats.values import Fields

MAX_DEPTH = 512
LARGEST_OBJECT = 64 * 1024 * 1024


def objects_at(path: Path, prefix: str) -> Iterator[Fields]:
    """The objects of an array inside a large file, by ijson's prefix ("comments.item"), one in memory at a time."""
    there = path.stat()
    _look_through(path, there.st_mtime_ns, there.st_size)
    with _opened(path) as stream, refusing(path):
        events = ijson.parse(_checked(ijson.basic_parse(stream, use_float=True), path))
        for each in ijson.items(events, prefix):
            if isinstance(each, dict):
                yield Fields(each)


def objects_in(path: Path, report: ReadReport) -> Iterator[tuple[int, Fields]]:
    """The numbered objects of a file that holds one a line, an array of them, or some laid out over many lines."""
    head = read_head(path).lstrip()
    if head[:1] == b"[":
        return enumerate(objects_at(path, "item"), 1)
    return enumerate(_laid_out(path), 1) if is_laid_out(head) else line_objects(path, report)


def is_laid_out(head: bytes) -> bool:
    """Whether an object begins that goes on over many lines, as `jq` and editors write it."""
    first, _, rest = head.lstrip().partition(b"\n")
    return first[:1] == b"{" and first.rstrip()[-1:] in b"{[," and rest.lstrip()[:1] == b'"'


def holds_lines(path: Path) -> bool:
    """Whether a file holds several objects, one a line."""
    with unwatched(), open_bounded(path) as stream:
        lines = (line for _number, line in read_lines(stream) if line is None or line.strip())
        first, second = next(lines, None), next(lines, None)
    if not first or not second or second.lstrip()[:1] != b"{":
        return False
    try:
        return isinstance(json.loads(first.decode("utf-8-sig")), dict)
    except (ValueError, RecursionError):
        return False


def values_of(path: Path, report: ReadReport) -> list[Any]:
    """All of a small file: its one value, or the object of each line."""
    if holds_lines(path):
        return [fields.content for _number, fields in line_objects(path, report)]
    return [whole(path)]


def _laid_out(path: Path) -> Iterator[Fields]:
    there = path.stat()
    _look_through(path, there.st_mtime_ns, there.st_size, several=True)
    with _opened(path) as stream, refusing(path):
        events = ijson.parse(_checked(ijson.basic_parse(stream, use_float=True, multiple_values=True), path))
        for each in ijson.items(events, ""):
            if isinstance(each, dict):
                yield Fields(each)


def _opened(path: Path) -> BufferedReader:
    """The bytes of a file without the mark that some editors put first."""
    stream = open_bounded(path)
    if stream.peek(3)[:3] == codecs.BOM_UTF8:
        stream.read(3)
    return stream


@lru_cache(maxsize=8)
def _look_through(path: Path, changed: int, size: int, *, several: bool = False) -> None:
    """Read a file once to its end before anything of it is used; raises SourceRefused."""
    with unwatched(), _opened(path) as stream, refusing(path):
        for _event in _checked(ijson.basic_parse(stream, use_float=True, multiple_values=several), path):
            pass


def _checked(events: Iterator[Any], path: Path) -> Iterator[Any]:
    """The parser's events, as long as nothing is nested too deep."""
    depth = 0
    for event in events:
        kind = event[0]
        if kind in {"start_map", "start_array"}:
            depth += 1
            if depth > MAX_DEPTH:
                raise SourceRefused("refused-too-deep", file=path.name, depth=MAX_DEPTH)
        elif kind in {"end_map", "end_array"}:
            depth -= 1
        yield event


def whole(path: Path) -> Any:
    """A small JSON file."""
    with refusing(path):
        return json.loads(read_whole(path, LARGEST_OBJECT).decode("utf-8-sig"), parse_constant=_refuse)


def line_objects(path: Path, report: ReadReport) -> Iterator[tuple[int, Fields]]:
    """The objects of a file with one JSON object a line; a line that is none is skipped and reported."""
    with open_bounded(path) as stream:
        for number, line in read_lines(stream):
            place = f"{path.name} line {number}"
            if line is None:
                report.skip("line-too-long", place, size=MAX_LINE // (1024 * 1024))
            elif line.strip():
                yield from _line_object(line, number, place, report)


def _line_object(line: bytes, number: int, place: str, report: ReadReport) -> Iterator[tuple[int, Fields]]:
    try:
        content = json.loads(line.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        report.skip("line-not-json", place, why=error)
        return
    if isinstance(content, dict):
        yield number, Fields(content)
    else:
        report.skip("line-not-an-object", place)


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Turn what JSON parsers raise into a refusal that names the file."""
    try:
        yield
    except SourceRefused:
        raise
    except (ijson.JSONError, ValueError, RecursionError, OverflowError) as error:
        raise SourceRefused("refused-not-json", file=path.name, why=(str(error).splitlines() or [""])[0][:200]) from error


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")

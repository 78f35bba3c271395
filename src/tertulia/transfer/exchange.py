"""`tertulia-exchange/1`: neutral records as lines of JSON and back, and the writer of whole files.

One object a line, UTF-8, LF; a header first, a trailer last (exchange.schema.json). Fields that are unknown are left out.
What a line holds besides the fields known here stays in `extra` and is written again in its place.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import TracebackType, UnionType
from typing import Any, BinaryIO, cast, get_args, get_origin, get_type_hints

import zstandard

from tertulia.transfer import records
from tertulia.transfer.records import LONGEST_ID, Header, Record, Trailer, Unknown

VERSION = 1
MAX_LINE = 16 * 1024 * 1024
_IDS = frozenset({"id", "story", "parent", "response", "on", "translation_of"})
_TYPES: dict[str, type] = {
    each.TYPE: each
    for each in (
        *(records.Header, records.Section, records.Contributor, records.Story, records.Person),
        *(records.ResponseRecord, records.Revision),
        *(records.Vote, records.Action, records.Media, records.Trailer),
    )
}


class BadLine(ValueError):
    """A line that is no record; the message says what is wrong with it."""


# Records to lines


def to_line(record: Record) -> dict[str, Any]:
    """A record as the object of its line, `type` first."""
    if isinstance(record, Unknown):
        return record.line
    line = {"type": record.TYPE, **_encode_fields(record)}
    return _put_back(line, _in_order(record.extra)) if record.extra else line


def dump_line(record: Record) -> bytes:
    """A record as the bytes of its line, LF included."""
    return json.dumps(to_line(record), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def format_instant(at: datetime) -> str:
    """An instant in RFC 3339, in UTC: "2024-05-01T12:00:00Z"."""
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat().replace("+00:00", "Z")


@cache
def _shape(kind: type) -> tuple[tuple[str, Any], ...]:
    """Names and defaults of a record's fields, but for `extra`; asked for with every line."""
    return tuple((each.name, _default(each)) for each in fields(kind) if each.name != "extra")


def _encode_fields(record: Any) -> dict[str, Any]:
    line = {}
    for name, default in _shape(record.__class__):
        value = getattr(record, name)
        if value or value != default:
            line[name] = value if value.__class__ in _PLAIN else _encode(value)
    return line


_PLAIN = frozenset({str, int, bool, type(None)})


def _default(field: Field[Any]) -> object:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def _encode(value: Any) -> Any:
    if isinstance(value, datetime):
        return format_instant(value)
    if is_dataclass(value):
        return _encode_fields(value)
    if isinstance(value, tuple):
        return [each if each.__class__ is str else _encode(each) for each in value]
    return _in_order(value)


def _in_order(value: Any) -> Any:
    """What a source said in its own words, by sorted keys: a database need not keep the order that they came in."""
    if isinstance(value, dict):
        return {key: each if (each := value[key]).__class__ in _PLAIN else _in_order(each) for key in sorted(value)}
    return [_in_order(each) for each in value] if isinstance(value, list) else value


def _put_back(line: dict[str, Any], extra: dict[str, Any]) -> dict[str, Any]:
    """Unknown fields of the line itself, and those of its parts: {"author": {…}}, {"body": {"0": {…}}} for lists."""
    for name, value in extra.items():
        known = line.get(name)
        if isinstance(known, dict) and isinstance(value, dict):
            _put_back(known, value)
        elif isinstance(known, list) and isinstance(value, dict):
            for index, part in value.items():
                _put_back(known[int(index)], part)
        else:
            line.setdefault(name, value)
    return line


# Lines to records


def load_line(line: bytes) -> Record:
    """The record in the bytes of a line. Raises `BadLine`."""
    try:
        content = json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadLine(f"not JSON in UTF-8: {error}") from error
    if not isinstance(content, dict):
        raise BadLine("not a JSON object")
    return from_line(content)


def from_line(line: dict[str, Any]) -> Record:
    """The record in the object of a line; one of an unknown type is kept word for word. Raises `BadLine`."""
    kind = line.get("type")
    if not isinstance(kind, str):
        raise BadLine("no type")
    known = _TYPES.get(kind)
    if known is None:
        return Unknown(line=line)
    values, extra = _decode_fields(known, {name: value for name, value in line.items() if name != "type"}, kind)
    return cast(Record, known(**values, extra=extra))


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


@cache
def _hints(kind: type) -> dict[str, Any]:
    names = {each.name: each for each in fields(kind)}
    return {name: hint for name, hint in get_type_hints(kind).items() if name in names and name != "extra"}


def _decode_fields(kind: type, line: dict[str, Any], place: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values of a dataclass and what is left over."""
    hints = _hints(kind)
    extra = {name: value for name, value in line.items() if name not in hints}
    values: dict[str, Any] = {}
    for name, hint in hints.items():
        if line.get(name) is not None:
            values[name], left_over = _decode(hint, line[name], f"{place}.{name}")
            if left_over:
                extra[name] = left_over
    for each in fields(kind):
        if each.name not in values and _default(each) is MISSING:
            raise BadLine(f"{place} without {each.name}")
    for name in _IDS & values.keys():
        if isinstance(values[name], str) and not 0 < len(values[name].encode("utf-8", "replace")) <= LONGEST_ID:
            raise BadLine(f"{place}.{name} must be of 1 to {LONGEST_ID} bytes")
    return values, extra


def _decode(hint: Any, value: Any, place: str) -> tuple[Any, dict[str, Any]]:
    if get_origin(hint) is UnionType or type(None) in get_args(hint):
        hint = next(each for each in get_args(hint) if each is not type(None))
    if is_dataclass(hint):
        values, extra = _decode_fields(cast(type, hint), _of(dict, value, place), place)
        return cast(type, hint)(**values), extra
    if get_origin(hint) is tuple:
        return _decode_tuple(get_args(hint)[0], _of(list, value, place), place)
    if get_origin(hint) is dict:
        return _decode_dict(get_args(hint)[1], _of(dict, value, place), place), {}
    if hint is datetime:
        return _decode_instant(_of(str, value, place), place), {}
    return _of(hint, value, place), {}


def _decode_tuple(hint: Any, values: list[Any], place: str) -> tuple[Any, dict[str, Any]]:
    decoded = [_decode(hint, value, f"{place}[{index}]") for index, value in enumerate(values)]
    return tuple(value for value, _ in decoded), {str(index): extra for index, (_, extra) in enumerate(decoded) if extra}


def _decode_dict(hint: Any, values: dict[str, Any], place: str) -> dict[str, Any]:
    return values if hint is Any else {name: _of(hint, value, f"{place}.{name}") for name, value in values.items()}


def _decode_instant(text: str, place: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
        utc = at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadLine(f"{place} is no instant: {text[:40]!r}") from error
    if at.tzinfo is None:
        raise BadLine(f"{place} has no zone")
    return utc


def instant_of(text: str | None) -> datetime | None:
    """The instant in a line that was read before; None where there is none."""
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


_NAMES = {str: "text", int: "a whole number", bool: "true or false", dict: "an object", list: "a list"}


def _of(kind: type, value: Any, place: str) -> Any:
    is_right = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
    if not is_right or (kind is int and abs(value) >= 1 << 63):
        raise BadLine(f"{place} must be {_NAMES[kind]}")
    return value


# Whole files


class ExchangeWriter:
    """Writes records as lines, counting and hashing them for the trailer."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self.counts: Counter[str] = Counter()

    def write(self, record: Record) -> None:
        line = dump_line(record)
        if len(line) > MAX_LINE:
            raise ValueError(f"a {record.TYPE} of {len(line)} bytes is longer than a line may be")
        if not isinstance(record, Header):
            self.counts[str(to_line(record)["type"])] += 1
        self._hash.update(line)
        self._stream.write(line)

    def finish(self) -> None:
        """Write the trailer."""
        self._stream.write(dump_line(Trailer(counts=dict(sorted(self.counts.items())), sha256=self._hash.hexdigest())))


@contextmanager
def writing_to(path: Path) -> Iterator[ExchangeWriter]:
    """Write an exchange file, as `opened_whole` does."""
    with opened_whole(path) as stream:
        writer = ExchangeWriter(stream)
        yield writer
        writer.finish()


@contextmanager
def opened_whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write, compressed if its name ends in .gz or .zst; it appears whole or not at all."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file, _Compressed(file, path.suffix) as stream:
            yield stream
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


class _Compressed:
    """A file through the compression that a suffix asks for."""

    def __init__(self, file: BinaryIO, suffix: str) -> None:
        if suffix == ".gz":
            self._stream: Any = gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="")
        elif suffix == ".zst":
            self._stream = zstandard.ZstdCompressor(level=10).stream_writer(file, closefd=False)
        else:
            self._stream = file

    def __enter__(self) -> BinaryIO:
        return cast(BinaryIO, self._stream)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stream.close()

"""XML read piece by piece: constant memory, no DTD, no entities, bounded depth and size."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser
from xml.parsers import expat

from tertulia.transfer.formats.opening import open_bounded, unwatched
from tertulia.transfer.formats.reading import ReadOptions, ReadReport, SourceRefused
from tertulia.transfer.formats.xml_repair import RepairingStream

MAX_DEPTH = 256
MAX_SILENCE = 64 * 1024 * 1024
# XML 1.0 §2.2: characters that no document may hold.
_CONTROLS = bytes(set(range(32)) - {9, 10, 13})


class Piece(NamedTuple):
    """One finished element; `parent` is the element it stands in, as far as that was read."""

    name: str
    element: Element
    parent: Element | None


class _Plain(io.RawIOBase):
    """Bytes for the parser, without forbidden control characters; ends a reading that brings nothing for too long."""

    def __init__(self, stream: BinaryIO, name: str, report: ReadReport) -> None:
        self._stream, self._name, self._report = stream, name, report
        self._line = 1
        self._is_first = True
        self.silent = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(1 << 16)
        if self._is_first:  # WordPress writes empty lines first where a plugin's file ends in some
            self._is_first, chunk = False, chunk.removeprefix(codecs.BOM_UTF8).lstrip()
        self.silent += len(chunk)
        if self.silent > MAX_SILENCE:
            raise SourceRefused("refused-element-too-large", file=self._name, size=MAX_SILENCE // (1024 * 1024))
        return self._without_controls(chunk)

    def _without_controls(self, chunk: bytes) -> bytes:
        clean = chunk.translate(None, _CONTROLS)
        if len(clean) != len(chunk):
            self._report.repair("control-characters", f"{self._name} line {self._line} or after")
        self._line += chunk.count(b"\n")
        return clean


def pieces(path: Path, wanted: frozenset[str], options: ReadOptions, report: ReadReport) -> Iterator[Piece]:
    """The finished elements of the wanted names (as `short_name` gives them), each taken out of the tree after use.

    The whole file is looked through before the first piece. Raises `SourceRefused` for a DTD, too great a depth, or XML
    that is not well-formed; with the repair option the latter is read as far as it can be, and the report says what was
    dropped.
    """
    with unwatched(), _opened(path, options, ReadReport()) as plain:
        _check(plain, path.name, options)
    with _opened(path, options, report) as plain:
        try:
            yield from _parse(plain, wanted)
        except (ParseError, ValueError, LookupError) as error:
            report.skip("rest-dropped", path.name, why=error)


@contextmanager
def _opened(path: Path, options: ReadOptions, report: ReadReport) -> Iterator[_Plain]:
    with open_bounded(path) as file:
        stream: Any = RepairingStream(file, path.name, report) if options.repair else file
        yield _Plain(stream, path.name, report)


def _check(stream: _Plain, name: str, options: ReadOptions) -> None:
    """Look through a file before anything of it is used. Without a DTD there are no entities but XML's own five."""
    depth = 0

    def begin(_tag: str, _attributes: object) -> None:
        nonlocal depth
        stream.silent = 0
        depth += 1
        if depth > MAX_DEPTH:
            raise SourceRefused("refused-too-deep", file=name, depth=MAX_DEPTH)

    def end(_tag: str) -> None:
        nonlocal depth
        stream.silent = 0
        depth -= 1

    def refuse(declared: object, *_more: object) -> None:
        if str(declared).lower() == "html":
            raise SourceRefused("refused-not-xml", file=name)
        raise SourceRefused("refused-doctype", file=name)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    is_whole, first = False, b""
    try:
        while chunk := stream.read():
            first = first or chunk[:200]
            parser.Parse(chunk, False)
        is_whole = True
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        if not options.repair:
            raise SourceRefused(_said_of(first, ends_early=is_whole), file=name, why=error) from error


_HTML = re.compile(rb"\s*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)


def _said_of(first: bytes, *, ends_early: bool) -> str:
    """Why a file is refused: the code of a sentence that says what to do."""
    if _HTML.match(first) or not first.lstrip().startswith(b"<"):
        return "refused-not-xml"
    return "refused-cut-off" if ends_early else "refused-broken-xml"


def _parse(stream: _Plain, wanted: frozenset[str]) -> Iterator[Piece]:
    around: list[Element] = []
    inside = 0
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    while chunk := stream.read():
        parser.feed(chunk)
        for event, element in cast(Iterator[tuple[str, Element]], parser.read_events()):
            name = short_name(element.tag)
            if event == "start":
                around.append(element)
                inside += name in wanted
                continue
            around.pop()
            parent = around[-1] if around else None
            if name in wanted:
                inside -= 1
                yield Piece(name, element, parent)
            if parent is not None and (name in wanted or not inside):
                parent.remove(element)
            stream.silent = 0
    parser.close()


_PREFIXES = (
    (re.compile(r"^http://wordpress\.org/export/[\d.]+/excerpt/$"), "excerpt:"),
    (re.compile(r"^http://wordpress\.org/export/[\d.]+/$"), "wp:"),
    (re.compile(r"^http://purl\.org/rss/1\.0/modules/content/$"), "content:"),
    (re.compile(r"^http://purl\.org/dc/elements/1\.1/$"), "dc:"),
    (re.compile(r"^http://purl\.org/syndication/thread/1\.0$"), "thr:"),
    (re.compile(r"^http://disqus\.com/disqus-internals$"), "dsq:"),
)


@lru_cache(maxsize=1000)
def short_name(tag: str) -> str:
    """A tag with its usual prefix: "wp:comment", "content:encoded"; names of other namespaces stand alone."""
    uri, brace, name = tag.rpartition("}")
    prefix = next((prefix for pattern, prefix in _PREFIXES if pattern.match(uri[1:])), "") if brace else ""
    return prefix + name


def texts_of(element: Element) -> dict[str, str]:
    """The texts of an element's children by short name; of several of one name the first."""
    texts: dict[str, str] = {}
    for child in element:
        texts.setdefault(short_name(child.tag), child.text or "")
    return texts

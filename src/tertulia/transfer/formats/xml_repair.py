"""A damaged XML file made readable, on request only: bad bytes, bare ampersands and HTML's entities."""

from __future__ import annotations

import codecs
import re
from html.entities import html5
from typing import BinaryIO

from tertulia.transfer.formats.reading import ReadReport

_ENTITY = re.compile(r"&(?!#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)(?:([A-Za-z][A-Za-z0-9]{1,31};))?")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_CHUNK = 1 << 16
_LOOKAHEAD = 40


class RepairingStream:
    """UTF-8 text whose invalid bytes and unknown entities are replaced outside CDATA sections; each is reported."""

    def __init__(self, stream: BinaryIO, name: str, report: ReadReport) -> None:
        self._stream, self._name, self._report = stream, name, report
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._left = ""
        self._in_cdata = False

    def read(self, size: int) -> bytes:
        while True:
            chunk = self._stream.read(_CHUNK)
            text = self._left + self._decode(chunk)
            cut = _before_a_mark(text, len(text) - _LOOKAHEAD) if chunk else len(text)
            self._left = text[cut:]
            if cut or not chunk:
                return self._repair(text[:cut]).encode()

    def _decode(self, chunk: bytes) -> str:
        text = self._decoder.decode(chunk, final=not chunk)
        if "\ufffd" in text and b"\xef\xbf\xbd" not in chunk:
            self._report.repair("bytes-replaced", self._name)
        return text

    def _repair(self, text: str) -> str:
        parts, position = [], 0
        for mark in _CDATA.finditer(text):
            parts.append(self._repair_part(text[position : mark.start()]) + mark[0])
            self._in_cdata, position = mark[0] != "]]>", mark.end()
        return "".join(parts) + self._repair_part(text[position:])

    def _repair_part(self, text: str) -> str:
        return text if self._in_cdata else _ENTITY.sub(self._replace, text)

    def _replace(self, match: re.Match[str]) -> str:
        known = html5.get(match[1] or "")
        self._report.repair("entity-written-out", self._name)
        return known.replace("&", "&amp;").replace("<", "&lt;") if known else "&amp;" + (match[1] or "")


def _before_a_mark(text: str, cut: int) -> int:
    """A cut moved in front of an entity or a CDATA mark that it might divide."""
    start = max(text.rfind(mark, max(0, cut - _LOOKAHEAD), max(0, cut)) for mark in ("&", "<!", "]"))
    return start if start >= 0 else max(0, cut)

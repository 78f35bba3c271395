"""Opening what people hand in: plain, gzip or zstd, with bounds on what may come out, and text in whatever encoding."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

import zstandard

from tertulia.transfer.formats.reading import SourceRefused

HEAD_BYTES = 64 * 1024
# Comment exports compress about 5 to 15 times; a real one never comes near this, a bomb is at 1000 and more.
MAX_RATIO = 200
RATIO_FREE_BYTES = 64 * 1024 * 1024
MAX_LINE = 16 * 1024 * 1024
GZIP, ZSTD, ZIP = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04"
_WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be", b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
_XML_ENCODING = re.compile(r"""^(\ufeff?\s*<\?xml[^<>]{0,200}?)\s+encoding\s*=\s*["'][^"'<>]{0,40}["']""")

_DAMAGE = (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError)


class _Watch:
    """How much of the files has been read, in bytes as they lie on the disk: what a progress bar shows."""

    def __init__(self) -> None:
        self.read = 0


watch = _Watch()


@contextmanager
def unwatched() -> Iterator[None]:
    """What is read inside counts for nothing: it is read again."""
    before = watch.read
    yield
    watch.read = before


class _Watched(io.FileIO):
    def readinto(self, buffer: Any) -> int | None:
        length = super().readinto(buffer)
        watch.read += length or 0
        return length


class BoundedStream(io.RawIOBase):
    """Reads a decompressing stream and refuses truncated data and zip bombs; the message names the file."""

    def __init__(self, stream: BinaryIO, compressed: BinaryIO, name: str) -> None:
        self._stream, self._compressed, self._name = stream, compressed, name
        self._out = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        chunk = self._read(len(view))
        view[: len(chunk)] = chunk
        return len(chunk)

    def _read(self, size: int) -> bytes:
        try:
            chunk = self._stream.read(size)
        except _DAMAGE as error:
            raise SourceRefused("refused-packing-damaged", file=self._name, why=error) from error
        self._out += len(chunk)
        allowed = max(RATIO_FREE_BYTES, MAX_RATIO * self._compressed.tell())
        if self._out > allowed:
            raise SourceRefused("refused-bomb", file=self._name, times=MAX_RATIO)
        return chunk

    def close(self) -> None:
        self._stream.close()
        self._compressed.close()
        super().close()


class _Narrowed(io.RawIOBase):
    """UTF-16 as UTF-8, which every reader here takes; an XML declaration no longer says what it was in."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream, self._decoder = stream, codecs.getincrementaldecoder(encoding)("replace")
        self._waiting, self._is_first = b"", True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        while not self._waiting and (chunk := self._stream.read(1 << 16)):
            text = self._decoder.decode(chunk)
            if self._is_first:
                text, self._is_first = _XML_ENCODING.sub(r"\1", text).removeprefix("\ufeff"), False
            self._waiting = text.encode("utf-8", "replace")
        length = min(len(view), len(self._waiting))
        view[:length], self._waiting = self._waiting[:length], self._waiting[length:]
        return length

    def close(self) -> None:
        self._stream.close()
        super().close()


def open_bounded(path: Path) -> io.BufferedReader:
    """The bytes of a file, unpacked if it is gzip or zstd, UTF-16 as UTF-8. Raises `SourceRefused` when it cannot be opened."""
    stream = _unpacked(path)
    encoding = _WIDE.get(stream.peek(2)[:2])
    return io.BufferedReader(_Narrowed(cast(BinaryIO, stream), encoding), 1 << 18) if encoding else stream


def _unpacked(path: Path) -> io.BufferedReader:
    try:
        file: io.BufferedReader = io.BufferedReader(_Watched(path), 1 << 18)
    except OSError as error:
        raise SourceRefused("refused-unopened", file=str(path), why=error.strerror or error) from error
    magic = file.read(4)
    file.seek(0)
    if magic == ZIP:
        file.close()
        raise SourceRefused("refused-zip", file=path.name)
    if magic[:2] == GZIP:
        return io.BufferedReader(BoundedStream(cast(BinaryIO, gzip.GzipFile(fileobj=file)), file, path.name), 1 << 18)
    if magic == ZSTD:
        unpacked = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(file, read_across_frames=True)
        return io.BufferedReader(BoundedStream(cast(BinaryIO, unpacked), file, path.name), 1 << 18)
    return file


def read_head(path: Path) -> bytes:
    """The first bytes of a file, decompressed and without a mark of their order, for sniffing."""
    with unwatched(), open_bounded(path) as stream:
        return stream.read(HEAD_BYTES).removeprefix(codecs.BOM_UTF8)


def check_unpacking(path: Path) -> None:
    """Unpack a compressed file once to its end, before anything of it is used. Raises `SourceRefused`, also for an empty one."""
    with unwatched(), _unpacked(path) as stream:
        if not stream.peek(1):
            raise SourceRefused("refused-empty", file=path.name)
        if isinstance(getattr(stream, "raw", None), BoundedStream):
            while stream.read(1 << 20):
                pass


def read_whole(path: Path, limit: int) -> bytes:
    """All bytes of a small file; raises `SourceRefused` above `limit` bytes."""
    with open_bounded(path) as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise SourceRefused("refused-too-large", file=path.name, size=limit // (1024 * 1024))
    return content


def read_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines without their line ends; `None` stands for one longer than `MAX_LINE`."""
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE and not line.endswith(b"\n"):
            while (rest := stream.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        else:
            yield number, line.rstrip(b"\r\n")


_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_:.-]{1,40})""",
    re.IGNORECASE,
)


def decode_text(content: bytes, *, html: bool = False, encoding: str | None = None) -> str:
    """Text of unknown encoding: byte order mark, UTF-8 (a few bad bytes allowed), `encoding` if somebody knows it, what an
    HTML page declares, cp1252.

    Source: the WHATWG encoding standard, which reads latin-1 and ascii labels as Windows-1252.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(name, "replace")
    text = content.decode("utf-8", "replace")
    if _is_mostly_utf8(text):
        return text
    return content.decode(encoding or (_declared_encoding(content) if html else "cp1252"), "replace")


def _is_mostly_utf8(text: str) -> bool:
    bad = text.count("\ufffd")
    return bad == 0 or sum(1 for char in text if char > "\x7f" and char != "\ufffd") > 5 * bad


def _declared_encoding(content: bytes) -> str:
    match = _META_CHARSET.search(content[:4096])
    label = match[1].decode("ascii").lower() if match else "cp1252"
    if label in {
        "iso-8859-1",
        "latin1",
        "latin-1",
        "us-ascii",
        "ascii",
        "utf-8",
        "utf8",
    }:
        return "cp1252"
    try:
        b"".decode(label)
    except LookupError:
        return "cp1252"
    return label

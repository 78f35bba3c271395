"""Static files: read once, packed as small as they get, sent from memory."""

import hashlib
import mimetypes
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tertulia.delivery.front.bridge import Bridge
from tertulia.delivery.front.encodings import LEVELS, Coding, choose, pack
from tertulia.delivery.front.freshness import Stamp
from tertulia.delivery.front.stored import Form, Page, Store

Find = Callable[[str], Path | None]  # the file of a name below the prefix; None where there is none

FOR_EVER = b"public, max-age=31536000, immutable"
AN_HOUR = b"public, max-age=3600"
THOROUGHLY = 64 * 1024  # bytes of a file up to which the smallest form is worth the wait of the first who asks
PACKED = ("text/", "application/json", "application/javascript", "image/svg+xml", "application/xml")


@dataclass(frozen=True, slots=True)
class File:
    """A file as it goes out: to be kept for ever under an address that carries its digest, else for an hour."""

    digest: str
    lasting: Page
    passing: Page

    @property
    def size(self) -> int:
        """Bytes of memory, nearly: the two share what is large."""
        return self.passing.size + 2_000

    def asked_as(self, query: str) -> Page:
        """The page for an address with this query."""
        return self.lasting if query == f"v={self.digest}" else self.passing


class Files:
    """The static files of one worker process. `headers` go out with every one of them."""

    def __init__(
        self, bridge: Bridge, *, prefix: str, find: Find, headers: tuple[tuple[bytes, bytes], ...], most_bytes: int = 8 << 20
    ):
        self._bridge, self._find, self._headers, self.prefix = bridge, find, headers, prefix
        self._store: Store[str, File] = Store(most_bytes)

    async def fetch(self, path: str, query: str, accept: str) -> tuple[Page, Form] | None:
        """The file at `path`, which begins with the prefix, in a coding the client takes; None if there is none."""
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        coding = choose(accept) if kind.startswith(PACKED) else "identity"
        file = self._store.get(path)
        if file is None or coding not in file.passing.forms:
            file = await self._bridge.run(self._load, path, kind, coding, file)
            if file is None:
                return None
            self._store.put(path, file)
        page = file.asked_as(query)
        return page, page.forms[coding]

    def _load(self, path: str, kind: str, coding: Coding, file: File | None) -> File | None:
        found = self._find(path.removeprefix(self.prefix))
        if found is None:
            return None
        body = found.read_bytes()
        digest = digest_of(body)
        if kind == "text/css":
            body = tighten(body)
        if file is None or file.digest != digest:
            file = File(digest, self._page(kind, digest, FOR_EVER), self._page(kind, digest, AN_HOUR))
        level = len(LEVELS[coding]) - 1 if len(body) <= THOROUGHLY else 0
        packed = pack(body, coding, level)
        file.lasting.add(coding, level, packed)
        file.passing.add(coding, level, packed)
        return file

    def _page(self, kind: str, digest: str, keep: bytes) -> Page:
        said = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
        headers = ((b"content-type", said.encode()), (b"cache-control", keep), (b"vary", b"Accept-Encoding"), *self._headers)
        return Page(Stamp(0), (), 0, f'W/"{digest}"'.encode(), headers)


def tighten(sheet: bytes) -> bytes:
    """A style sheet without comments and without spaces that mean nothing."""
    return _LOOSE.sub(lambda found: found[1] or found[2] or found[3] or b" ", sheet).strip()


_LOOSE = re.compile(rb"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|/\*.*?\*/|(:)\s+|(?:;\s*(?=}))?\s*([{};,])\s*|\s+""", re.DOTALL)


def digest_of(body: bytes) -> str:
    """Ten hexadecimal characters that change with a file's content."""
    return hashlib.sha256(body).hexdigest()[:10]

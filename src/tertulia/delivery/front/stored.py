"""Stored pages: bytes that are the same for everyone, ready to send, bounded, the least recently used going first."""

from collections import OrderedDict
from dataclasses import dataclass, field

from tertulia.delivery.front.encodings import Coding, pack, unpack_zstd
from tertulia.delivery.front.freshness import Number, Stamp

Headers = list[tuple[bytes, bytes]]
Key = tuple[str, str, str]  # host, path, canonical query


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as it was drawn: its HTML, what it shows, and the headers it goes out with."""

    body: bytes
    stamp: Stamp
    headers: tuple[tuple[bytes, bytes], ...]


@dataclass(slots=True)
class Page:
    """A stored page. `checked`: the number under which it was last known to be right."""

    stamp: Stamp
    threads: tuple[int, ...]
    checked: Number
    etag: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    forms: dict[Coding, tuple[Headers, bytes]] = field(default_factory=dict)
    hits: int = 0

    @property
    def size(self) -> int:
        return 2_000 + sum(len(body) + 500 for _headers, body in self.forms.values())

    def add(self, coding: Coding, body: bytes) -> None:
        """Keep the page in one more coding, with its headers ready."""
        headers = [*self.headers, (b"etag", self.etag), (b"content-length", str(len(body)).encode())]
        if coding != "identity":
            headers.append((b"content-encoding", coding.encode()))
        self.forms[coding] = (headers, body)


def make_page(drawn: Drawn, coding: Coding, *, checked: Number, salt: str) -> Page:
    """Store what was drawn, packed lightly. It is always there as zstd, from which any other coding can be made."""
    said = "-".join([salt, str(drawn.stamp.edition), *(f"{thread}.{version}" for thread, version in drawn.stamp.threads)])
    threads = tuple(thread for thread, _version in drawn.stamp.threads)
    page = Page(drawn.stamp, threads, checked, f'W/"{said}"'.encode(), drawn.headers)
    page.add("zstd", pack(drawn.body, "zstd"))
    if coding != "zstd":
        page.add(coding, pack(drawn.body, coding))
    return page


def repack(page: Page, coding: Coding, *, thoroughly: bool = False) -> None:
    """Make a form that is missing, or a smaller one of a page that is asked for often."""
    body = unpack_zstd(page.forms["zstd"][1])
    page.add(coding, pack(body, coding, thoroughly=thoroughly))


class Store:
    """Pages by key, bounded by bytes."""

    def __init__(self, most_bytes: int):
        self._most = most_bytes
        self._bytes = 0
        self._pages: OrderedDict[Key, tuple[Page, int]] = OrderedDict()

    def get(self, key: Key) -> Page | None:
        found = self._pages.get(key)
        if found is None:
            return None
        self._pages.move_to_end(key)
        return found[0]

    def put(self, key: Key, page: Page) -> None:
        """Keep `page`, or count it anew after it has grown; the least recently used make room."""
        _former, size = self._pages.pop(key, (page, 0))
        self._bytes += page.size - size
        self._pages[key] = (page, page.size)
        while self._bytes > self._most and len(self._pages) > 1:
            _key, (_page, size) = self._pages.popitem(last=False)
            self._bytes -= size

    def drop(self, key: Key) -> None:
        _page, size = self._pages.pop(key, (None, 0))
        self._bytes -= size

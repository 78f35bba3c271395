"""Stored pages: bytes that are the same for everyone, ready to send, bounded, the least recently used going first."""

import time
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from tertulia.delivery.front.encodings import LEVELS, Coding, pack, unpack_zstd
from tertulia.delivery.front.freshness import Number, Stamp

Headers = list[tuple[bytes, bytes]]
Key = tuple[str, str, str]  # host, path, canonical query

# After so many requests for a page that has stood for so many seconds it is worth packing at the next level.
WORTH = ((8, 2.0), (1_000, 60.0))
PER_HEADER = 170  # bytes Python needs for a pair of short byte strings, besides their letters
PER_THREAD = 200  # the same for a thread and its version


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as it was drawn: its HTML, what it shows, and the headers it goes out with."""

    body: bytes
    stamp: Stamp
    headers: tuple[tuple[bytes, bytes], ...]


@dataclass(slots=True)
class Form:
    """A page in one content coding, packed at one level, with its headers ready."""

    coding: Coding
    level: int
    headers: Headers
    body: bytes
    hits: int = 0


@dataclass(slots=True)
class Page:
    """A stored page. `checked`: the number under which it was last known to be right."""

    stamp: Stamp
    threads: tuple[int, ...]
    checked: Number
    etag: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    forms: dict[Coding, Form] = field(default_factory=dict)
    drawn_at: float = field(default_factory=time.monotonic)

    @property
    def size(self) -> int:
        """Bytes of memory, very nearly."""
        headers = sum(PER_HEADER + len(name) + len(value) for name, value in self.headers)
        return 1_000 + headers + PER_THREAD * len(self.threads) + sum(1_000 + len(form.body) for form in self.forms.values())

    def add(self, coding: Coding, level: int, body: bytes) -> None:
        """Keep the page in one more coding, or in one at another level."""
        headers = [*self.headers, (b"etag", self.etag), (b"content-length", str(len(body)).encode())]
        if coding != "identity":
            headers.append((b"content-encoding", coding.encode()))
        self.forms[coding] = Form(coding, level, headers, body)

    def deserves_more(self, form: Form) -> bool:
        """Whether `form` has been asked for often enough, for long enough, to be packed at the next level."""
        if form.level + 1 >= len(LEVELS[form.coding]):
            return False
        hits, seconds = WORTH[form.level]
        return form.hits >= hits and time.monotonic() - self.drawn_at >= seconds


def make_page(drawn: Drawn, coding: Coding, *, checked: Number, salt: str) -> Page:
    """Store what was drawn, packed lightly. It is always there as zstd, from which any other coding can be made."""
    said = "-".join([salt, str(drawn.stamp.edition), *(f"{thread}.{version}" for thread, version in drawn.stamp.threads)])
    threads = tuple(thread for thread, _version in drawn.stamp.threads)
    page = Page(drawn.stamp, threads, checked, f'W/"{said}"'.encode(), drawn.headers)
    page.add("zstd", 0, pack(drawn.body, "zstd"))
    if coding != "zstd":
        page.add(coding, 0, pack(drawn.body, coding))
    return page


def repack(page: Page, coding: Coding, level: int = 0) -> None:
    """Make a form that is missing, or a smaller one of a page that is asked for often."""
    body = unpack_zstd(page.forms["zstd"].body)
    page.add(coding, level, pack(body, coding, level))


class Sized(Protocol):
    @property
    def size(self) -> int: ...


K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Sized)


class Store(Generic[K, V]):
    """Whatever knows its size, by key, bounded by bytes: what was used last stays."""

    def __init__(self, most_bytes: int):
        self._most = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def get(self, key: K) -> V | None:
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def put(self, key: K, value: V) -> None:
        """Keep `value`, or count it anew after it has grown; the least recently used make room, the newest always stays."""
        self.drop(key)
        self._kept[key] = value, value.size
        self._bytes += value.size
        while self._bytes > self._most and len(self._kept) > 1:
            _key, (_value, size) = self._kept.popitem(last=False)
            self._bytes -= size

    def drop(self, key: K) -> None:
        _value, size = self._kept.pop(key, (None, 0))
        self._bytes -= size

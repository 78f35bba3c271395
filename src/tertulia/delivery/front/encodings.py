"""Content codings: which one a client gets (RFC 9110 §12.5.3), and packing."""

import gzip
import threading
from typing import Literal

import brotli
import zstandard

Coding = Literal["zstd", "br", "gzip", "identity"]

PREFERRED: tuple[Coding, ...] = ("zstd", "br", "gzip", "identity")  # among equals: the cheapest to make first

# For the first reader, who waits; for a page that is read often; for one that stands and is read by thousands.
LEVELS: dict[Coding, tuple[int, ...]] = {"zstd": (1, 7, 19), "br": (5, 10, 11), "gzip": (1, 6, 9), "identity": (0,)}


def choose(accept: str) -> Coding:
    """The coding for an Accept-Encoding header: the highest q-value, ours to prefer among equals; identity if none fits."""
    weights = dict(_parse(part) for part in accept.lower().split(",") if part.strip())
    anything = weights.get("*", 0.0)
    unsaid = dict.fromkeys(PREFERRED, anything) | {"identity": weights.get("*", 0.0001)}
    best = max(PREFERRED, key=lambda coding: weights.get(coding, unsaid[coding]))
    return best if weights.get(best, unsaid[best]) > 0 else "identity"


def _parse(part: str) -> tuple[str, float]:
    name, _semicolon, parameter = part.partition(";")
    key, _equals, value = parameter.strip().partition("=")
    if key.strip() != "q":
        return name.strip(), 1.0
    try:
        return name.strip(), min(1.0, max(0.0, float(value)))
    except ValueError:
        return name.strip(), 0.0


def pack(body: bytes, coding: Coding, level: int = 0) -> bytes:
    """`body` in a coding, at the level that stands at this place in LEVELS."""
    strength = LEVELS[coding][level]
    if coding == "zstd":
        compressor = _own.light if level == 0 else zstandard.ZstdCompressor(level=strength)
        return compressor.compress(body)
    if coding == "br":
        return brotli.compress(body, quality=strength, lgwin=20)
    if coding == "gzip":
        return gzip.compress(body, compresslevel=strength, mtime=0)
    return body


class _Own(threading.local):
    """A thread's own compressor for whoever waits: making one takes a third of the time that packing a page does."""

    def __init__(self) -> None:
        self.light = zstandard.ZstdCompressor(level=LEVELS["zstd"][0])


_own = _Own()


def unpack_zstd(packed: bytes) -> bytes:
    """What `pack(…, "zstd")` was given."""
    return zstandard.ZstdDecompressor().decompress(packed)

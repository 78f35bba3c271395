"""Content codings: which one a client gets (RFC 9110 §12.5.3), and packing."""

import gzip
from typing import Literal

import brotli
import zstandard

Coding = Literal["zstd", "br", "gzip", "identity"]

PREFERRED: tuple[Coding, ...] = ("zstd", "br", "gzip", "identity")  # among equals: the cheapest to make first


def choose(accept: str) -> Coding:
    """The coding for an Accept-Encoding header: the highest q-value, ours to prefer among equals; identity if none fits."""
    weights = dict(_parse(part) for part in accept.lower().split(",") if part.strip())
    rest = weights.get("*", 0.0)
    best: Coding = "identity"
    most = weights.get("identity", rest if "*" in weights else 0.0001)
    for coding in PREFERRED[:-1]:
        weight = weights.get(coding, rest)
        if weight > 0 and weight > most:
            best, most = coding, weight
    return best


def _parse(part: str) -> tuple[str, float]:
    name, _semicolon, parameter = part.partition(";")
    key, _equals, value = parameter.strip().partition("=")
    if key.strip() != "q":
        return name.strip(), 1.0
    try:
        return name.strip(), min(1.0, max(0.0, float(value)))
    except ValueError:
        return name.strip(), 0.0


def pack(body: bytes, coding: Coding, *, thoroughly: bool = False) -> bytes:
    """`body` in a coding; thoroughly costs several times as much and saves about a tenth."""
    if coding == "zstd":
        return zstandard.ZstdCompressor(level=12 if thoroughly else 3).compress(body)
    if coding == "br":
        return brotli.compress(body, quality=5 if thoroughly else 4, lgwin=20)
    if coding == "gzip":
        return gzip.compress(body, compresslevel=6 if thoroughly else 2, mtime=0)
    return body


def unpack_zstd(packed: bytes) -> bytes:
    """What `pack(…, "zstd")` was given."""
    return zstandard.ZstdDecompressor().decompress(packed)

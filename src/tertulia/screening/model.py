"""The model file: one table of hashed weights a head, calibration and thresholds, and how to read and write it.

Layout: magic, length of the header (4 bytes, big-endian), header (JSON, UTF-8), then the tables one after the other
in the header's order: one signed byte a place, the signed cube root of the weight times a scale (linear int8 loses
up to 0.01 AUC, the cube root does not).
"""

import json
import struct
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zlib import crc32

MAGIC = b"TERTULIA-SCREEN\x01"
CATEGORY_HEADS = ("insult", "threat", "identity_attack", "obscene", "spam")
HEADS = ("toxicity", *CATEGORY_HEADS, "span")


@dataclass(frozen=True, slots=True)
class Head:
    """One linear scorer: the bytes of its table, byte to weight, the mask of its places, intercept and calibration."""

    table: bytes
    weights: tuple[float, ...]
    mask: int
    intercept: float
    slope: float
    shift: float

    def weight(self, place: int) -> float:
        """The weight at one hashed place."""
        return self.weights[self.table[place & self.mask]]


@dataclass(frozen=True, slots=True)
class Model:
    """A read model: heads by name, vocabulary bits, and the header as written by the trainer."""

    header: dict[str, Any]
    heads: dict[str, Head]
    vocabulary: bytes

    @property
    def version(self) -> str:
        return str(self.header["version"])

    @property
    def base_rate(self) -> float:
        """The share of abuse for which the calibration was fitted."""
        return float(self.header["base_rate"])

    @property
    def threshold(self) -> float:
        """The probability above which at most 5 in 100 acceptable texts fall, from the calibration texts."""
        return float(self.header["threshold"])

    @property
    def category_heads(self) -> list[Head]:
        """The heads of `CATEGORY_HEADS` in that order."""
        return [self.heads[name] for name in CATEGORY_HEADS]

    def knows(self, word: bytes) -> bool:
        """Whether a word was common in the training texts (a Bloom filter: a stranger passes about once in some thousand)."""
        return all(self.vocabulary[place >> 3] >> (place & 7) & 1 for place in vocabulary_places(word, len(self.vocabulary) * 8))


def vocabulary_places(word: bytes, bits: int) -> tuple[int, int]:
    """The two places of a word in a Bloom filter of so many bits (a power of two)."""
    return crc32(word, 3) & (bits - 1), crc32(word, 0x5EED) & (bits - 1)


def write_model(path: Path, header: dict[str, Any], tables: dict[str, bytes], vocabulary: bytes) -> int:
    """Write a model file; `header["heads"]` names each table's scale and calibration. Gives the size in bytes."""
    blocks = [(name, tables[name]) for name in header["heads"]] + [("vocabulary", vocabulary)]
    header = {**header, "blocks": [[name, len(block), crc32(block)] for name, block in blocks]}
    head = json.dumps(header, sort_keys=True).encode()
    path.write_bytes(MAGIC + struct.pack(">I", len(head)) + head + b"".join(block for _, block in blocks))
    return path.stat().st_size


def read_model(path: Path) -> Model:
    """Read a model file; raises ValueError when it is not one or is damaged."""
    return parse_model(path.read_bytes())


@cache
def shipped_model() -> Model:
    """The model in the package, read once."""
    return parse_model(files("tertulia.screening").joinpath("data", "model.bin").read_bytes())


_chosen: list[Model] = []


def use_model(path: Path) -> None:
    """Screen with this model in this process; to be said before the first text. Raises OSError or ValueError when it is none."""
    _chosen[:] = [read_model(path)]


def model_in_use() -> Model:
    """The house's own model where one was chosen, else the one in the package."""
    return _chosen[0] if _chosen else shipped_model()


def parse_model(content: bytes) -> Model:
    """The model in the bytes of a model file; raises ValueError when they are not one or are damaged."""
    if not content.startswith(MAGIC):
        raise ValueError("not a screening model file")
    start = len(MAGIC) + 4
    (length,) = struct.unpack(">I", content[len(MAGIC) : start])
    header = json.loads(content[start : start + length])
    blocks, place = {}, start + length
    for name, size, checksum in header["blocks"]:
        blocks[name] = content[place : place + size]
        place += size
        if crc32(blocks[name]) != checksum:
            raise ValueError(f"the screening model is damaged in its block {name!r}")
    heads = {name: _head(blocks[name], described) for name, described in header["heads"].items()}
    return Model(header, heads, blocks["vocabulary"])


def _head(table: bytes, described: dict[str, float]) -> Head:
    signed = [byte - 256 if byte > 127 else byte for byte in range(256)]
    weights = tuple((value / described["scale"]) ** 3 for value in signed)
    return Head(table, weights, len(table) - 1, described["intercept"], described["slope"], described["shift"])

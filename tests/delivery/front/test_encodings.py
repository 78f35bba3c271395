import gzip
import random

import brotli
import pytest
import zstandard

from tertulia.delivery.front.encodings import LEVELS, choose, pack

UNPACK = {"zstd": zstandard.ZstdDecompressor().decompress, "br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate", "gzip"),
        ("deflate", "identity"),
        ("GZip", "gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0.001", "br"),
        ("gzip;q=0", "identity"),
        ("*", "zstd"),
        ("*;q=0.5, br", "br"),
        ("zstd;q=0, *", "br"),
        ("*;q=0", "identity"),
        ("identity;q=0, gzip", "gzip"),
        ("identity;q=0", "identity"),
        ("identity", "identity"),
        ("identity, gzip", "gzip"),
        ("identity, gzip;q=0.9", "identity"),
        ("gzip ; q = 0.8 , br; q=0.2", "gzip"),
        ("gzip;level=9", "gzip"),
        ("gzip;q=many", "identity"),
        ("gzip;q=nan, br;q=inf", "br"),
        ("gzip;q=-1", "identity"),
        (",,gzip,,", "gzip"),
        (";;;=,q=1", "identity"),
    ],
)
def test_the_coding_follows_the_weights(accept, coding):
    assert choose(accept) == coding


@pytest.mark.parametrize(("coding", "level"), [(coding, level) for coding in LEVELS for level in range(len(LEVELS[coding]))])
def test_what_is_packed_unpacks_to_the_same(coding, level):
    body = "A quarrel, “quoted” and مكتوب. ".encode() * 200
    assert UNPACK[coding](pack(body, coding, level)) == body


@pytest.mark.parametrize("coding", ["zstd", "br", "gzip"])
def test_a_higher_level_is_not_larger(coding):
    draw = random.Random(1)
    words = ["".join(draw.choices("etaoinshrdlu", k=draw.randint(2, 9))) for _word in range(600)]
    body = "".join(f"<li id='r-{number}'><p>{' '.join(draw.choices(words, k=60))}</p>" for number in range(60)).encode()
    sizes = [len(pack(body, coding, level)) for level in range(len(LEVELS[coding]))]
    assert sizes[0] > sizes[-1]

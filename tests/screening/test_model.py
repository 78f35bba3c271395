"""The model file: small, quick to read, and nothing but numbers."""

import subprocess
import sys
from importlib.resources import files
from time import perf_counter

import pytest

from tertulia.screening.model import HEADS, MAGIC, parse_model, shipped_model


def content():
    return files("tertulia.screening").joinpath("data", "model.bin").read_bytes()


def test_the_shipped_model_is_small_and_quick_to_read():
    raw = content()
    started = perf_counter()
    parse_model(raw)
    assert len(raw) <= 1_500_000
    assert perf_counter() - started < 0.1 * 5  # five times the promise: this machine may be busy


def test_every_head_is_there():
    assert set(shipped_model().heads) == set(HEADS)
    assert 0 < shipped_model().threshold < 1


def test_a_file_of_something_else_is_refused():
    with pytest.raises(ValueError, match="not a screening model"):
        parse_model(b"PK\x03\x04")


def test_a_damaged_file_is_refused():
    raw = bytearray(content())
    raw[-1] ^= 1
    with pytest.raises(ValueError, match="damaged"):
        parse_model(bytes(raw))
    assert raw.startswith(MAGIC)


def test_screening_needs_neither_numpy_nor_django():
    program = (
        "import sys, tertulia.screening as s; s.screen('hello'); "
        "print([name for name in ('numpy', 'scipy', 'sklearn', 'django', 'asyncio') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""The model file: small, quick to read, and nothing but numbers."""

import subprocess
import sys
from importlib.resources import files
from time import perf_counter

import pytest

from tertulia.screening.model import HEADS, MAGIC, parse_model, shipped_model, use_model, write_model


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


def test_a_house_screens_with_its_own_model(tmp_path):
    own = tmp_path / "own.bin"
    write_with_version(own, "of-our-own")
    says = (
        "from pathlib import Path; from tertulia.screening import screen; from tertulia.screening.model import use_model; "
        f"use_model(Path({str(own)!r})); print(screen('Hello.').model)"
    )
    assert subprocess.check_output([sys.executable, "-c", says], text=True).strip() == "tertulia-screen/of-our-own"


def test_the_choice_of_a_file_that_is_no_model_is_refused(tmp_path):
    (tmp_path / "no.bin").write_bytes(b"no model")
    with pytest.raises(ValueError, match="not a screening model"):
        use_model(tmp_path / "no.bin")


def write_with_version(path, version):
    shipped = shipped_model()
    tables = {name: head.table for name, head in shipped.heads.items()}
    write_model(path, {**shipped.header, "version": version}, tables, shipped.vocabulary)

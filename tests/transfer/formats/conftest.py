"""Reading small files the way the loader does, and the oracles beside the checkout where they exist."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tertulia.transfer.formats import ReadOptions, ReadReport, read_source
from tertulia.transfer.records import Record, ResponseRecord, Story

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "data"


class Reading:
    """Everything one reading gave."""

    def __init__(self, source: str, paths: list[Path], options: ReadOptions) -> None:
        self.report = ReadReport()
        self.records: list[Record] = list(read_source(source, paths, options, self.report))
        self.stories = [each for each in self.records if isinstance(each, Story)]
        self.responses = [each for each in self.records if isinstance(each, ResponseRecord)]

    @property
    def story(self) -> Story:
        (story,) = self.stories
        return story


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Reading]:
    """Read a text, bytes or paths as a source."""

    def read_it(source: str, content: str | bytes | list[Path], **options: Any) -> Reading:
        if isinstance(content, list):
            return Reading(source, content, ReadOptions(**options))
        path = tmp_path / f"{source}.sample"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return Reading(source, [path], ReadOptions(**options))

    return read_it


@pytest.fixture
def samples() -> Path:
    """The folder with the real and constructed samples; the test is skipped where it does not exist."""
    if not SAMPLES.is_dir():
        pytest.skip("put the sample folder at ../shared/data beside the checkout")
    return SAMPLES

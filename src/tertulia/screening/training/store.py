"""Hashed features of many texts on disk, so that 1.8 million of them do not have to fit into memory."""

import sys
from array import array
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import scipy.sparse as sparse


class FeatureStore:
    """Appends the places of one text after the other to a file; gives them back as scaled sparse rows.

    `fewest` is the least number of features a text counts as having.
    """

    def __init__(self, path: Path, fewest: int) -> None:
        self._path = path
        self._fewest = fewest
        self._file = path.open("wb")
        self._ends = array("q", [0])
        self._places: Any = None
        self._last_report = monotonic()

    def __len__(self) -> int:
        return len(self._ends) - 1

    def add(self, places: Sequence[int]) -> None:
        """Append one text."""
        self._file.write(np.asarray(places, dtype=np.uint32).tobytes())
        self._ends.append(self._ends[-1] + len(places))
        if len(self) % 2000 == 0 and monotonic() - self._last_report > 5:
            self.report(f"{len(self):,} texts read")

    def close(self) -> None:
        """End writing; rows can be asked for from now on."""
        self._file.close()
        self._places = np.memmap(self._path, dtype=np.uint32, mode="r") if self._ends[-1] else np.empty(0, np.uint32)

    def matrix(self, rows: Any, size: int) -> sparse.csr_matrix:
        """The chosen texts as rows over `size` places, every feature worth 1 / sqrt(features of its text)."""
        ends = np.frombuffer(self._ends, dtype=np.int64)
        lengths = ends[rows + 1] - ends[rows]
        pointers = np.concatenate([[0], np.cumsum(lengths)])
        indices = np.empty(int(pointers[-1]), dtype=np.int32)
        for place, row in enumerate(rows):
            indices[pointers[place] : pointers[place + 1]] = self._places[ends[row] : ends[row + 1]] & (size - 1)
        values = np.repeat(1 / np.sqrt(np.maximum(lengths, self._fewest)), lengths)
        return sparse.csr_matrix((values, indices, pointers), shape=(len(rows), size))

    def report(self, message: str) -> None:
        """Show progress on stderr."""
        self._last_report = monotonic()
        print(f"tertulia screening train: {message}", file=sys.stderr, flush=True)

"""Hashed features of many texts on disk, so that 1.8 million of them do not have to fit into memory."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sparse

from tertulia.screening.training.extracting import Extracted

Array = Any  # numpy arrays; their type parameters say nothing here


@dataclass(frozen=True, slots=True)
class Features:
    """The places of many texts one after the other; `fewest` is the least number of features a text counts as having."""

    places: Array
    starts: Array
    lengths: Array
    fewest: int

    def matrix(self, rows: Array, size: int, ratio: Array | None = None) -> sparse.csr_matrix:
        """The chosen texts as rows over `size` places, every feature worth 1 / sqrt(features of its text) times its `ratio`."""
        lengths = self.lengths[rows]
        pointers = np.concatenate([[0], np.cumsum(lengths)])
        where = np.repeat(self.starts[rows] - pointers[:-1], lengths) + np.arange(pointers[-1])
        indices = (self.places[where] & np.uint32(size - 1)).astype(np.int32)
        values = np.repeat(1 / np.sqrt(np.maximum(lengths, self.fewest)), lengths)
        if ratio is not None:
            values *= ratio[indices]
        return sparse.csr_matrix((values, indices, pointers), shape=(len(rows), size))


class FeatureStore:
    """Appends the places of one text after the other to a file."""

    def __init__(self, path: Path, fewest: int) -> None:
        self._path = path
        self._fewest = fewest
        self._file = path.open("wb")
        self._lengths, self._of_words = array("I"), array("I")

    def __len__(self) -> int:
        return len(self._lengths)

    def add(self, places: Sequence[int]) -> None:
        """Append one text whose features are all of words."""
        self.extend(Extracted(array("I", places), array("I", [len(places)]), array("I", [len(places)])))

    def extend(self, texts: Extracted) -> None:
        """Append a batch of texts."""
        self._file.write(texts.places.tobytes())
        self._lengths.extend(texts.lengths)
        self._of_words.extend(texts.of_words)

    def close(self) -> tuple[Features, Features]:
        """End writing: (all features, those of the words alone) of every text."""
        self._file.close()
        lengths = np.array(self._lengths, dtype=np.int64)
        starts = np.concatenate([[0], np.cumsum(lengths)])[: len(lengths)]
        places = np.memmap(self._path, dtype=np.uint32, mode="r") if lengths.sum() else np.empty(0, np.uint32)
        return (
            Features(places, starts, lengths, self._fewest),
            Features(places, starts, np.array(self._of_words, dtype=np.int64), self._fewest),
        )

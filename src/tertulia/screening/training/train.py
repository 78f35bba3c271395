"""Trains every head of a model and writes the model file."""

import os
import tempfile
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from tertulia.screening import features
from tertulia.screening.model import HEADS, read_model, vocabulary_places, write_model
from tertulia.screening.perspective import on_scale
from tertulia.screening.screen import Screener
from tertulia.screening.training import recipe
from tertulia.screening.training.calibrate import calibrated_header
from tertulia.screening.training.extracting import blank_model, count_words, extract, in_batches, in_order
from tertulia.screening.training.fitting import Tell, fit, to_bytes
from tertulia.screening.training.progress import Progress
from tertulia.screening.training.rows import CATEGORIES, Row, read_rows
from tertulia.screening.training.scale import closeness, fit_scale
from tertulia.screening.training.spam_head import fit_spam
from tertulia.screening.training.store import Features, FeatureStore

VOCABULARY_BITS = 1 << 20
_COMMON = 5  # a word in this many texts is known
_MOST_COUNTED = 2_000_000
_NOT_ASKED = -1.0
KEPT_FOR_SCALE = 3  # one text in three with a recorded Perspective score is kept for the scale
HELD_BACK = 20  # one marked text in twenty is kept from all training, for choosing what to highlight


@dataclass(frozen=True, slots=True)
class Sources:
    """Files to train on, to calibrate on (none of it trained on), and to train the spam head on."""

    training: tuple[Path, ...]
    calibration: tuple[Path, ...]
    spam: tuple[Path, ...]


def train(sources: Sources, out: Path, version: str, today: date) -> dict[str, Any]:
    """Train and write a model; the same files give the same bytes. Gives the header as written."""
    counts: Counter[str] = Counter()
    progress = Progress()
    vocabulary = build_vocabulary((row.text for row in _all_rows(sources.training, counts)), progress)
    progress.say(f"{sum(counts.values()):,} texts counted")
    with tempfile.TemporaryDirectory() as folder:
        tables, described, spam_measures = _fit_heads(sources, vocabulary, Path(folder), progress)
    header: dict[str, Any] = {
        "version": version,
        "date": today.isoformat(),
        "base_rate": recipe.BASE_RATE,
        "threshold": 0.5,
        "heads": described,
        "training": dict(sorted(counts.items())),
        "spam_cross_validation": spam_measures,
    }
    write_model(out, header, tables, vocabulary)
    progress.say("reading the files again, to calibrate and for the scale")
    calibration = [row for path in sources.calibration for row in read_rows(path)]
    held_back = [row for path in sources.training for row in read_rows(path) if is_held_back(row)]
    header = calibrated_header(read_model(out), header, calibration, held_back)
    header["calibration"] = {"texts": len(calibration), "files": [path.name for path in sources.calibration]}
    write_model(out, header, tables, vocabulary)
    header |= _perspective_scale(Screener(read_model(out)), sources.training)
    write_model(out, header, tables, vocabulary)
    return header


def _perspective_scale(screener: Screener, paths: Iterable[Path]) -> dict[str, Any]:
    """The map to Perspective's scale and how close it comes, when texts with recorded scores are among the files."""
    rows = [row for path in paths for row in read_rows(path) if is_for_scale(row)]
    pairs = [(screener.screen(row.text).logit, row.perspective) for row in rows if row.perspective is not None]
    if not pairs:
        return {}
    points = fit_scale([logit for logit, _ in pairs], [score for _, score in pairs])
    mapped = [on_scale(logit, tuple((low, high) for low, high in points)) for logit, _ in pairs]
    return {"perspective": points, "perspective_closeness": closeness(mapped, [score for _, score in pairs])}


def is_held_back(row: Row) -> bool:
    """Whether a row with marked spans is kept from all training, for choosing what to highlight."""
    return bool(row.spans) and crc32(row.text.encode("utf-8", "replace")) % HELD_BACK == 0


def is_for_scale(row: Row) -> bool:
    """Whether a row with a recorded Perspective score is kept from all training, for fitting the scale."""
    return row.perspective is not None and crc32(row.text.encode("utf-8", "replace")) % KEPT_FOR_SCALE == 0


def build_vocabulary(texts: Iterable[str], progress: Progress) -> bytes:
    """Hash bits of every word that occurs in at least five texts."""
    counts: Counter[str] = Counter()
    for found in in_order(count_words, in_batches(texts)):
        counts.update(found)
        progress.now_and_then(f"{len(counts):,} different words so far")
        if len(counts) > _MOST_COUNTED:
            counts = Counter({word: count for word, count in counts.items() if count > 1})
    bits = bytearray(VOCABULARY_BITS // 8)
    for word, count in counts.items():
        if count >= _COMMON:
            for place in vocabulary_places(word.encode("utf-8", "replace")[: features.LONGEST_WORD], VOCABULARY_BITS):
                bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits)


def _all_rows(paths: Iterable[Path], counts: Counter[str] | None = None) -> Iterator[Row]:
    """Every row to be trained on; `counts` collects how many of each source."""
    for path in paths:
        for row in read_rows(path):
            if is_for_scale(row) or is_held_back(row):
                continue
            if counts is not None:
                counts[row.source] += 1
            yield row


@dataclass(slots=True)
class Lessons:
    """What every example of a store is to teach: toxicity with its weight, and the share who saw each category."""

    targets: "array[int]"
    weights: "array[float]"
    fractions: "dict[str, array[float]]"

    def texts_of(self, rows: Iterable[Row]) -> Iterator[str]:
        """The text of every example, its lesson noted in passing; only the first example of a row teaches categories."""
        for row in rows:
            for place, example in enumerate(recipe.examples(row)):
                self.targets.append(example.target)
                self.weights.append(example.weight)
                for name, fractions in self.fractions.items():
                    fractions.append(_NOT_ASKED if place else _fraction(row, name))
                yield example.text


def _fit_heads(
    sources: Sources, vocabulary: bytes, folder: Path, progress: Progress
) -> tuple[dict[str, bytes], dict[str, dict[str, float]], dict[str, float]]:
    """(table, description) by head, and the cross-validated measures of the spam head."""
    store = FeatureStore(folder / "texts", features.FEWEST)
    lessons = Lessons(array("b"), array("d"), {name: array("d") for name in CATEGORIES})
    for extracted in in_order(extract, in_batches(lessons.texts_of(_all_rows(sources.training))), vocabulary):
        store.extend(extracted)
        progress.now_and_then(f"{len(store):,} examples read")
    fitted = _fit_texts(store, lessons, progress)
    screener = Screener(blank_model(vocabulary))
    *fitted_spam, spam_measures = fit_spam(_all_rows(sources.spam), _all_rows(sources.training), screener, folder)
    fitted["spam"] = (fitted_spam[0], fitted_spam[1])
    fitted["span"] = _fit_span(sources, screener, folder)
    progress.say("spam and spans fitted")
    tables, described = {}, {}
    for name in HEADS:
        tables[name], scale = to_bytes(fitted[name][0])
        described[name] = {"scale": scale, "intercept": fitted[name][1], "slope": 1.0, "shift": 0.0}
    return tables, described, spam_measures


def _fit_texts(store: FeatureStore, lessons: Lessons, progress: Progress) -> dict[str, tuple[Any, float]]:
    """Toxicity and the categories, each in a thread: the fitting itself holds no lock of Python's."""
    whole, of_words = store.close()
    fits: dict[str, Callable[..., tuple[Any, float]]] = {
        "toxicity": partial(fit, whole, np.array(lessons.targets), np.array(lessons.weights), features.SIZE)
    }
    for name, fractions in lessons.fractions.items():
        fits[name] = partial(_fit_category, of_words, np.array(fractions))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {pool.submit(each, tell=progress.about(name)): name for name, each in fits.items()}
        for done in as_completed(running):
            progress.say(f"{running[done]} fitted")
    return {name: done.result() for done, name in running.items()}


def _fraction(row: Row, name: str) -> float:
    """Share of annotators who saw the category; -1 where nobody was asked and the text is abusive all the same."""
    if name in row.fractions:
        return row.fractions[name]
    return 0.0 if row.label == 0 else _NOT_ASKED


def _fit_category(found: Features, fractions: Any, tell: Tell) -> tuple[Any, float]:
    targets = (fractions >= 0.3).astype(int)
    weights = np.where(fractions < 0, 0.0, np.where(targets == 1, np.maximum(fractions, 0.3), 1 - np.clip(fractions, 0, 1)))
    return fit(found, targets, weights, features.SMALL_SIZE, tell)


def _fit_span(sources: Sources, screener: Screener, folder: Path) -> tuple[Any, float]:
    """Which words people mark: every word of the marked texts, counted by its form."""
    marked: Counter[bytes] = Counter()
    unmarked: Counter[bytes] = Counter()
    for row in _all_rows(sources.training):
        if not row.spans:
            continue
        reading = screener.read(row.text)
        for place, word in enumerate(reading.words):
            start, end = reading.original_span(place, place)
            inside = any(first < end and start < last for first, last in row.spans)
            (marked if inside else unmarked)[word.key] += 1
    store = FeatureStore(folder / "span", 1)
    targets, weights = [], []
    for key in sorted(marked.keys() | unmarked.keys()):
        for target, count in ((1, marked[key]), (0, unmarked[key])):
            if count:
                store.add(features.word_places(key))
                targets.append(target)
                weights.append(float(count))
    found, _ = store.close()
    return fit(found, np.array(targets), np.array(weights), features.SMALL_SIZE)

"""Trains every head of a model and writes the model file."""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from tertulia.screening import features
from tertulia.screening.folding import fold
from tertulia.screening.model import HEADS, Head, Model, read_model, vocabulary_places, write_model
from tertulia.screening.perspective import on_scale
from tertulia.screening.scoring import places_of, word_places_of
from tertulia.screening.screen import Screener
from tertulia.screening.tokens import words_of
from tertulia.screening.training import recipe
from tertulia.screening.training.calibrate import calibrated_header
from tertulia.screening.training.fitting import fit, to_bytes
from tertulia.screening.training.rows import CATEGORIES, Row, read_rows
from tertulia.screening.training.scale import closeness, fit_scale
from tertulia.screening.training.spam_head import fit_spam
from tertulia.screening.training.store import FeatureStore

VOCABULARY_BITS = 1 << 20
_COMMON = 5  # a word in this many texts is known
_MOST_COUNTED = 2_000_000
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
    vocabulary = build_vocabulary(_all_rows(sources.training, counts))
    screener = Screener(blank_model(vocabulary))
    with tempfile.TemporaryDirectory() as folder:
        tables, described, spam_measures = _fit_heads(sources, screener, Path(folder))
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


def build_vocabulary(rows: Iterable[Row]) -> bytes:
    """Hash bits of every word that occurs in at least five texts."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update({spelling.lower().removesuffix("'s") for spelling in words_of(fold(row.text).text)})
        if len(counts) > _MOST_COUNTED:
            counts = Counter({word: count for word, count in counts.items() if count > 1})
    bits = bytearray(VOCABULARY_BITS // 8)
    for word, count in counts.items():
        if count >= _COMMON:
            for place in vocabulary_places(word.encode("utf-8", "replace")[: features.LONGEST_WORD], VOCABULARY_BITS):
                bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits)


def blank_model(vocabulary: bytes) -> Model:
    """A model that knows words but weighs nothing: what features are extracted with."""
    nothing = Head(bytes(features.SIZE), (0.0,) * 256, features.MASK, 0.0, 1.0, 0.0)
    return Model({"version": "blank", "base_rate": recipe.BASE_RATE, "threshold": 0.5}, dict.fromkeys(HEADS, nothing), vocabulary)


def _all_rows(paths: Iterable[Path], counts: Counter[str] | None = None) -> Iterator[Row]:
    """Every row to be trained on; `counts` collects how many of each source."""
    for path in paths:
        for row in read_rows(path):
            if is_for_scale(row) or is_held_back(row):
                continue
            if counts is not None:
                counts[row.source] += 1
            yield row


def _fit_heads(
    sources: Sources, screener: Screener, folder: Path
) -> tuple[dict[str, bytes], dict[str, dict[str, float]], dict[str, float]]:
    """(table, description) by head, and the cross-validated measures of the spam head."""
    large, small = FeatureStore(folder / "large", features.FEWEST), FeatureStore(folder / "small", features.FEWEST)
    targets, weights = [], []
    fractions: dict[str, list[float]] = {name: [] for name in CATEGORIES}
    for row in _all_rows(sources.training):
        for place, example in enumerate(recipe.examples(row)):
            words = screener.read(example.text).words
            large.add(places_of(words))
            targets.append(example.target)
            weights.append(example.weight)
            if place == 0:
                small.add(word_places_of(words))
                for name in CATEGORIES:
                    fractions[name].append(_fraction(row, name))
    large.close()
    small.close()
    fitted = {"toxicity": fit(large, np.array(targets), np.array(weights), features.SIZE)}
    large.report("toxicity fitted")
    for name in CATEGORIES:
        fitted[name] = _fit_category(small, np.array(fractions[name]))
        small.report(f"{name} fitted")
    *fitted_spam, spam_measures = fit_spam(_all_rows(sources.spam), _all_rows(sources.training), screener, folder)
    fitted["spam"] = (fitted_spam[0], fitted_spam[1])
    fitted["span"] = _fit_span(sources, screener, folder)
    tables, described = {}, {}
    for name in HEADS:
        tables[name], scale = to_bytes(fitted[name][0])
        described[name] = {"scale": scale, "intercept": fitted[name][1], "slope": 1.0, "shift": 0.0}
    return tables, described, spam_measures


def _fraction(row: Row, name: str) -> float:
    """Share of annotators who saw the category; -1 where nobody was asked and the text is abusive all the same."""
    if name in row.fractions:
        return row.fractions[name]
    return 0.0 if row.label == 0 else -1.0


def _fit_category(store: FeatureStore, fractions: Any) -> tuple[Any, float]:
    targets = (fractions >= 0.3).astype(int)
    weights = np.where(fractions < 0, 0.0, np.where(targets == 1, np.maximum(fractions, 0.3), 1 - np.clip(fractions, 0, 1)))
    return fit(store, targets, weights, features.SMALL_SIZE)


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
    store.close()
    return fit(store, np.array(targets), np.array(weights), features.SMALL_SIZE)

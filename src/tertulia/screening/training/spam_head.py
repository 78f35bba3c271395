"""Trains the spam head and measures it by cross-validation: there is no other spam to measure it on."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from tertulia.screening import features
from tertulia.screening.metrics import auc, recall_at
from tertulia.screening.scoring import word_places_of
from tertulia.screening.screen import Screener
from tertulia.screening.training.fitting import fit
from tertulia.screening.training.rows import Row
from tertulia.screening.training.store import Features, FeatureStore

_FOLDS = 5
_OTHER_TEXTS = 10  # every tenth training text stands for what is no spam, so that news comments are none
_OTHER_WEIGHT = 0.3


def fit_spam(spam: Iterable[Row], other: Iterable[Row], screener: Screener, folder: Path) -> tuple[Any, float, dict[str, float]]:
    """(weights, intercept, cross-validated measures) of the spam head; no measures when there is no spam to learn from."""
    store = FeatureStore(folder / "spam", features.FEWEST)
    targets, weights = [], []
    for row in spam:
        store.add(word_places_of(screener.read(row.text).words))
        targets.append(row.label)
        weights.append(1.0)
    own = len(targets)
    for row in islice(other, 0, None if own else 0, _OTHER_TEXTS):
        store.add(word_places_of(screener.read(row.text).words))
        targets.append(0)
        weights.append(_OTHER_WEIGHT)
    found, _ = store.close()
    labels, shares = np.array(targets), np.array(weights)
    measures = _cross_validated(found, labels, shares, own) if len(set(targets[:own])) == 2 else {}
    return *fit(found, labels, shares, features.SMALL_SIZE), measures


def _cross_validated(found: Features, labels: Any, shares: Any, own: int) -> dict[str, float]:
    scores = np.zeros(own)
    folds = np.arange(own) % _FOLDS
    for fold in range(_FOLDS):
        kept = shares.copy()
        kept[:own][folds == fold] = 0.0
        weights, intercept = fit(found, labels, kept, features.SMALL_SIZE)
        tested = np.flatnonzero(folds == fold)
        scores[tested] = found.matrix(tested, features.SMALL_SIZE) @ weights + intercept
    truth = [bool(label) for label in labels[:own]]
    return {"texts": own, "folds": _FOLDS, "auc": auc(truth, list(scores)), "recall_at_1": recall_at(truth, list(scores), 0.01)}

"""Turns fitted scores into probabilities at the base rate, and chooses the thresholds."""

from typing import Any

import numpy as np

from tertulia.screening.metrics import span_f1, threshold_at
from tertulia.screening.model import Model
from tertulia.screening.scoring import category_logits, score
from tertulia.screening.screen import Screener
from tertulia.screening.training import recipe
from tertulia.screening.training.fitting import platt
from tertulia.screening.training.rows import CATEGORIES, Row

_SPAN_THRESHOLDS = [value / 10 for value in range(-40, 16, 5)]


def calibrated_header(model: Model, header: dict[str, Any], rows: list[Row], marked: list[Row]) -> dict[str, Any]:
    """The header with slope and shift of every head, the threshold, and what to highlight."""
    labelled = [row for row in rows if row.label >= 0]
    heads = {name: dict(described) for name, described in header["heads"].items()}
    if labelled:
        _calibrate_toxicity(model, heads, labelled)
        _calibrate_categories(model, heads, labelled)
    span_f1_held_back, heads["span"]["shift"] = _span_threshold(model, heads, marked)
    threshold = _threshold(_with_heads(model, heads), labelled) if labelled else 0.5
    return {**header, "heads": heads, "threshold": threshold, "span_f1_held_back": span_f1_held_back}


def _with_heads(model: Model, described: dict[str, dict[str, float]]) -> Model:
    changed = {}
    for name, head in model.heads.items():
        values = described[name]
        changed[name] = type(head)(head.table, head.weights, head.mask, values["intercept"], values["slope"], values["shift"])
    return Model(model.header, changed, model.vocabulary)


def _base_weights(labels: Any) -> Any:
    """Weights as if eight texts in a hundred were abusive."""
    positives = max(1, int(labels.sum()))
    negatives = max(1, len(labels) - positives)
    return np.where(labels == 1, recipe.BASE_RATE / positives, (1 - recipe.BASE_RATE) / negatives) * len(labels)


def _calibrate_toxicity(model: Model, heads: dict[str, dict[str, float]], rows: list[Row]) -> None:
    """Two rounds: first the model's score alone, then with what the rules add at that slope."""
    labels = np.array([row.label for row in rows])
    weights = _base_weights(labels)
    screener = Screener(model)
    raw = np.array([_raw(screener, row.text) for row in rows])
    slope, shift = platt(raw, labels, weights)
    for _ in range(2):
        heads["toxicity"] |= {"slope": slope, "shift": shift}
        judged = Screener(_with_heads(model, heads))
        logits = np.array([judged.screen(row.text).logit for row in rows])
        slope, shift = platt(raw, labels, weights, logits - (slope * raw + shift))
    heads["toxicity"] |= {"slope": slope, "shift": shift}


def _raw(screener: Screener, text: str) -> float:
    scored = score(screener.read(text).words, screener.model)
    return sum(scored.parts) + scored.rest


def _calibrate_categories(model: Model, heads: dict[str, dict[str, float]], rows: list[Row]) -> None:
    screener = Screener(model)
    labels = np.array([row.label for row in rows])
    base = _base_weights(labels)
    readings = [screener.read(row.text).words for row in rows]
    logits = [category_logits(words, [1.0] * len(words), model) for words in readings]
    for name in CATEGORIES:
        known = np.array([name in row.fractions for row in rows])
        if known.any():
            scores = np.array([each[name] for each in logits])[known]
            fractions = np.array([row.fractions.get(name, 0.0) for row in rows])[known]
            slope, shift = platt(scores, fractions, base[known])
            heads[name] |= {"slope": max(slope, 0.05), "shift": shift}


def _span_threshold(model: Model, heads: dict[str, dict[str, float]], marked: list[Row]) -> tuple[float, float]:
    """(mean character F1, threshold on the span head) at its best on the texts held back."""
    if not marked:
        return 0.0, 0.0
    best = (0.0, 0.0)
    for threshold in _SPAN_THRESHOLDS:
        heads["span"]["shift"] = threshold
        screener = Screener(_with_heads(model, heads))
        mean = sum(span_f1(row.spans or [], screener.screen(row.text).highlights) for row in marked) / len(marked)
        best = max(best, (mean, threshold))
    return best


def _threshold(model: Model, rows: list[Row]) -> float:
    screener = Screener(model)
    scores = [screener.screen(row.text).p for row in rows]
    return round(threshold_at([row.label == 1 for row in rows], scores, recipe.FALSE_POSITIVES), 4)

"""Fits one head: naive-Bayes log ratios times logistic regression (Wang and Manning 2012) over hashed features."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression, SGDClassifier

from tertulia.screening.training import recipe
from tertulia.screening.training.store import Features

_NEVER = -5.0  # logit of a head that learned nothing
Array = Any  # numpy arrays; their type parameters say nothing here
Tell = Callable[[str], None]


def _tell_nobody(message: str) -> None:
    pass


def fit(features: Features, targets: Array, weights: Array, size: int, tell: Tell = _tell_nobody) -> tuple[Array, float]:
    """(weight by place, intercept) of a head over the examples; rows with weight 0 are left out. `tell` hears how far it is.

    Where the examples show only one side there is nothing to learn, and the head never speaks up.
    """
    chosen = np.flatnonzero(weights > 0)
    if len(np.unique(targets[chosen])) < 2:
        return np.zeros(size), _NEVER
    ratio = _log_ratios(features, chosen, targets, weights, size)
    if len(chosen) <= recipe.LARGEST_FOR_EXACT:
        model = LogisticRegression(
            C=recipe.INVERSE_REGULARISATION, solver="liblinear", tol=0.01, max_iter=60, random_state=recipe.SEED
        )
        model.fit(features.matrix(chosen, size, ratio), targets[chosen], sample_weight=weights[chosen])
    else:
        model = _fit_streaming(features, chosen, targets, weights, size, ratio, tell)
    return model.coef_[0] * ratio, float(model.intercept_[0])


def _log_ratios(features: Features, chosen: Array, targets: Array, weights: Array, size: int) -> Array:
    counts = [np.full(size, recipe.SMOOTHING), np.full(size, recipe.SMOOTHING)]
    for batch in _batches(chosen):
        matrix = features.matrix(batch, size)
        for target in (0, 1):
            counts[target] += matrix.T @ (weights[batch] * (targets[batch] == target))
    return np.log((counts[1] / counts[1].sum()) / (counts[0] / counts[0].sum()))


def _fit_streaming(
    features: Features, chosen: Array, targets: Array, weights: Array, size: int, ratio: Array, tell: Tell
) -> SGDClassifier:
    """The same objective by averaged stochastic gradient descent, one batch in memory at a time."""
    alpha = 1.0 / (recipe.INVERSE_REGULARISATION * float(weights[chosen].sum()))
    model = SGDClassifier(loss="log_loss", alpha=alpha, average=True, random_state=recipe.SEED)
    generator = np.random.default_rng(recipe.SEED)
    epochs = min(recipe.MOST_EPOCHS, -(-recipe.ENOUGH_EXAMPLES // len(chosen)))
    for epoch in range(epochs):
        for place, batch in enumerate(_batches(generator.permutation(chosen))):
            tell(f"pass {epoch + 1} of {epochs}, {place * recipe.BATCH:,} of {len(chosen):,} examples")
            batch.sort()
            matrix = features.matrix(batch, size, ratio)
            model.partial_fit(matrix, targets[batch], classes=[0, 1], sample_weight=weights[batch])
    return model


def _batches(rows: Array) -> Iterator[Array]:
    return (rows[start : start + recipe.BATCH] for start in range(0, len(rows), recipe.BATCH))


def platt(scores: Array, labels: Array, weights: Array, offsets: Array | None = None) -> tuple[float, float]:
    """(slope, shift) such that slope * score + shift + offset is the best calibrated logit; damped Newton steps."""
    offsets = np.zeros(len(scores)) if offsets is None else offsets
    design = np.column_stack([scores, np.ones(len(scores))])
    solution = np.array([1.0, 0.0])
    ridge = np.diag([1e-6, 1e-6])
    for _ in range(50):
        predicted = 1 / (1 + np.exp(-np.clip(design @ solution + offsets, -30, 30)))
        gradient = design.T @ (weights * (predicted - labels))
        curvature = (design * (weights * predicted * (1 - predicted) + 1e-9)[:, None]).T @ design + ridge
        step = np.linalg.solve(curvature, gradient)
        solution = solution - np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-7:
            break
    return float(solution[0]), float(solution[1])


def to_bytes(weights: Array) -> tuple[bytes, float]:
    """(signed bytes, scale): the signed cube root of each weight, scaled to fill the byte."""
    roots = np.cbrt(weights)
    scale = 127.0 / max(float(np.abs(roots).max()), 1e-9)
    return np.round(roots * scale).astype(np.int8).tobytes(), scale

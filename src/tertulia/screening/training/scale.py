"""Fits the map from our logit to Perspective's scale on texts with a recorded score."""

from collections.abc import Sequence

_SHARES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.94, 0.96, 0.975, 0.985, 0.992, 0.996)
_LEAST_STEP = 1e-3


def fit_scale(logits: Sequence[float], recorded: Sequence[float]) -> list[list[float]]:
    """Points (our logit, recorded score) at equal shares of the texts, made strictly rising in both."""
    ours, theirs = sorted(logits), sorted(recorded)
    points: list[list[float]] = []
    for share in _SHARES:
        place = int(share * len(ours))
        logit, score = ours[place], theirs[place]
        if not points or (logit > points[-1][0] + _LEAST_STEP and score > points[-1][1] + _LEAST_STEP / 10):
            points.append([round(logit, 4), round(score, 4)])
    return points


def closeness(scores: Sequence[float], recorded: Sequence[float]) -> dict[str, float]:
    """How near the mapped scores are to the recorded ones: mean gap, rank agreement, shares above 0.5 and 0.8."""
    count = len(scores)
    return {
        "texts": count,
        "mean_absolute_gap": sum(abs(ours - theirs) for ours, theirs in zip(scores, recorded, strict=True)) / count,
        "rank_correlation": _spearman(scores, recorded),
        "ours_above_0.5": sum(score > 0.5 for score in scores) / count,
        "theirs_above_0.5": sum(score > 0.5 for score in recorded) / count,
        "ours_above_0.8": sum(score > 0.8 for score in scores) / count,
        "theirs_above_0.8": sum(score > 0.8 for score in recorded) / count,
    }


def _spearman(left: Sequence[float], right: Sequence[float]) -> float:
    ranks = [_ranks(left), _ranks(right)]
    mean = (len(left) - 1) / 2
    together = sum((a - mean) * (b - mean) for a, b in zip(*ranks, strict=True))
    apart = [sum((rank - mean) ** 2 for rank in each) for each in ranks]
    return together / (apart[0] * apart[1]) ** 0.5 if all(apart) else 0.0


def _ranks(values: Sequence[float]) -> list[float]:
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    for rank, place in enumerate(order):
        ranks[place] = float(rank)
    return ranks

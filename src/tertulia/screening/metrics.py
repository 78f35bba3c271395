"""Measures of a scorer, in plain Python: small enough to be used by the shadow check at run time."""

from collections.abc import Sequence


def auc(labels: Sequence[bool], scores: Sequence[float]) -> float:
    """Area under the ROC curve (Mann-Whitney, ties half); 0.5 when one class is missing."""
    order = sorted(range(len(scores)), key=scores.__getitem__)
    positives = sum(map(bool, labels))
    negatives = len(labels) - positives
    if not positives or not negatives:
        return 0.5
    ranks, place = 0.0, 0
    while place < len(order):
        end = place
        while end < len(order) and scores[order[end]] == scores[order[place]]:
            end += 1
        ranks += (place + 1 + end) / 2 * sum(bool(labels[order[tied]]) for tied in range(place, end))
        place = end
    return (ranks - positives * (positives + 1) / 2) / (positives * negatives)


def recall_at(labels: Sequence[bool], scores: Sequence[float], false_positive_rate: float) -> float:
    """Share of the positives above the threshold that lets through at most this share of the negatives."""
    threshold = threshold_at(labels, scores, false_positive_rate)
    positives = [score for label, score in zip(labels, scores, strict=True) if label]
    return sum(score > threshold for score in positives) / len(positives) if positives else 0.0


def threshold_at(labels: Sequence[bool], scores: Sequence[float], false_positive_rate: float) -> float:
    """The lowest score that at most this share of the negatives exceeds."""
    negatives = sorted((score for label, score in zip(labels, scores, strict=True) if not label), reverse=True)
    if not negatives:
        return 0.0
    return negatives[min(int(false_positive_rate * len(negatives)), len(negatives) - 1)]


def average_precision(labels: Sequence[bool], scores: Sequence[float], prevalence: float | None = None) -> float:
    """Area under the precision-recall curve, re-weighted as if `prevalence` of the texts were positive."""
    positives = sum(map(bool, labels))
    negatives = len(labels) - positives
    if not positives or not negatives:
        return 0.0
    rate = prevalence if prevalence is not None else positives / len(labels)
    gain, loss = rate / positives, (1 - rate) / negatives
    found = wrong = total = 0.0
    order = sorted(range(len(scores)), key=lambda place: -scores[place])
    place = 0
    while place < len(order):
        end, hits = place, 0
        while end < len(order) and scores[order[end]] == scores[order[place]]:
            hits += bool(labels[order[end]])
            end += 1
        found, wrong = found + hits * gain, wrong + (end - place - hits) * loss
        total += hits * gain * found / (found + wrong)
        place = end
    return total / rate


def calibration_error(labels: Sequence[bool], scores: Sequence[float], prevalence: float | None = None, bins: int = 10) -> float:
    """Expected calibration error over equally wide bins of the probability, re-weighted to `prevalence`."""
    positives = sum(map(bool, labels))
    negatives = len(labels) - positives
    rate = prevalence if prevalence is not None else positives / max(1, len(labels))
    weights = (rate / max(1, positives), (1 - rate) / max(1, negatives))
    sums = [[0.0, 0.0, 0.0] for _ in range(bins)]
    for label, score in zip(labels, scores, strict=True):
        weight = weights[not label]
        cell = sums[min(int(score * bins), bins - 1)]
        cell[0] += weight
        cell[1] += weight * score
        cell[2] += weight * bool(label)
    return sum(abs(predicted - actual) for _, predicted, actual in sums)


def span_f1(marked: Sequence[tuple[int, int]], found: Sequence[tuple[int, int]]) -> float:
    """Character F1 of one text (SemEval-2021 task 5): 1 when both are empty, 0 when only one is."""
    gold = {place for start, end in marked for place in range(start, end)}
    ours = {place for start, end in found for place in range(start, end)}
    if not gold or not ours:
        return float(gold == ours)
    return 2 * len(gold & ours) / (len(gold) + len(ours))


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies (nearest rank); 0 for none."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0

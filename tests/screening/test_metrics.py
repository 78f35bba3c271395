"""The measures agree with hand-worked values."""

import pytest

from tertulia.screening.metrics import auc, average_precision, calibration_error, percentile, recall_at, span_f1


def test_auc_counts_pairs_and_halves_ties():
    assert auc([True, False], [0.9, 0.1]) == 1.0
    assert auc([True, False, True, False], [0.5, 0.5, 0.9, 0.1]) == pytest.approx(0.875)
    assert auc([True, True], [0.1, 0.2]) == 0.5


def test_recall_at_a_false_positive_rate():
    labels = [False] * 100 + [True] * 4
    scores = [place / 100 for place in range(100)] + [0.2, 0.96, 0.97, 0.99]
    assert recall_at(labels, scores, 0.05) == 0.75


def test_average_precision_with_and_without_prevalence():
    assert average_precision([True, False, True], [0.9, 0.8, 0.7]) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision([True, False], [0.9, 0.1], 0.08) == pytest.approx(1.0)


def test_calibration_error_of_a_perfect_and_a_wrong_scorer():
    assert calibration_error([True, False], [1.0, 0.0]) == 0
    assert calibration_error([False, False], [0.5, 0.5]) == pytest.approx(0.5)


def test_span_f1():
    assert span_f1([], []) == 1
    assert span_f1([(0, 4)], []) == 0
    assert span_f1([(0, 4)], [(2, 6)]) == 0.5


def test_percentile_of_nothing_is_zero():
    assert percentile([], 0.5) == 0
    assert percentile([3, 1, 2], 0.5) == 2

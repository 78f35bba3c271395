"""The promised figures, on data that is not part of this repository; skipped where it is not there."""

from pathlib import Path

import pytest

from tertulia.screening.screen import shipped_screener
from tertulia.screening.training.evaluate import evaluate

DATA = Path(__file__).parents[3] / "shared" / "data" / "moderation"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the moderation data is not here")


def measured(name):
    return evaluate(DATA / f"dev_{name}.jsonl", shipped_screener())


def test_news_comments():
    measures = measured("civil")
    assert measures["auc"] >= 0.900
    assert measures["recall_at_5"] >= 0.62
    assert measures["pr_auc_at_8"] >= 0.58
    assert measures["threat_auc"] >= 0.78
    assert measures["calibration_error"] <= 0.02


def test_our_own_challenge():
    measures = measured("challenge")
    assert measures["flagged_of_abusive"] >= 0.85
    assert measures["allowed_of_acceptable"] >= 0.95


def test_identities_change_nothing():
    measures = measured("counterfactual")
    assert measures["widest_gap"] <= 0.05
    assert measures["flagged"] == 0


def test_flame_wars():
    assert measured("threads")["recall_at_5"] >= 0.90


def test_what_was_measured_while_training():
    header = shipped_screener().model.header
    assert header["span_f1_held_back"] >= 0.76
    assert header["spam_cross_validation"]["recall_at_1"] >= 0.90

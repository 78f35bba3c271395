"""The model's sum is split over the words without a remainder, and training counts what scoring adds."""

from math import sqrt

import pytest

from tertulia.screening import features
from tertulia.screening.scoring import category_logits, places_of, probability, score, word_places_of
from tertulia.screening.screen import shipped_screener

TEXTS = ["You are a moron", "one", "a Sri Lankan colleague, 42 years old", "wait ... what?! https://a.example", ""]


@pytest.mark.parametrize("text", TEXTS)
def test_the_parts_add_up_to_the_weights_of_the_places_trained_on(text):
    model = shipped_screener().model
    words = shipped_screener().read(text).words
    head = model.heads["toxicity"]
    places = places_of(words)
    expected = head.slope * sum(head.weight(place) for place in places) / sqrt(max(len(places), features.FEWEST))
    assert sum(score(words, model).parts) == pytest.approx(expected if words else 0.0, abs=1e-6)


@pytest.mark.parametrize("text", TEXTS)
def test_categories_add_up_the_places_trained_on(text):
    model = shipped_screener().model
    words = shipped_screener().read(text).words
    head = model.heads["threat"]
    places = word_places_of(words)
    raw = sum(head.weight(place & features.SMALL_MASK) for place in places) / sqrt(max(len(places), features.FEWEST))
    logits = category_logits(words, [1.0] * len(words), model)
    assert logits["threat"] == pytest.approx(head.slope * (raw + head.intercept) + head.shift, abs=1e-6)


def test_the_logistic_function_is_safe_at_both_ends():
    assert probability(-1e9) >= 0
    assert probability(1e9) <= 1
    assert probability(0) == 0.5

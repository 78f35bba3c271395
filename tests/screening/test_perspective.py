"""Perspective's scale rises with ours and stays between 0 and 1."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.screening import screen
from tertulia.screening.perspective import ATTRIBUTES, on_scale, perspective_score


@given(st.floats(-40, 40), st.floats(-40, 40))
def test_the_map_never_changes_the_order(first, second):
    low, high = sorted((first, second))
    assert 0 < on_scale(low) <= on_scale(high) < 1


def test_the_map_rises_strictly_where_texts_lie():
    steps = [on_scale(place / 10) for place in range(-80, 60)]
    assert all(before < after for before, after in pairwise(steps))


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_every_attribute_tells_abuse_from_thanks(attribute):
    abuse = screen("You are a fucking moron, I will find you and kill you, you piece of shit.")
    assert perspective_score(abuse, attribute) > perspective_score(screen("Thank you for this article."), attribute)


def test_severe_toxicity_lies_below_toxicity():
    assessed = screen("You are a moron.")
    assert perspective_score(assessed, "SEVERE_TOXICITY") < perspective_score(assessed, "TOXICITY")


def test_a_mere_insult_is_not_severe():
    assert perspective_score(screen("You are a clown."), "SEVERE_TOXICITY") < 0.5
    assert perspective_score(screen("I will find you and kill you, you fucking bitch."), "SEVERE_TOXICITY") > 0.8


def test_a_direct_insult_passes_the_usual_threshold_and_thanks_does_not():
    assert perspective_score(screen("You are a stupid moron."), "TOXICITY") > 0.8
    assert perspective_score(screen("Thank you for this article."), "TOXICITY") < 0.3


def test_an_unknown_attribute_is_no_attribute():
    with pytest.raises(KeyError):
        perspective_score(screen("x"), "FLIRTATION")

"""A house teaches slowly, within bounds, and can take it back."""

import pytest

from tertulia.screening import Context, screen
from tertulia.screening.learning import (
    LARGEST,
    MOST_WORDS,
    HouseWeights,
    HumanDecision,
    ShadowCheck,
    house_weights_from,
    learn,
    learn_checked,
    shadow_check,
    undo,
)


def decided(word, abusive, author, logit=-3.0):
    return HumanDecision((word,), logit, abusive, author)


def taught(times, *, authors=5, abusive=True):
    house = HouseWeights()
    for turn in range(times):
        house = learn(house, decided("shill", abusive, f"author{turn % authors}")).weights
    return house


def test_a_decision_moves_its_words_the_way_it_went():
    assert learn(HouseWeights(), decided("shill", True, "a")).moved["shill"] > 0
    assert learn(HouseWeights(), decided("shill", False, "a", logit=2.0)).moved["shill"] < 0


def test_a_word_counts_only_after_three_authors():
    assert taught(10, authors=2).weight("shill") == 0
    assert taught(10, authors=3).weight("shill") > 0


def test_a_word_never_moves_further_than_two():
    assert taught(200).weights["shill"] <= LARGEST


def test_the_number_of_words_is_bounded():
    words = tuple(f"word{number}" for number in range(MOST_WORDS + 50))
    assert len(learn(HouseWeights(), HumanDecision(words, 0.0, True, "a")).weights.weights) == MOST_WORDS


def test_what_was_learned_reaches_the_assessment():
    house = taught(20)
    assessed = screen("Another shill, I think.", Context(learned=house))
    assert [reason.text for reason in assessed.evidence if reason.code == "house.word"] == ["shill"]
    assert assessed.p > screen("Another shill, I think.").p


def test_undoing_goes_back_one_lesson():
    once = taught(1)
    twice = learn(once, decided("shill", True, "b")).weights
    assert undo(twice).weights == once.weights
    assert undo(HouseWeights()) == HouseWeights()


def test_a_harmful_update_is_refused():
    house = HouseWeights()
    kept, check, moved = learn_checked(
        house, [decided("bridge", True, "a")], lambda before, after: ShadowCheck(0.9, 0.89, 0.0, 0.0)
    )
    assert not check.accepted
    assert kept is house
    assert moved == {}


def test_an_update_that_widens_an_identity_gap_is_refused():
    assert not ShadowCheck(0.9, 0.91, 0.1, 0.2).accepted


def test_a_good_update_is_kept_and_undone_as_one():
    house = HouseWeights()
    decisions = [decided("shill", True, name) for name in "abc"]
    kept, check, moved = learn_checked(house, decisions, lambda before, after: ShadowCheck(0.9, 0.9, 0.1, 0.1))
    assert check.accepted
    assert moved["shill"] > 0
    assert undo(kept).weights == {}


def test_the_shadow_check_compares_on_a_fixed_set():
    def score(text, house):
        return sum(house.weight(word) for word in text.lower().split())

    before, after = HouseWeights(), taught(20)
    check = shadow_check(before, after, [("a shill", True), ("a bridge", False)], [["a shill", "a bridge"]], score)
    assert check.auc_before == 0.5
    assert check.auc_after == 1.0
    assert check.gap_after > check.gap_before


def test_weights_travel_as_json():
    house = taught(5)
    assert house_weights_from(house.as_dict()) == HouseWeights(
        {word: pytest.approx(weight, abs=1e-6) for word, weight in house.weights.items()}, house.authors, house.decisions
    )
    with pytest.raises(ValueError, match="house weights"):
        house_weights_from({"format": "something else"})

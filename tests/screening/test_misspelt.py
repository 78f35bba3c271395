import pytest

from tertulia.screening import screen
from tertulia.screening.lexicon import not_misspelt_words
from tertulia.screening.misspelt import meant


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("stuppid", "stupid"),
        ("idoit", "idiot"),
        ("moronn", "moron"),
        ("imbicile", "imbecile"),
        ("pethetic", "pathetic"),
        ("discusting", "disgusting"),
        ("fukcing", "fucking"),
        ("cowards", "cowards"),
    ],
)
def test_one_slip_away_is_still_the_word(written, word):
    assert meant(written) == word


@pytest.mark.parametrize("written", ["where", "batches", "maroon", "lesser", "house", "stoop", "id", "x" * 50, "", "été"])
def test_real_words_mean_themselves(written):
    assert meant(written) is None


def test_no_word_that_is_left_out_is_met_by_a_longer_way():
    assert [word for word in not_misspelt_words() if meant(word)] == []


def test_a_slip_is_on_the_record_and_weighs_nothing():
    (slip,) = [reason for reason in screen("You are an iddiot.").evidence if reason.code == "obfuscation.misspelt"]
    assert (slip.text, slip.detail, slip.weight) == ("iddiot", "idiot", 0.0)

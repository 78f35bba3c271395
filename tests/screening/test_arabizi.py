"""Spoken Arabic in Latin letters is heard, whatever the spelling."""

import pytest

from tertulia.screening.arabizi import arabic_stem_forms, is_insult, keys, looks_arabizi


@pytest.mark.parametrize(
    "spelling",
    [
        "hmar",
        "7mar",
        "himar",
        "7imar",
        "hmaar",
        "kalb",
        "kelb",
        "ghabi",
        "8abi",
        "5anzir",
        "khanzeer",
        "7aywan",
        "7ayawan",
        "elkalb",
    ],
)
def test_the_usual_spellings_of_an_insult_meet(spelling):
    assert is_insult(spelling)


@pytest.mark.parametrize(
    "spelling", ["habibi", "7abibi", "kheir", "shukran", "salam", "sabah", "yalla", "mabrook", "humor", "homer", "club", "akhi"]
)
def test_friendly_words_and_english_neighbours_are_no_insults(spelling):
    assert not is_insult(spelling)


def test_one_sound_has_one_key():
    assert set(keys("7mar")) & set(keys("hmaar"))
    assert set(keys("sharmouta")) & set(keys("charmoota"))


def test_digits_inside_a_word_tell_arabizi():
    assert looks_arabizi("3arabi")
    assert not looks_arabizi("2024")
    assert not looks_arabizi("0x7f")


def test_what_is_written_together_in_arabic_is_taken_apart():
    assert "كلب" in arabic_stem_forms("والكلب")

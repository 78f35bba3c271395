"""The lexicon knows its classes and keeps its hands off honest words."""

import pytest

from tertulia.screening.lexicon import ABUSIVE, BIT, classes, is_mangled_name, read_words, skeleton, word_classes


def test_classes_are_read_with_their_plurals():
    assert classes()["morons"] & BIT["insult"]
    assert classes()["canadians"] & BIT["identity"]


def test_the_packed_lists_are_there_and_hold_no_everyday_words():
    assert sum(bool(bits & BIT["slur"]) for bits in classes().values()) > 50
    assert not any(
        classes().get(word, 0) & BIT["slur"] for word in ("gay", "black", "jewish", "dyke", "chink", "redskin", "coolie")
    )


def test_compounds_are_recognised():
    assert word_classes("shithead") & ABUSIVE
    assert word_classes("dumbbell") == 0


@pytest.mark.parametrize("word", ["libtard", "conservatards", "rethuglican", "repugs", "demonrats", "trumpanzee", "feminazi"])
def test_mangled_names(word):
    assert is_mangled_name(word)


@pytest.mark.parametrize(
    "word", ["mustard", "custard", "republicans", "democrats", "liberals", "saturday", "cucumber", "repugnant"]
)
def test_honest_words_are_no_mangled_names(word):
    assert not is_mangled_name(word)


def test_reading_and_skeletons():
    assert read_words("# comment\nmoron+ ass+") == ["moron", "morons", "ass", "asses"]
    assert skeleton("moooroon") == "moron"

"""Disguised spellings are seen through; honest words are left alone."""

import pytest

from tertulia.screening.disguise import mixes_scripts, reveal, unmask_letters


@pytest.mark.parametrize(
    ("spelling", "word", "kind"),
    [
        ("m0r0n", "moron", "leet"),
        ("1d107", "idiot", "leet"),
        ("c0w4rd", "coward", "leet"),
        ("cloooown", "clown", "stretched"),
        ("iiidiiiioooot", "idiot", "stretched"),
        ("f*ck", "fuck", "starred"),
        ("a**hole", "asshole", "starred"),
        ("l1iiiar", "liar", "leet"),
    ],
)
def test_a_disguise_is_seen_through(spelling, word, kind):
    assert reveal(spelling) == (word, kind)


@pytest.mark.parametrize(
    "spelling", ["2024", "g20", "covid19", "b2b", "sooo", "hmmm", "c++", "covid-19", "4x4", "mp3", "a" * 10_000]
)
def test_an_honest_spelling_hides_nothing(spelling):
    assert reveal(spelling) is None


def test_look_alike_letters_become_latin_only_when_the_whole_word_does():
    assert unmask_letters("сlоwn") == "clown"
    assert unmask_letters("привет") == "привет"
    assert mixes_scripts("сlоwn")
    assert not mixes_scripts("привет")

"""Tokens are words with their disguises, links, marks and emoji."""

import pytest

from tertulia.screening.tokens import LINK, MARK, WORD, matches_of, words_of


def kinds(text):
    return [(match.lastindex, match[0]) for match in matches_of(text)]


def test_words_links_marks_and_emoji():
    assert kinds("See https://a.example/b, it's great!! 😀 @#$%") == [
        (WORD, "See"),
        (LINK, "https://a.example/b,"),
        (WORD, "it's"),
        (WORD, "great"),
        (MARK, "!!"),
        (MARK, "😀"),
        (MARK, "@#$%"),
    ]


@pytest.mark.parametrize("spelling", ["f*ck", "a**hole", "$hit", "a$$", "b***", "sh!t", "m0r0n", "@joe"])
def test_signs_that_stand_for_letters_stay_in_the_word(spelling):
    assert kinds(f"x {spelling} y")[1] == (WORD, spelling)


def test_words_only():
    assert list(words_of("Go, see https://a.example now!")) == ["Go", "see", "now"]

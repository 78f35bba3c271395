"""Patterns fit what they are written for, within a sentence."""

from importlib.resources import files

import pytest

from tertulia.screening.patterns import REACH, PatternSet, parse_pattern, shipped_patterns
from tertulia.screening.screen import shipped_screener


def matches(line, text):
    return [(match.first, match.last) for match in PatternSet([parse_pattern(line)]).find(shipped_screener().read(text))]


def test_words_and_repetitions():
    assert matches("x 1 : you are @filler{0,2} @insult", "you are such a moron") == [(0, 4)]
    assert matches("x 1 : you are @filler{0,2} @insult", "you are moron") == [(0, 2)]
    assert matches("x 1 : you are @filler{0,1} @insult", "you are such a moron") == []


def test_a_pattern_does_not_cross_a_full_stop():
    assert matches("x 1 : you are @insult", "I know who you are. Moron") == []


def test_anchors():
    assert matches("x 1 : ^ pathetic $", "Fine. Pathetic.") == [(1, 1)]
    assert matches("x 1 : ^ pathetic $", "a pathetic day") == []
    assert matches("x 1 : , @insult $", "Get lost, moron.") == [(2, 2)]
    assert matches("x 1 : , @insult $", "Get lost moron.") == []


def test_any_word():
    assert matches("x 1 : please *{0,2} remove", "please kindly do remove it") == [(0, 3)]


@pytest.mark.parametrize("line", ["x one : you", "x 1 : @nothing"])
def test_a_malformed_pattern_is_refused(line):
    with pytest.raises((ValueError, KeyError)):
        parse_pattern(line)


def test_the_shipped_patterns_parse():
    assert not shipped_patterns().find(shipped_screener().read("You are a moron."))[0].pattern.is_guard
    assert shipped_patterns().find(shipped_screener().read("I was an idiot."))[0].pattern.is_guard


def test_a_shipped_pattern_is_no_longer_than_what_is_looked_ahead_and_marks_stand_only_at_its_edges():
    for line in files("tertulia.screening").joinpath("data", "patterns.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            elements = parse_pattern(line).elements
            assert sum(element.most for element in elements) <= REACH, line
            assert not any({"$", "^", ","} & element.words for element in elements), line


def test_a_pattern_is_tried_only_where_its_words_are_in_the_text():
    assert matches("x 1 : you *{0,4} grass", "you should really touch grass") == [(0, 4)]
    assert matches("x 1 : you *{1,4} grass", "you should really touch wood") == []

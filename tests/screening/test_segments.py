"""Whose words are they."""

from tertulia.screening.screen import shipped_screener
from tertulia.screening.segments import find_segments, shares


def codes(text, *sources):
    return [segment.code for segment in find_segments(shipped_screener().read(text), sources)]


def test_quotation_marks_of_all_kinds_quote():
    assert codes('What is "progress" here?') == ["quoted"]
    assert codes("What is “progress” here?") == ["quoted"]
    assert codes("What is 'progress' here?") == ["quoted"]


def test_an_apostrophe_is_no_quotation_mark():
    assert codes("It isn't the council's fault, don't you think?") == []


def test_said_words_are_reported():
    assert codes('She said "progress" twice.') == ["quoted.reported"]


def test_cited_lines_are_found():
    assert codes("> an old line\nmy own words") == ["quoted.line"]


def test_words_of_the_parent_are_found_by_comparison():
    parent = "The council has never once listened to anybody in this town."
    assert codes("the council has never once listened, you write.", parent) == ["copied"]
    assert codes("I walked home in the rain.", parent) == []


def test_a_quoted_word_counts_at_most_six_tenths():
    reading = shipped_screener().read('You call that "progress" here?')
    assert max(shares(reading, find_segments(reading, ()))[3:4]) <= 0.6

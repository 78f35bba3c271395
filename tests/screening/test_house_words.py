"""A house's word rules match words, phrases and beginnings, whatever the disguise of the letters."""

from tertulia.screening.house_words import HouseRule, HouseWords
from tertulia.screening.screen import shipped_screener


def hits(text, *rules):
    return [(hit.rule.pattern, hit.first, hit.last) for hit in HouseWords(rules).find(shipped_screener().read(text))]


def test_words_phrases_and_prefixes():
    assert hits("The Bridge club", HouseRule("bridge", "suspect")) == [("bridge", 1, 1)]
    assert hits("the bridge  club", HouseRule("Bridge Club", "ban")) == [("Bridge Club", 1, 2)]
    assert hits("the bridges", HouseRule("brid", "ban", prefix=True)) == [("brid", 1, 1)]


def test_a_word_is_not_found_inside_another():
    assert hits("abridged", HouseRule("bridge", "ban")) == []


def test_a_rule_without_words_or_with_too_short_a_beginning_matches_nothing():
    assert hits("anything at all", HouseRule("...", "ban"), HouseRule("", "ban")) == []
    assert hits("anything", HouseRule("an", "ban", prefix=True)) == []


def test_full_width_letters_do_not_get_around_a_rule():
    assert hits("ｂｒｉｄｇｅ", HouseRule("bridge", "ban")) == [("bridge", 0, 0)]

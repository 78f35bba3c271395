"""Folding brings spellings together and never loses the way back."""

from hypothesis import given
from hypothesis import strategies as st

from tertulia.screening.folding import fold


def test_plain_text_stays_as_it_is():
    assert fold("Hello, World").text == "Hello, World"


def test_invisible_characters_go_and_the_way_back_stays():
    folded = fold("a cl\u200bown")
    assert folded.text == "a clown"
    assert folded.original_span(2, 7) == (2, 8)


def test_mathematical_and_full_width_letters_become_plain():
    assert fold("𝐦𝐨𝐫𝐨𝐧 ｆｏｏｌ").text == "moron fool"


def test_arabic_forms_meet():
    assert fold("حـــمار").text == fold("حِمَار").text == "حمار"
    assert fold("أحمق").text == fold("احمق").text
    assert fold("غبى").text == fold("غبي").text


def test_a_letter_that_unfolds_into_several_keeps_its_place():
    folded = fold("ﷺ x")
    start = folded.text.index("x")
    assert folded.original_span(start, start + 1) == (2, 3)


@given(st.text(max_size=300))
def test_every_folded_character_lies_inside_the_original(text):
    folded = fold(text)
    for place in range(len(folded.text)):
        start, end = folded.original_span(place, place + 1)
        assert 0 <= start < end <= len(text)

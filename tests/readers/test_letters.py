import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tertulia.readers.letters import INVISIBLE, TURNING, bound_piles, highest_pile

PILED = st.text(st.sampled_from("ab \u0301\u0316\u0336\u034f\u20dd\u200d\u202eشّ"), max_size=60)


@given(PILED, st.integers(0, 5))
def test_piles_are_bounded_and_everything_else_stays(text, most):
    bounded = bound_piles(text, most)
    assert highest_pile(bounded) <= most
    assert [letter for letter in bounded if unicodedata.category(letter) not in ("Mn", "Me")] == [
        letter for letter in text if unicodedata.category(letter) not in ("Mn", "Me")
    ]
    if highest_pile(text) <= most:
        assert bounded == text


def test_every_letter_that_turns_the_line_beyond_its_place_is_known():
    turning = {
        letter
        for letter in map(chr, range(0x110000))
        if unicodedata.bidirectional(letter) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    }
    assert {letter for letter in turning if not TURNING.fullmatch(letter)} == set()


def test_no_letter_of_a_living_alphabet_counts_as_invisible():
    for letter in "aZß٣ءयกا漢かハ한Ωжא۽😀🏴":
        assert not INVISIBLE.match(letter)

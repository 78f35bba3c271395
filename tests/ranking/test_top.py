"""The sort key of the order by score."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as some

from tertulia.ranking.top import key, score

VOTES = some.integers(0, 500)
PLACES = some.integers(0, 4_000_000_000_000_000)


def test_the_score_is_cautious_where_few_have_voted():
    assert score(0, 0) == 0.5
    assert score(1, 0) == 2 / 3
    assert score(90, 10) > score(9, 1) > score(0, 0) > score(1, 9)


@given(VOTES, VOTES, PLACES, VOTES, VOTES, PLACES)
def test_the_key_sorts_by_score_and_then_by_time(up, down, place, other_up, other_down, other_place):
    def exact(up, down, place):
        return Fraction(up + 1, up + down + 2), place // 1_000_000

    first, second = exact(up, down, place), exact(other_up, other_down, other_place)
    assert (first < second) == (key(up, down, place) < key(other_up, other_down, other_place))


def test_the_key_fits_into_a_column():
    assert 0 <= key(0, 2**31 - 1, 0) < key(2**31 - 1, 0, 8_000_000_000_000_000) < 2**63

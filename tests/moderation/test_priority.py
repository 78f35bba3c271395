from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tertulia.moderation.priority import DOUBLES_AFTER, MOST_HARM, harm_of, rank_of, reach_of, urgency_at

INSTANT = datetime.fromisoformat("2026-11-20T09:30:00+00:00")


def rank(hours=0.0, harm=1.0, reach=1.0):
    return rank_of(opened_at=INSTANT - timedelta(hours=hours), harm=harm, reach=reach)


def test_more_harm_more_readers_and_more_age_come_first():
    assert rank(harm=16) < rank(harm=4) < rank(harm=1)
    assert rank(reach=5) < rank(reach=1)
    assert rank(hours=3) < rank(hours=1)


def test_what_waits_six_hours_counts_double():
    assert rank(hours=6) == rank(harm=2) == rank(reach=2)


def test_a_threat_comes_before_a_day_of_links():
    assert rank(harm=harm_of(reason="threat")) < rank(hours=12, harm=harm_of(reason="links"))


@given(*[st.tuples(st.floats(0, 200), st.floats(1, MOST_HARM), st.floats(1, 10))] * 2, st.integers(0, 500))
def test_the_stored_order_is_the_order_by_urgency_at_every_moment(one, other, later):
    now = INSTANT + timedelta(hours=later)
    ranks = [rank(*each) for each in (one, other)]
    exact = [harm * reach * 2 ** ((hours + later) * 3600 / DOUBLES_AFTER) for hours, harm, reach in (one, other)]
    if abs(ranks[0] - ranks[1]) > 2:
        assert (ranks[0] < ranks[1]) == (exact[0] > exact[1])
    assert urgency_at(now=now, rank=ranks[0]) > 0


def test_harm_is_bounded_and_reports_add_up():
    assert harm_of(reason="") == 1
    assert harm_of(reason="abuse", p=0.9) > harm_of(reason="abuse", p=0.1)
    assert harm_of(reason="", reports=3.0) == 4
    assert harm_of(reason="threat", reports=1000.0, notice=True, urgent=True) == MOST_HARM


def test_nobody_reads_what_is_held():
    assert reach_of(visible=False, thread=1000, replies=90) == 1
    assert reach_of(visible=True, thread=0, replies=0) == 2
    assert reach_of(visible=True, thread=999, replies=9) == 6

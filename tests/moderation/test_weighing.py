"""Properties of the weights: a mob of throwaways holds nothing, being right helps, and every report counts for something."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tertulia.moderation.weighing import LEAST_TO_HOLD, STRANGER, Standing, weight_of, weight_together
from tertulia.options import options

standings = st.builds(
    Standing,
    upheld=st.integers(0, 1000),
    rejected=st.integers(0, 1000),
    days=st.integers(0, 4000),
    responses=st.integers(0, 10_000),
)
throwaways = st.builds(Standing, upheld=st.integers(0, 50), days=st.integers(0, 29), responses=st.integers(0, 10_000))


@given(st.lists(throwaways, max_size=2000))
def test_no_mob_of_throwaways_is_worth_a_hold(mob):
    assert weight_together(mob) < LEAST_TO_HOLD <= options.reports_to_hold


@given(st.lists(throwaways, max_size=200), standings)
def test_a_mob_adds_at_most_one_to_somebody_whose_word_counts(mob, reader):
    assert weight_together([*mob, reader]) <= weight_of(reader) + 1.0


@given(st.lists(standings, max_size=30), standings)
def test_one_more_report_never_weakens_the_others(reporters, another):
    assert weight_together([*reporters, another]) >= weight_together(reporters) - 1e-9


@given(st.lists(standings, max_size=30), st.randoms())
def test_the_order_of_reports_does_not_matter(reporters, chance):
    shuffled = list(reporters)
    chance.shuffle(shuffled)
    assert abs(weight_together(shuffled) - weight_together(reporters)) < 1e-9


@given(standings)
def test_having_been_right_never_lowers_a_proven_weight_and_having_been_wrong_never_raises_it(reporter):
    proven = replace(reporter, upheld=reporter.upheld + 2)
    assert weight_of(replace(proven, upheld=proven.upheld + 1)) >= weight_of(proven)
    assert weight_of(replace(proven, rejected=proven.rejected + 1)) <= weight_of(proven)
    assert 0 < weight_of(reporter) <= 2


def test_the_figures():
    assert weight_of(STRANGER) == 0.25
    assert weight_of(Standing(days=400, responses=12)) == 1.0
    assert weight_of(Standing(upheld=8, days=400, responses=12)) == 1.8
    assert weight_of(Standing(rejected=8, days=400, responses=12)) == 0.2
    assert weight_together([Standing(days=400, responses=1)] * 3) == 3.0


def test_a_fresh_account_cannot_buy_a_good_record():
    assert Standing(upheld=9, days=29, responses=40).is_newcomer

"""Threads as forests, against a slow and simple reading of the same rules."""

from hypothesis import given
from hypothesis import strategies as st

from tertulia.transfer.forest import NONE, Forest

trees = st.integers(0, 12).flatmap(
    lambda size: st.lists(st.tuples(st.none() | st.integers(0, max(0, size - 1)), st.booleans()), min_size=size, max_size=size)
)


def key_of(position):
    """Ids that neither rise with the position nor fall."""
    return 100 + (position ^ 5)


def grown(rows):
    forest = Forest(
        (key_of(position), None if parent is None else key_of(parent), visible, position % 3 != 0, 1000 + position)
        for position, (parent, visible) in enumerate(rows)
    )
    cut = forest.cut_cycles()
    forest.grow()
    return forest, cut


def above(forest, position):
    found = []
    while (position := forest.parent[position]) != NONE:
        found.append(position)
    return found


@given(trees)
def test_any_parents_become_a_forest_in_which_every_number_is_right(rows):
    forest, cut = grown(rows)
    size = len(forest)
    for position in range(size):
        ancestors = above(forest, position)
        below = [each for each in range(size) if position in above(forest, each)]
        assert forest.depth[position] == len(ancestors) + 1
        assert forest.root[position] == (ancestors[-1] if ancestors else NONE)
        assert forest.listed[position] == (rows[position][1] or any(rows[each][1] for each in below))
        assert all(forest.number[each] > forest.number[position] for each in below)
        if not ancestors:
            assert sorted(forest.number[each] for each in below) == list(range(1, len(below) + 1))
            assert (forest.number[position], forest.last[position]) == (0, len(below))
            assert forest.replies[position] == sum(forest.listed[each] for each in below)
            lifting = [1000 + each for each in below if rows[each][1] and each % 3]
            assert forest.wanted(position)[-1] == max(lifting, default=None)
        if key_of(position) not in cut:
            assert forest.parent[position] == (NONE if rows[position][0] is None else rows[position][0])
    assert forest.visible == sum(visible for _parent, visible in rows)


def test_a_circle_is_cut_at_its_newest_member():
    _forest, cut = grown([(2, True), (0, True), (1, True), (None, True), (4, True)])
    assert cut == [key_of(2), key_of(4)]


def test_replies_are_numbered_by_time_but_after_their_parents():
    forest, _cut = grown([(2, True), (None, True), (1, True), (1, True)])  # the oldest answers the third
    assert list(forest.number) == [2, 0, 1, 3]


def test_a_parent_in_another_thread_is_none():
    forest = Forest([(7, 3, True, True, 1), (9, 7, True, True, 2), (8, 10, True, True, 3)])
    assert list(forest.parent) == [NONE, 0, NONE]


def test_a_quarrel_a_hundred_thousand_replies_deep_is_no_recursion():
    forest, _cut = grown([(position - 1 if position else None, position == 99_999) for position in range(100_000)])
    assert (forest.depth[-1], forest.last[0], forest.replies[0]) == (100_000, 99_999, 99_999)

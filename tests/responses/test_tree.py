import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.responses.rows import Row
from tertulia.responses.tree import outline, preorder


def row(id, parent=None, root=None, *, number=0, depth=1, name="", author=None, state="visible"):
    return Row(id, parent, root, number, depth, id, 0, state, author, name, "", None, None)


def forest(parents, names=("Ada", "Ben"), states=()):
    """Rows by branch, each branch by number, as `load_thread_page` gives them; `parents` are indexes or None."""
    made, branches = [], {}
    for at, parent in enumerate(parents):
        above = None if parent is None else made[parent]
        top = None if above is None else (above.root or above.id)
        state = "removed" if at in states else "visible"
        made.append(
            row(
                at + 1, above.id if above else None, top, number=len(branches.get(top, ())) if top else 0,
                depth=above.depth + 1 if above else 1, name=names[at % len(names)], state=state,
            )
        )  # fmt: skip
        branches.setdefault(top or at + 1, []).append(made[-1])
    return [one for branch in branches.values() for one in branch]


def chain(length, names=("Ada", "Ben")):
    return forest([None, *range(length - 1)], names)


PARENTS = st.lists(st.integers(0, 9), min_size=8, max_size=60).map(
    lambda steps: [None if step == 0 or not at else max(0, at - step) for at, step in enumerate(steps)]
)


@given(
    PARENTS,
    st.integers(1, 6),
    st.integers(2, 8),
    st.sampled_from([("Ada", "Ben"), ("Ada",), ("Ada", "Ben", "Cem"), ("", "Ada")]),
    st.frozensets(st.integers(0, 60), max_size=8),
)
def test_an_outline_is_a_valid_nesting_of_every_row_once(parents, depth, fold_after, names, states):
    rows = forest(parents, names, states)
    laid = outline(rows, depth=depth, fold_after=fold_after)
    assert sorted(line.row.id for line in laid.lines) == [one.id for one in sorted(rows)]
    before = 0
    for line in laid.lines:
        assert 1 <= line.level <= depth
        assert line.level == min(line.row.depth, depth)
        assert line.opens == (line.level > before)
        assert line.level <= before + 1
        assert line.closes == max(0, before - line.level)
        before = line.level
    assert laid.closes == max(0, before - 1)
    assert_parents_come_first(laid.lines)
    assert_flat_lines_say_whom_they_answer(laid.lines, depth)
    assert_folds_are_whole(laid.lines)


def assert_parents_come_first(lines):
    seen = set()
    for line in lines:
        assert line.row.parent is None or line.row.parent in seen
        seen.add(line.row.id)


def assert_flat_lines_say_whom_they_answer(lines, depth):
    for line in lines:
        assert line.flat == (line.row.depth > depth)
        assert (line.answers.id == line.row.parent) if line.flat else line.answers is None


def assert_folds_are_whole(lines):
    inside = None
    for line in lines:
        if line.fold:
            assert inside is None, "a fold in a fold"
            inside = []
        if inside is not None:
            inside.append(line)
            assert line.flat
            assert not line.opens and not line.closes, "a list that begins or ends in a fold"
        if line.fold_ends:
            assert inside is not None and inside[0].fold.count == len(inside)
            inside = None
    assert inside is None, "a fold that does not end"


def test_replies_to_an_earlier_page_hang_below_the_top_and_say_so():
    top, reply, late = row(1), row(2, 1, 1, number=1, depth=2), row(9, 2, 1, number=8, depth=3)
    laid = outline([top, late], depth=5, fold_after=6, elsewhere=[reply])
    assert [(line.row.id, line.level, line.flat, line.answers) for line in laid.lines] == [
        (1, 1, False, None),
        (9, 2, True, reply),
    ]


def test_a_long_exchange_between_two_folds_and_names_them():
    laid = outline(chain(20), depth=5, fold_after=6)
    folds = [line.fold for line in laid.lines if line.fold]
    assert [(fold.count, set(fold.between)) for fold in folds] == [(12, {"Ada", "Ben"})]


def test_a_run_among_many_folds_later_and_names_nobody():
    rows = chain(30, names=("Ada", "Ben", "Cem", "Dua"))
    assert [line.fold.between for line in outline(rows, depth=5, fold_after=6).lines if line.fold] == [None]
    assert not any(line.fold for line in outline(rows[:15], depth=5, fold_after=6).lines)


@pytest.mark.parametrize("length", [5_000])
def test_a_chain_of_thousands_needs_no_recursion(length):
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len_of_stack() + 60)
    try:
        laid = outline(chain(length), depth=5, fold_after=6)
    finally:
        sys.setrecursionlimit(limit)
    assert len(laid.lines) == length
    assert laid.closes == 4


def len_of_stack():
    frame, length = sys._getframe(), 0
    while frame:
        frame, length = frame.f_back, length + 1
    return length


def test_twice_the_rows_take_at_most_thrice_the_time():
    def seconds(rows):
        taken = []
        for _round in range(3):
            started = time.process_time()
            outline(rows, depth=5, fold_after=6)
            taken.append(time.process_time() - started)
        return min(taken)

    for make in (chain, lambda count: forest([None] + [0] * (count - 1)), lambda count: forest([None] * count)):
        assert any(seconds(make(20_000)) <= 3 * seconds(make(10_000)) for _try in range(3))


def test_a_row_whose_parent_is_unknown_stands_where_it_comes():
    assert [one.id for one, _known in preorder([row(5, 4, 1), row(6, 5, 1), row(7)])] == [5, 6, 7]


def test_a_circle_of_parents_is_left_out_rather_than_walked_for_ever():
    assert list(preorder([row(1, 2, 9), row(2, 1, 9)])) == []


def test_nothing_gives_an_empty_outline():
    laid = outline([], depth=5, fold_after=6)
    assert (laid.lines, laid.closes) == ((), 0)


def test_an_exchange_is_not_folded_to_hide_a_single_reply():
    assert [line.fold for line in outline(chain(5), depth=1, fold_after=3).lines] == [None] * 5
    assert [line.fold.count for line in outline(chain(6), depth=1, fold_after=3).lines if line.fold] == [2]

from hypothesis import given
from hypothesis import strategies as st

from tertulia.responses import reading
from tertulia.responses.models import Response, Thread
from tertulia.responses.reading import load_thread
from tertulia.responses.stretches import load_responses
from tests.responses.forest import plant, rows_by_orm, talk
from tests.responses.test_reading import EXAMPLES, FOREST, HIDDEN, PART, by_place, small_parts


def reading_order(branch):
    """A branch the plain way: parts of PART replies, each by depth first."""
    top, replies = branch[0], branch[1:]
    for start in range(0, max(len(replies), 1), PART):
        part = ([top] if start == 0 else []) + replies[start : start + PART]
        known = {one.pk for one in part}
        yield from below(part, None, known)


def below(part, parent, known):
    for one in part:
        above = one.parent_id if one.parent_id in known else None
        if above == parent:
            yield one.pk
            yield from below(part, one.pk, known)


@EXAMPLES
@given(parents=FOREST, hidden=HIDDEN, limit=st.integers(1, PART))
def test_stretches_of_any_length_hold_what_the_orm_finds(thread, monkeypatch, parents, hidden, limit):
    with small_parts(monkeypatch):
        plant(thread, parents, hidden=hidden)
        head = load_thread(thread.pk)
        for order, turned in ((reading.Order.OLDEST, False), (reading.Order.NEWEST, True)):
            plain = [key for branch in rows_by_orm(thread, key=by_place, turned=turned) for key in reading_order(branch)]
            assert all_stretches(head, order=order, limit=limit, at_most=len(plain) + 1) == plain


def all_stretches(head, *, order, limit, at_most):
    found, after = [], ""
    for _stretch in range(at_most):
        stretch = load_responses(head, order=order, after=after, limit=limit)
        assert len(stretch.rows) <= limit
        found += [row.id for row in stretch.rows]
        if stretch.next is None:
            break
        after = stretch.next
    return found


def test_words_and_depth_come_with_each_row(thread):
    made = plant(thread, [None, 0, 1, 2, 3, 4, 5, 6])
    rows = load_responses(load_thread(thread.pk)).rows
    assert [(row.depth, row.text) for row in rows] == [(one.depth, one.text) for one in made]


def test_a_stretch_takes_the_same_queries_whatever_the_size_of_the_thread(thread, django_assert_max_num_queries):
    large = Thread.objects.create(url="/large", title="Large", opened_at=thread.opened_at)
    for place, size in ((thread, 32), (large, 10_000)):
        plant(place, talk(size))
        head = load_thread(place.pk)
        after = ""
        for _stretch in range(3):
            with django_assert_max_num_queries(12):
                stretch = load_responses(head, after=after, limit=100)
            after = stretch.next or ""


def test_a_chain_of_thousands_is_read_in_parts(thread, django_assert_max_num_queries):
    made = plant(thread, [None, *range(2_999)])
    head, found, after = load_thread(thread.pk), [], ""
    while True:
        with django_assert_max_num_queries(12):
            stretch = load_responses(head, after=after, limit=100)
        found += [row.id for row in stretch.rows]
        if stretch.next is None:
            break
        after = stretch.next
    assert found == [one.pk for one in made]


def test_a_response_removed_between_two_stretches_costs_nobody_else_a_place(thread):
    made = plant(thread, [None, 0, 0, 0, None])
    head = load_thread(thread.pk)
    first = load_responses(head, limit=2)
    Response.objects.filter(pk=made[1].pk).update(state="removed", listed=False)
    Response.objects.filter(pk=made[0].pk).update(replies=2)
    rest = load_responses(head, after=first.next, limit=10)
    assert [row.id for row in rest.rows] == [made[2].pk, made[3].pk, made[4].pk]


def test_a_reply_posted_between_two_stretches_disturbs_nothing(thread):
    made = plant(thread, [None, 0, None])
    head = load_thread(thread.pk)
    first = load_responses(head, limit=3)
    assert [row.id for row in first.rows] == [one.pk for one in made]
    assert first.next is None

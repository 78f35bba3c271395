from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertulia.cursors import Cursor
from tertulia.errors import UnknownCursor
from tertulia.responses import reading, stretches
from tertulia.responses.models import Thread
from tertulia.responses.reading import find_earlier, load_branch_page, load_thread, load_thread_page
from tertulia.responses.spots import find_spot
from tests.responses.forest import plant, rows_by_orm, talk

PART = 6  # replies of a branch that are shown at a time in these tests, and what else follows from the real 100

FOREST = st.lists(st.integers(0, 20), min_size=1, max_size=45).map(
    lambda steps: [None if step == 0 or not at else max(0, at - step) for at, step in enumerate(steps)]
)
HIDDEN = st.frozensets(st.integers(0, 45), max_size=12)
EXAMPLES = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@contextmanager
def small_parts(monkeypatch):
    """Branches that come in small parts; and a database as it was, afterwards."""
    with monkeypatch.context() as patch, transaction.atomic():
        patch.setattr(reading, "BRANCH_PAGE", PART)
        patch.setattr(reading, "WORTH_CUTTING", 2, raising=False)
        patch.setattr(stretches, "BRANCH_PAGE", PART)
        yield
        transaction.set_rollback(True)


def by_place(response):
    return response.place, response.pk


def shown(row):
    """A row as the ORM has it."""
    return (row.id, row.parent, row.root, row.branch_no, row.depth, row.state, row.author, row.name, row.html, row.posted_at)


def plainly(one):
    return (
        one.pk, one.parent_id, one.root_id, one.branch_no, one.depth, one.state, one.author_id, one.author_name, one.html,
        one.posted_at,
    )  # fmt: skip


def all_pages(thread, *, order, most):
    """Every branch as the pages of a thread show it, with what is behind their links."""
    found, after = [], ""
    while True:
        page = load_thread_page(thread, order=order, after=after, most=most)
        assert len(page.rows) <= max(most, 1 + reading.BRANCH_PAGE)
        found += page.rows
        more = page
        while more.cut:
            more = load_branch_page(thread, root=more.cut, after=more.cut_after)
            found += more.rows[1:]
        if page.next is None:
            return found
        after = str(page.next)


@EXAMPLES
@given(parents=FOREST, hidden=HIDDEN, most=st.integers(2, PART))
def test_the_pages_hold_what_the_orm_finds(thread, monkeypatch, parents, hidden, most):
    with small_parts(monkeypatch):
        plant(thread, parents, hidden=hidden)
        head = load_thread(thread.pk)
        for order, turned in ((reading.Order.OLDEST, False), (reading.Order.NEWEST, True)):
            plain = [plainly(one) for branch in rows_by_orm(thread, key=by_place, turned=turned) for one in branch]
            assert [shown(row) for row in all_pages(head, order=order, most=most)] == plain


def pages_back(head, *, order, most):
    """From the last page of a thread to its first by the links to what stands before: the top-level responses of each."""
    page, after = load_thread_page(head, order=order, most=most), ""
    while page.next:
        after = str(page.next)
        page = load_thread_page(head, order=order, after=after, most=most)
    pages = [tops(page)]
    while after and (after := find_earlier(head, order=order, after=after, most=most)) is not None:
        pages.append(tops(load_thread_page(head, order=order, after=after, most=most)))
    return pages


def tops(page):
    return [row.id for row in page.rows if row.root is None]


@EXAMPLES
@given(parents=FOREST, hidden=HIDDEN, most=st.integers(2, PART))
def test_the_pages_before_lead_to_the_beginning_and_leave_nothing_out(thread, monkeypatch, parents, hidden, most):
    with small_parts(monkeypatch):
        plant(thread, parents, hidden=hidden)
        head = load_thread(thread.pk)
        for order in reading.Order:
            every = [row.id for row in all_pages(head, order=order, most=most) if row.root is None]
            later, *earlier = pages_back(head, order=order, most=most)
            for page in earlier:
                assert not later or set(page) & set(every[: every.index(later[0])]), "a page before begins before"
                assert not later or every.index(page[-1]) + 1 >= every.index(later[0]), "and leaves no gap"
                later = page
            assert later == tops(load_thread_page(head, order=order, most=most))


def test_what_stands_before_the_page_of_a_response_is_one_query_away(thread, django_assert_num_queries):
    made = plant(thread, [None] * 10)
    head, spot = load_thread(thread.pk), find_spot(made[6].pk, most=4)
    with django_assert_num_queries(1):
        before = find_earlier(head, order=reading.Order.OLDEST, after=spot.after, most=4)
    assert tops(load_thread_page(head, after=before, most=4)) == [one.pk for one in made[2:6]]
    assert find_earlier(head, order=reading.Order.OLDEST, after=before, most=4) == ""
    at_the_beginning = str(Cursor(made[0].place - 1, 0))
    assert find_earlier(head, order=reading.Order.OLDEST, after=at_the_beginning, most=4) is None


@pytest.fixture(scope="module")
def sizes():
    return (32, 10_000)


def test_a_page_takes_two_queries_whatever_the_size_of_the_thread(thread, sizes, django_assert_num_queries):
    small = thread
    large = Thread.objects.create(url="/large", title="Large", opened_at=thread.opened_at)
    for place, size in zip((small, large), sizes, strict=True):
        plant(place, talk(size))
        head = load_thread(place.pk)
        for order in reading.Order:
            with django_assert_num_queries(2):
                first = load_thread_page(head, order=order)
            assert len(first.rows) == min(size, len(first.rows))
        if first.next:
            with django_assert_num_queries(2):
                load_thread_page(head, order=order, after=str(first.next))


def test_the_head_of_a_thread_takes_one_query(thread, django_assert_num_queries):
    with django_assert_num_queries(1):
        load_thread(thread.pk)


def test_the_way_to_a_response_is_short_however_many_there_are(thread, django_assert_max_num_queries):
    made = plant(thread, [*talk(9_000), None, *range(9_000, 9_400)])
    for response in (made[0], made[40], made[4_500], made[9_000], made[9_050], made[9_399]):
        with django_assert_max_num_queries(7):
            spot = find_spot(response.pk)
        head = load_thread(thread.pk)
        page = (
            load_branch_page(head, root=spot.branch, after=spot.after_no)
            if spot.branch
            else load_thread_page(head, after=spot.after)
        )
        assert response.pk in [row.id for row in page.rows]


@pytest.mark.parametrize("after", ["x", "AAAA", "A" * 43, "é", "0" * 300, "=" * 22])
def test_a_cursor_that_is_none_of_ours_is_refused(thread, after):
    with pytest.raises(UnknownCursor):
        load_thread_page(load_thread(thread.pk), after=after)


def test_a_cursor_stays_good_when_its_response_goes(thread):
    made = plant(thread, [None] * 10)
    head = load_thread(thread.pk)
    page = load_thread_page(head, most=4)
    type(made[3]).objects.filter(pk=made[3].pk).update(state="removed", listed=False)
    assert [row.id for row in load_thread_page(head, after=str(page.next), most=4).rows] == [one.pk for one in made[4:8]]

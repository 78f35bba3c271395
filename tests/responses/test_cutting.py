"""Where a long branch is cut, and that nothing is lost between the pages."""

from datetime import UTC, datetime

import pytest

from tertulia.errors import NotFound
from tertulia.responses.models import Response, Thread
from tertulia.responses.orders import Order
from tertulia.responses.reading import load_branch_page, load_thread, load_thread_of_story, load_thread_page, must_be_public

START = datetime(2026, 11, 20, 8, tzinfo=UTC)


def grow(thread, *branches):
    """Top-level responses with so many replies each."""
    for number, replies in enumerate(branches):
        place = number * 10_000
        top = Response.objects.create(thread=thread, place=place, replies=replies, last_no=replies, author_name=f"top {number}")
        Response.objects.bulk_create(
            Response(thread=thread, place=place + no, parent=top, root=top, depth=2, branch_no=no) for no in range(1, replies + 1)
        )
    Thread.objects.update(visible=sum(branches) + len(branches))
    return load_thread(thread.pk)


def walk(head, order=Order.OLDEST):
    """Every response on every page and every continued branch."""
    after, found = "", []
    while True:
        page = load_thread_page(head, order=order, after=after)
        found += [row.id for row in page.rows]
        branch, at = page.cut, page.cut_after
        while branch:
            more = load_branch_page(head, root=branch, after=at)
            found += [row.id for row in more.rows if row.root]
            branch, at = more.cut, more.cut_after
        if page.next is None:
            return found
        after = str(page.next)


@pytest.mark.parametrize(
    ("branches", "shown", "cut_after"),
    [
        ([0] * 30 + [150, 5], 100, 69),
        ([79, 150], 80, 0),
        ([78, 150], 100, 20),
        ([150, 3], 101, 100),
        ([0] * 60 + [100], 60, 0),
    ],
)
def test_a_long_branch_is_cut_where_twenty_of_its_replies_find_room(thread, branches, shown, cut_after):
    page = load_thread_page(grow(thread, *branches))
    assert (len(page.rows), page.cut_after) == (shown, cut_after)
    assert (page.cut is None) == (cut_after == 0)


@pytest.mark.parametrize("order", [Order.OLDEST, Order.NEWEST])
@pytest.mark.parametrize("branches", [[0] * 30 + [250, 5], [120, 120, 120], [99, 0, 101, 100], [3, 100, 1, 500, 2]])
def test_every_response_stands_on_exactly_one_page(thread, branches, order):
    found = walk(grow(thread, *branches), order)
    assert len(found) == len(set(found)) == sum(branches) + len(branches)


def test_removed_replies_take_no_room(thread):
    head = grow(thread, *[0] * 30, 150)
    Response.objects.filter(branch_no__in=range(1, 41)).update(listed=False)
    Response.objects.filter(replies=150).update(replies=110)
    page = load_thread_page(head)
    assert (len(page.rows), page.cut_after) == (100, 109)


def test_a_page_is_two_queries_cut_or_not(thread, django_assert_num_queries):
    head = grow(thread, *[2] * 10, 150)
    for order in (Order.OLDEST, Order.NEWEST):
        with django_assert_num_queries(2):
            load_thread_page(head, order=order)


def test_a_head_says_what_the_orm_would_say(story, story_thread):
    names = ["id", "url", "title", "language", "state", "visible", "declared", "version", "story", "site"]
    expected = Thread.objects.values_list(*names).get(pk=story_thread.pk)
    for head in (load_thread(story_thread.pk), load_thread_of_story(story.pk)):
        assert tuple(getattr(head, name) for name in names) == expected
    story.unpublish()
    with pytest.raises(NotFound):
        load_thread(story_thread.pk)


@pytest.mark.parametrize("above", [False, True])
def test_what_wagtail_keeps_for_some_is_not_public(story, story_thread, above):
    from wagtail.models import PageViewRestriction

    head = load_thread(story_thread.pk)
    assert must_be_public(head) is head
    PageViewRestriction.objects.create(page=story.get_parent() if above else story, restriction_type="login")
    with pytest.raises(NotFound):
        must_be_public(head)


@pytest.mark.parametrize("number", [2**63, 10**30])
def test_a_number_no_column_holds_is_not_found(db, number):
    with pytest.raises(NotFound):
        load_thread(number)
    assert load_thread_of_story(number) is None

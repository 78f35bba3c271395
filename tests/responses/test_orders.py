"""The orders of the top level: what they sort by, in pages that neither repeat nor skip, at a cost that does not grow."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tertulia.moderation.deciding import release_response, remove_response, restore_response
from tertulia.responses.models import Response
from tertulia.responses.orders import Order
from tertulia.responses.posting import post_response
from tertulia.responses.reading import load_thread, load_thread_page
from tertulia.responses.spots import find_spot
from tertulia.responses.stretches import load_responses
from tertulia.responses.withdrawing import withdraw_response


@pytest.fixture
def post(thread, reader, now):
    """Posts a minute after the one before: `post(parent=…, author=…, minutes=…)`."""
    clock = [now]

    def posted(parent=None, author=reader, minutes=1, name=""):
        clock[0] += timedelta(minutes=minutes)
        return post_response(
            thread=thread.pk, author=author, name=name, text="A word.", parent=parent and parent.pk, now=clock[0]
        ).response

    return posted


def set_votes(response, up, down=0):
    Response.objects.filter(pk=response.pk).update(up=up, down=down)


def in_order(thread, order, most=100):
    page = load_thread_page(load_thread(thread.pk), order=order, most=most)
    return [row.id for row in page.rows if row.root is None]


def test_top_is_by_the_share_of_votes_and_newer_first_among_equals(thread, post):
    unvoted, liked, disputed, disliked, newer = (post() for _each in range(5))
    set_votes(liked, 3)
    set_votes(disputed, 5, 5)
    set_votes(disliked, 0, 2)
    assert in_order(thread, Order.TOP) == [each.pk for each in (liked, newer, disputed, unvoted, disliked)]


def test_active_is_by_the_latest_visible_reply(thread, post, moderator):
    first, second, third = post(), post(), post()
    reply = post(first)
    assert in_order(thread, Order.ACTIVE) == [first.pk, third.pk, second.pk]
    deeper = post(post(second))
    assert in_order(thread, Order.ACTIVE) == [second.pk, first.pk, third.pk]
    remove_response(response=deeper.pk, moderator=moderator)
    assert in_order(thread, Order.ACTIVE)[0] == second.pk
    remove_response(response=reply.pk, moderator=moderator)
    assert in_order(thread, Order.ACTIVE) == [second.pk, third.pk, first.pk]
    restore_response(response=reply.pk, moderator=moderator)
    assert in_order(thread, Order.ACTIVE) == [second.pk, first.pk, third.pk]


def test_a_withdrawn_or_held_reply_does_not_lift(thread, post, moderator, reader):
    first, second = post(), post()
    withdraw_response(response=post(first).pk, author=reader)
    assert in_order(thread, Order.ACTIVE) == [second.pk, first.pk]
    thread.state = "held"
    thread.save()
    held = post(first)
    assert in_order(thread, Order.ACTIVE) == [second.pk, first.pk]
    release_response(response=held.pk, moderator=moderator)
    assert in_order(thread, Order.ACTIVE) == [first.pk, second.pk]


def test_the_fourth_reply_of_one_reader_in_two_hours_lifts_nothing(thread, post, other_reader):
    first, second = post(), post()
    for _each in range(3):
        post(first)
    post(second, author=other_reader)
    post(first)
    assert in_order(thread, Order.ACTIVE) == [second.pk, first.pk]
    post(first, author=other_reader)
    assert in_order(thread, Order.ACTIVE) == [first.pk, second.pk]


def test_guests_are_told_apart_by_their_names(thread, post):
    first, second = post(), post()
    for _each in range(3):
        post(first, author=None, name="Nadia")
    post(second)
    post(first, author=None, name="Nadia")
    assert in_order(thread, Order.ACTIVE)[0] == second.pk
    post(first, author=None, name="Omar")
    assert in_order(thread, Order.ACTIVE)[0] == first.pk


@pytest.mark.parametrize("order", list(Order))
def test_pages_hold_every_response_once_in_order(thread, post, order):
    chance = random.Random(7)
    tops = [post() for _each in range(12)]
    for top in tops:
        set_votes(top, chance.randrange(4), chance.randrange(3))
        for _reply in range(chance.randrange(3)):
            post(top)
    head, seen, after = load_thread(thread.pk), [], ""
    while True:
        page = load_thread_page(head, order=order, after=after, most=10)
        seen += [row.id for row in page.rows if row.root is None]
        if page.next is None:
            break
        after = str(page.next)
    assert seen == in_order(thread, order, most=1000)
    assert sorted(seen) == sorted(top.pk for top in tops)
    machine, after = [], ""
    while after is not None:
        stretch = load_responses(head, order=order, after=after, limit=4)
        machine += [row.id for row in stretch.rows if row.root is None]
        after = stretch.next
    assert machine == seen


@pytest.mark.parametrize("order", list(Order))
def test_the_page_of_a_permalink_shows_the_response(thread, post, order):
    tops = [post() for _each in range(30)]
    for number, top in enumerate(tops):
        set_votes(top, number % 7)
    head = load_thread(thread.pk)
    for top in tops:
        spot = find_spot(top.pk, order=order, most=10)
        page = load_thread_page(head, order=order, after=spot.after, most=10)
        assert top.pk in [row.id for row in page.rows]


@pytest.mark.parametrize("order", list(Order))
def test_an_order_is_read_from_its_index_whatever_the_size_of_the_thread(thread, post, order):
    head = load_thread(thread.pk)
    for _each in range(25):
        post()
    with CaptureQueriesContext(connection) as asked:
        load_thread_page(head, order=order, most=10)
    assert len(asked) == 1
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"explain query plan {asked[0]['sql']}")
        plan = " ".join(row[-1] for row in cursor.fetchall())
    assert "response_top" in plan or "response_active" in plan
    assert "TEMP B-TREE" not in plan

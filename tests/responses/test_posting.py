import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tertulia.errors import (
    EmptyText,
    KeyReused,
    NameMissing,
    NotFound,
    ParentGone,
    TextTooLong,
    ThreadClosed,
    TooMany,
    UnknownParent,
)
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.moderation.deciding import hold_response, remove_response
from tertulia.responses.models import Response, State, Thread, ThreadState
from tertulia.responses.posting import post_response


def post(thread, author=None, text="A word.", **more):
    more.setdefault("name", "Guest" if author is None else "")
    return post_response(thread=thread.pk, author=author, text=text, **more).response


def test_a_response_is_stored_counted_and_told(thread, reader):
    response = post(thread, reader, "It was *dark*.")
    stored = Response.objects.get(pk=response.pk)
    assert (stored.state, stored.author_name, stored.text) == (State.VISIBLE, "Rosa Vidal", "It was *dark*.")
    assert stored.html == "<p>It was <em>dark</em>.</p>"
    assert Thread.objects.get(pk=thread.pk).visible == 1
    assert Event.objects.get(response=response.pk).kind == Kind.RESPONSE_POSTED


def test_a_reply_hangs_below_its_parent_and_is_numbered_in_its_branch(thread, reader):
    top = post(thread, reader)
    first = post(thread, reader, parent=top.pk)
    second = post(thread, reader, parent=first.pk)
    assert (second.root_id, second.parent_id, second.depth, second.branch_no) == (top.pk, first.pk, 3, 2)
    top.refresh_from_db()
    assert (top.replies, top.branch_no, top.depth) == (2, 0, 1)


def test_a_guest_gives_a_name(thread):
    assert post(thread, name="  سلمى   درويش ").author_name == "سلمى درويش"
    with pytest.raises(NameMissing):
        post(thread, name=" \u200b ")


@pytest.mark.parametrize(("text", "error"), [("", EmptyText), (" \n\u200b\u00a0", EmptyText), ("x" * 20_001, TextTooLong)])
def test_empty_and_oversize_texts_are_refused(thread, reader, text, error):
    with pytest.raises(error):
        post(thread, reader, text)
    assert not Response.objects.exists()


def test_the_longest_text_is_kept_whole(thread, reader):
    assert len(post(thread, reader, "x" * 20_000).text) == 20_000


def test_a_closed_thread_refuses(thread, reader):
    Thread.objects.update(state=ThreadState.CLOSED)
    with pytest.raises(ThreadClosed):
        post(thread, reader)


def test_a_thread_that_holds_keeps_everything_new_back(thread, reader):
    Thread.objects.update(state=ThreadState.HELD)
    response = post(thread, reader)
    assert (response.state, response.listed) == (State.HELD, False)
    assert Thread.objects.get().visible == 0
    assert Event.objects.get().kind == Kind.RESPONSE_HELD


def test_an_unknown_thread_is_not_found(db, reader):
    with pytest.raises(NotFound):
        post_response(thread=4711, author=reader, text="A word.")


def test_a_parent_of_another_thread_is_refused(thread, reader, story_thread):
    elsewhere = post(story_thread, reader)
    with pytest.raises(UnknownParent):
        post(thread, reader, parent=elsewhere.pk)


def test_a_parent_that_is_gone_is_refused(thread, reader, moderator):
    removed, held = post(thread, reader), post(thread, reader)
    remove_response(response=removed.pk, moderator=moderator)
    hold_response(response=held.pk, moderator=moderator)
    with pytest.raises(ParentGone):
        post(thread, reader, parent=removed.pk)
    with pytest.raises(UnknownParent):
        post(thread, reader, parent=held.pk)


def test_the_same_key_stores_once_and_answers_the_same(thread, reader):
    once = post_response(thread=thread.pk, author=reader, text="A word.", key="k1")
    again = post_response(thread=thread.pk, author=reader, text="A word.", key="k1")
    assert (once.fresh, again.fresh, once.response.pk) == (True, False, again.response.pk)
    assert Response.objects.count() == 1


def test_a_key_is_good_for_one_payload(thread, reader):
    post(thread, reader, key="k1")
    with pytest.raises(KeyReused):
        post(thread, reader, "Another word.", key="k1")


def test_a_refused_post_does_not_use_up_its_key(thread, reader):
    Thread.objects.update(state=ThreadState.CLOSED)
    with pytest.raises(ThreadClosed):
        post(thread, reader, key="k1")
    Thread.objects.update(state=ThreadState.OPEN)
    assert post(thread, reader, key="k1").state == State.VISIBLE


def test_guests_of_one_network_are_limited(thread, now):
    for _count in range(10):
        post(thread, network="n1", now=now)
    with pytest.raises(TooMany) as refused:
        post(thread, network="n1", now=now)
    assert 0 < refused.value.retry_after <= 600
    post(thread, network="n2", now=now)


def test_the_version_of_the_thread_moves(thread, reader):
    before = Thread.objects.get().version
    post(thread, reader)
    assert Thread.objects.get().version > before


STATEMENTS = """
select responses_thread, select responses_shield, insert responses_answeredkey, select responses_thread, insert readers_allowance,
insert responses_response, update responses_thread, insert responses_sentfrom, insert responses_screening, insert events_event,
update responses_answeredkey
"""
OF_A_REPLY = ["select responses_response", "update responses_response"]  # who answered before; its number in the branch


def statements(asked):
    """What each statement does and to which table, transactions left out."""
    found = [
        re.match(r'\s*(select|insert|update).*?(?:from|into|(?<=update))\s+"?(\w+)', each["sql"], re.I | re.S) for each in asked
    ]
    return [f"{each[1].lower()} {each[2]}" for each in found if each]


def test_a_stranger_s_post_costs_eleven_statements_and_a_reply_two_more(thread, reader):
    post(thread, reader)  # the house's rules are remembered from now on
    wanted = [each.strip() for each in STATEMENTS.replace("\n", " ").split(",")]
    with CaptureQueriesContext(connection) as asked:
        top = post(thread, name="Ana", key="1", network="n")
    assert statements(asked) == wanted
    with CaptureQueriesContext(connection) as asked:
        post(thread, name="Ana", key="2", parent=top.pk, network="n")
    assert statements(asked) == [*wanted[:5], *OF_A_REPLY, *wanted[5:]]

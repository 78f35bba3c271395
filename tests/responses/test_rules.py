from datetime import timedelta

import pytest

from tertulia.errors import EditWindowOver, NotAllowed, NotFound, ParentGone, SignInNeeded, Suspended, ThreadClosed, UnknownParent
from tertulia.options import options
from tertulia.readers.models import Reader
from tertulia.responses import rules
from tertulia.responses.models import Response, State, ThreadState

READER, STRANGER = Reader(pk=1, name="Rosa"), Reader(pk=2, name="Tarek")


def written(state=State.VISIBLE, **more):
    return Response(pk=5, thread_id=3, author_id=1, state=state, **more)


def test_an_open_thread_takes_responses_from_readers_and_guests():
    for state in (ThreadState.OPEN, ThreadState.HELD):
        rules.may_post(thread_state=state, author=READER)
        rules.may_post(thread_state=state, author=None)


def test_a_closed_thread_takes_none():
    with pytest.raises(ThreadClosed):
        rules.may_post(thread_state=ThreadState.CLOSED, author=READER)


def test_where_guests_are_off_they_sign_in(monkeypatch):
    monkeypatch.setattr(options, "guests", "off")
    rules.may_post(thread_state=ThreadState.OPEN, author=READER)
    with pytest.raises(SignInNeeded):
        rules.may_post(thread_state=ThreadState.OPEN, author=None)


def test_a_closed_account_may_not_post():
    with pytest.raises(Suspended):
        rules.may_post(thread_state=ThreadState.OPEN, author=Reader(pk=3, is_active=False))


@pytest.mark.parametrize(
    ("state", "error"),
    [
        (State.HELD, UnknownParent),
        (State.SPAM, UnknownParent),
        (State.REMOVED, ParentGone),
        (State.WITHDRAWN, ParentGone),
        (State.ERASED, ParentGone),
        (State.MISSING, ParentGone),
    ],
)
def test_only_what_is_visible_is_answered(state, error):
    with pytest.raises(error):
        rules.may_answer(written(state), thread=3)


def test_a_parent_is_in_the_same_thread():
    parent = written()
    assert rules.may_answer(parent, thread=3) is parent
    for missing, thread in ((parent, 4), (None, 3)):
        with pytest.raises(UnknownParent):
            rules.may_answer(missing, thread=thread)


@pytest.mark.parametrize("state", list(State))
def test_what_is_not_visible_is_not_known_to_strangers(state):
    with pytest.raises(SignInNeeded):
        rules.must_be_author(written(state), None)
    with pytest.raises(NotAllowed if state == State.VISIBLE else NotFound):
        rules.must_be_author(written(state), STRANGER)


@pytest.mark.parametrize("state", list(State))
def test_an_author_changes_what_is_visible_or_held(state):
    if state in (State.VISIBLE, State.HELD):
        rules.must_be_author(written(state), READER)
    else:
        with pytest.raises(NotAllowed):
            rules.must_be_author(written(state), READER)


def test_the_time_to_edit_ends_on_the_second(now):
    end = now + timedelta(seconds=options.edit_window)
    rules.may_edit(written(posted_at=now), now=end)
    with pytest.raises(EditWindowOver):
        rules.may_edit(written(posted_at=now), now=end + timedelta(seconds=1))
    with pytest.raises(EditWindowOver):
        rules.may_edit(written(posted_at=None), now=now)

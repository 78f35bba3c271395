import pytest

from tertulia.errors import NotAllowed, NotFound, SignInNeeded
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.moderation.deciding import hold_response, remove_response
from tertulia.responses.models import Response, State, Thread
from tertulia.responses.posting import post_response
from tertulia.responses.withdrawing import withdraw_response


@pytest.fixture
def own(thread, reader):
    return post_response(thread=thread.pk, author=reader, text="A word.").response


def test_a_response_without_replies_is_gone(own, reader):
    withdraw_response(response=own.pk, author=reader)
    stored = Response.objects.get()
    assert (stored.state, stored.listed, Thread.objects.get().visible) == (State.WITHDRAWN, False, 0)
    assert Event.objects.filter(kind=Kind.RESPONSE_WITHDRAWN, response=own.pk).count() == 1


def test_one_with_replies_leaves_a_marker(own, reader, other_reader, thread):
    post_response(thread=thread.pk, author=other_reader, text="A reply.", parent=own.pk)
    withdraw_response(response=own.pk, author=reader)
    stored = Response.objects.get(pk=own.pk)
    assert (stored.state, stored.listed, Thread.objects.get().visible) == (State.WITHDRAWN, True, 1)


def test_a_held_one_can_be_taken_back_too(own, reader, moderator):
    hold_response(response=own.pk, moderator=moderator)
    withdraw_response(response=own.pk, author=reader)
    assert (Response.objects.get().state, Thread.objects.get().visible) == (State.WITHDRAWN, 0)


def test_only_its_author_may_and_only_once(own, reader, other_reader, moderator):
    for who, error in ((None, SignInNeeded), (other_reader, NotAllowed), (moderator, NotAllowed)):
        with pytest.raises(error):
            withdraw_response(response=own.pk, author=who)
    withdraw_response(response=own.pk, author=reader)
    with pytest.raises(NotAllowed):
        withdraw_response(response=own.pk, author=reader)
    with pytest.raises(NotFound):
        withdraw_response(response=4711, author=reader)


def test_what_a_moderator_removed_stays_removed(own, reader, moderator):
    remove_response(response=own.pk, moderator=moderator)
    with pytest.raises(NotAllowed):
        withdraw_response(response=own.pk, author=reader)
    assert Response.objects.get().state == State.REMOVED

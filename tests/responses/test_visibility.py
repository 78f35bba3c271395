import pytest

from tertulia.errors import NotAllowed, NotFound, SignInNeeded, StateConflict
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.responses.models import Response, State, Thread
from tertulia.responses.posting import post_response
from tertulia.responses.visibility import hold_response, move_state, release_response, remove_response, restore_response

VERBS = {
    hold_response: ({State.VISIBLE}, State.HELD, Kind.RESPONSE_HELD),
    release_response: ({State.HELD, State.SPAM}, State.VISIBLE, Kind.RESPONSE_RELEASED),
    remove_response: ({State.VISIBLE, State.HELD, State.SPAM}, State.REMOVED, Kind.RESPONSE_REMOVED),
    restore_response: ({State.REMOVED}, State.VISIBLE, Kind.RESPONSE_RESTORED),
}


@pytest.fixture
def response(thread, reader):
    return post_response(thread=thread.pk, author=reader, text="A word.").response


def put(response, state):
    Response.objects.filter(pk=response.pk).update(state=state, listed=state == State.VISIBLE)
    Thread.objects.update(visible=int(state == State.VISIBLE))


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
@pytest.mark.parametrize("state", list(State))
def test_each_verb_has_its_states_and_its_event(response, moderator, verb, state):
    before, after, kind = VERBS[verb]
    put(response, state)
    if state not in before:
        with pytest.raises(StateConflict):
            verb(response=response.pk, moderator=moderator)
        assert Response.objects.get().state == state
        return
    verb(response=response.pk, moderator=moderator)
    stored = Response.objects.get()
    shown = after == State.VISIBLE
    assert (stored.state, stored.listed, Thread.objects.get().visible) == (after, shown, int(shown))
    assert Event.objects.filter(kind=kind, response=response.pk, reader=moderator.pk).count() == 1


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_only_moderators_may(response, reader, verb):
    for who, error in ((reader, NotAllowed), (None, SignInNeeded)):
        with pytest.raises(error):
            verb(response=response.pk, moderator=who)
    assert Response.objects.get().state == State.VISIBLE


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_an_unknown_response_is_not_found(db, moderator, verb):
    with pytest.raises(NotFound):
        verb(response=4711, moderator=moderator)


def test_whoever_comes_second_is_told(response, moderator):
    seen_before = Response.objects.get(pk=response.pk)
    remove_response(response=response.pk, moderator=moderator)
    with pytest.raises(StateConflict):
        move_state(seen_before, before=(State.VISIBLE,), after=State.HELD)
    assert Response.objects.get().state == State.REMOVED


def test_the_version_of_the_thread_moves_with_every_change(response, moderator):
    for verb in (hold_response, release_response, remove_response, restore_response):
        before = Thread.objects.get().version
        verb(response=response.pk, moderator=moderator)
        assert Thread.objects.get().version > before

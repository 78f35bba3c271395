"""A moderator holds, a senior one shuts out, the network that a guest's response came from; never for longer than seven days."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tertulia.delivery.worker import do_chores
from tertulia.errors import NoNetwork, NotAllowed, Suspended
from tertulia.moderation.actions import Action
from tertulia.moderation.deciding import decide_response
from tertulia.moderation.models import Decision
from tertulia.moderation.sanctions import Extra
from tertulia.moderation.undoing import undo_decision
from tertulia.readers.addresses import _salts, pseudonyms
from tertulia.readers.models import Reader, Suspension
from tertulia.readers.roles import Role, grant_role
from tertulia.responses.models import SentFrom, State
from tertulia.responses.posting import post_response

ADDRESS, OTHER = "198.51.100.7", "198.51.100.8"


@pytest.fixture(autouse=True)
def fresh_salts():
    _salts.cache_clear()


@pytest.fixture
def senior(db):
    person = Reader.objects.create_user("sen@quay.example", name="Sen")
    grant_role(reader=person, role=Role.SENIOR_MODERATOR)
    return person


@pytest.fixture
def send(thread):
    """Posts as a guest from a network at a time."""

    def post(address=ADDRESS, at=None, author=None):
        at = at or timezone.now()
        network, *lately = pseudonyms(address, today=at.date())
        named = {} if author else {"name": "Gil"}
        return post_response(
            thread=thread.pk, author=author, text="A word.", network=network, lately=tuple(lately), now=at, **named
        ).response

    return post


def remove_and(action, response, moderator, **more):
    decide_response(response=response.pk, moderator=moderator, action=Action.REMOVE, also=[Extra(action, **more)])


def test_what_comes_from_a_held_network_waits(send, moderator, reader):
    remove_and(Action.HOLD_NETWORK, send(), moderator)
    later = timezone.now() + timedelta(days=2)
    assert send(at=later).state == State.HELD
    assert send(OTHER, at=later).state == State.VISIBLE
    assert send(at=later, author=reader).state == State.VISIBLE


def test_a_shut_network_is_refused_for_seven_days_at_most(send, senior):
    remove_and(Action.SHUT_NETWORK, send(), senior, until=timezone.now() + timedelta(days=90))
    with pytest.raises(Suspended):
        send(at=timezone.now() + timedelta(days=5))
    assert Suspension.objects.get().until <= timezone.now() + timedelta(days=7)
    assert Decision.objects.get(action=Action.SHUT_NETWORK).until == Suspension.objects.get().until
    assert send(at=timezone.now() + timedelta(days=7)).state == State.VISIBLE


def test_shutting_out_takes_the_right_to_suspend(send, moderator):
    with pytest.raises(NotAllowed):
        remove_and(Action.SHUT_NETWORK, send(), moderator)


def test_a_reader_s_network_is_nobody_s_business(send, moderator, reader):
    with pytest.raises(NoNetwork):
        remove_and(Action.HOLD_NETWORK, send(author=reader), moderator)


def test_it_is_taken_back_with_its_decision(send, moderator):
    response = send()
    remove_and(Action.HOLD_NETWORK, response, moderator)
    undo_decision(decision=Decision.objects.filter(action=Action.REMOVE).get().pk, moderator=moderator)
    assert send().state == State.VISIBLE


def test_after_eight_days_nothing_is_left_of_a_network(send, senior):
    remove_and(Action.SHUT_NETWORK, send(), senior)
    do_chores(now=timezone.now() + timedelta(days=8))
    assert not Suspension.objects.exists()
    assert not SentFrom.objects.exists()

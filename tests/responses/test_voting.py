"""Votes: one for each reader, never on one's own, counted by the write."""

import pytest
from django.db import IntegrityError, transaction

from tertulia.errors import NotFound, OwnResponse, SignInNeeded, Suspended, TooMany
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.moderation.deciding import hold_response, remove_response
from tertulia.options import options
from tertulia.ranking.top import key
from tertulia.responses.models import Response, Thread, Vote
from tertulia.responses.posting import post_response
from tertulia.responses.voting import Votes, cast_vote, votes_of, withdraw_vote


@pytest.fixture
def response(thread, reader):
    return post_response(thread=thread.pk, author=reader, text="A word.").response


def counts(response):
    return Response.objects.values_list("up", "down").get(pk=response.pk)


def test_a_vote_is_counted_changed_and_taken_back(response, other_reader):
    assert cast_vote(response=response.pk, reader=other_reader, value=1) == Votes(1, 0, 1)
    assert counts(response) == (1, 0)
    assert cast_vote(response=response.pk, reader=other_reader, value=1) == Votes(1, 0, 1)
    assert cast_vote(response=response.pk, reader=other_reader, value=-1) == Votes(0, 1, -1)
    assert counts(response) == (0, 1)
    assert votes_of(reader=other_reader.pk, thread=response.thread_id) == {response.pk: -1}
    assert withdraw_vote(response=response.pk, reader=other_reader) == Votes(0, 0, 0)
    assert withdraw_vote(response=response.pk, reader=other_reader) == Votes(0, 0, 0)
    assert counts(response) == (0, 0)
    assert not Vote.objects.exists()


def test_the_votes_of_several_readers_add_up(response, other_reader, moderator):
    cast_vote(response=response.pk, reader=other_reader, value=1)
    assert cast_vote(response=response.pk, reader=moderator, value=-1) == Votes(1, 1, -1)


def test_nobody_votes_on_their_own(response, reader):
    with pytest.raises(OwnResponse):
        cast_vote(response=response.pk, reader=reader, value=1)


def test_only_an_active_account_votes(response, other_reader):
    with pytest.raises(SignInNeeded):
        cast_vote(response=response.pk, reader=None, value=1)
    other_reader.is_active = False
    with pytest.raises(Suspended):
        cast_vote(response=response.pk, reader=other_reader, value=1)


def test_only_what_is_visible_is_voted_on(response, thread, reader, other_reader, moderator):
    held = post_response(thread=thread.pk, author=reader, text="A word.").response
    hold_response(response=held.pk, moderator=moderator)
    remove_response(response=response.pk, moderator=moderator)
    for gone in (held.pk, response.pk, 4711):
        with pytest.raises(NotFound):
            cast_vote(response=gone, reader=other_reader, value=1)


def test_one_reader_votes_so_often_and_no_more(response, other_reader, monkeypatch, now):
    monkeypatch.setattr(options, "reader_votes", 3)
    for value in (1, -1, 1):
        cast_vote(response=response.pk, reader=other_reader, value=value, now=now)
    with pytest.raises(TooMany):
        cast_vote(response=response.pk, reader=other_reader, value=-1, now=now)
    assert counts(response) == (1, 0)


def test_a_vote_moves_the_version_and_is_told_without_saying_who(response, other_reader):
    before = Thread.objects.get().version
    cast_vote(response=response.pk, reader=other_reader, value=1)
    assert Thread.objects.get().version > before
    told = Event.objects.get(kind=Kind.RESPONSE_VOTED)
    assert (told.response, told.thread, told.reader) == (response.pk, response.thread_id, None)


def test_the_database_keeps_a_second_vote_out(response, other_reader, now):
    cast_vote(response=response.pk, reader=other_reader, value=1)
    second = Vote(reader=other_reader, response=response, thread_id=response.thread_id, value=-1, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.update(value=2)


def test_the_database_ranks_as_the_room_for_ranking_does(response):
    for up, down in [(0, 0), (1, 0), (3, 7), (2**30, 2**20), (0, 2**30)]:
        Response.objects.filter(pk=response.pk).update(up=up, down=down)
        stored = Response.objects.get(pk=response.pk)
        assert stored.top == key(stored.up, stored.down, stored.place)

from datetime import timedelta

import pytest

from tertulia.delivery.worker import do_chores, handle_waiting
from tertulia.errors import NotAllowed, NotFound, SignInNeeded
from tertulia.moderation.deciding import remove_response, restore_response
from tertulia.options import options
from tertulia.readers.leaving import ask_to_leave
from tertulia.readers.roles import Role, grant_role
from tertulia.responses.editing import edit_response
from tertulia.responses.erasing import AT_ONCE, erase_reader, erase_response
from tertulia.responses.models import Response, Revision, Screening, State, Thread, Vote
from tertulia.responses.posting import post_response
from tertulia.responses.voting import cast_vote
from tertulia.responses.withdrawing import withdraw_response


@pytest.fixture
def senior(moderator):
    grant_role(reader=moderator, role=Role.SENIOR_MODERATOR)
    return moderator


def post(thread, author, text="A word.", **more):
    return post_response(thread=thread.pk, author=author, text=text, **more).response


def leave(reader, now, *, keeps_words=False):
    ask_to_leave(reader=reader, keeps_words=keeps_words, now=now)
    erase_reader(reader=reader.pk)


def test_an_erased_response_has_no_words_no_name_and_no_past(thread, reader, other_reader, senior):
    response = post(thread, reader, "My address is Rope Street 9.")
    reply = post(thread, other_reader, "Take that down.", parent=response.pk)
    edit_response(response=response.pk, author=reader, text="My address was here.")
    erase_response(response=response.pk, moderator=senior)
    response.refresh_from_db()
    assert (response.state, response.text, response.html, response.author_name) == (State.ERASED, "", "", "")
    assert (response.author, response.edited_at) == (None, None)
    assert not Revision.objects.exists()
    assert not Screening.objects.filter(response=response).exists()
    assert response.listed, "a marker stays while a reply hangs below"
    reply.refresh_from_db()
    assert reply.text == "Take that down."
    assert Thread.objects.get(pk=thread.pk).visible == 1
    with pytest.raises(NotFound):
        erase_response(response=response.pk, moderator=senior)


def test_only_who_may_erases(thread, reader, moderator):
    response = post(thread, reader)
    for who, reason in ((None, SignInNeeded), (reader, NotAllowed), (moderator, NotAllowed)):
        with pytest.raises(reason):
            erase_response(response=response.pk, moderator=who)


def test_a_reader_who_leaves_takes_the_words_and_their_votes_stay_counted(thread, reader, other_reader, now):
    mine = [post(thread, reader, f"Word {number}.", now=now + timedelta(minutes=number)) for number in range(AT_ONCE + 3)]
    theirs = post(thread, other_reader, "Another's.")
    cast_vote(response=theirs.pk, reader=reader, value=1)
    version = Thread.objects.get(pk=thread.pk).version
    leave(reader, now)
    assert not Response.objects.filter(author_name="Rosa Vidal").exists()
    assert set(Response.objects.filter(pk__in=[each.pk for each in mine]).values_list("state", "text")) == {(State.ERASED, "")}
    theirs.refresh_from_db()
    assert theirs.up == 1
    assert Vote.objects.get().reader is None
    assert Thread.objects.get(pk=thread.pk).visible == 1
    assert Thread.objects.get(pk=thread.pk).version > version
    erase_reader(reader=reader.pk)  # again, after an interruption


def test_words_can_stay_without_the_name(thread, reader, now):
    response = post(thread, reader, "It stays.")
    leave(reader, now, keeps_words=True)
    response.refresh_from_db()
    assert (response.state, response.text, response.author, response.author_name) == (State.VISIBLE, "It stays.", None, "")


def test_nobody_is_erased_who_did_not_ask(reader):
    erase_reader(reader=reader.pk)
    reader.refresh_from_db()


def test_the_words_of_a_withdrawn_response_go_after_thirty_days(thread, reader, other_reader, now):
    response = post(thread, reader, "Taken back.")
    post(thread, other_reader, parent=response.pk)
    withdraw_response(response=response.pk, author=reader)
    handle_waiting()
    response.refresh_from_db()
    do_chores(now=response.forget_at - timedelta(minutes=1))
    response.refresh_from_db()
    assert response.text == "Taken back."
    do_chores(now=response.forget_at)
    response.refresh_from_db()
    assert (response.text, response.html, response.state, response.forget_at) == ("", "", State.WITHDRAWN, None)


def test_the_words_of_a_removed_response_go_after_the_time_for_appeals_unless_it_was_restored(thread, reader, moderator):
    gone, back = post(thread, reader, "Gone."), post(thread, reader, "Back.")
    for response in (gone, back):
        remove_response(response=response.pk, moderator=moderator)
    restore_response(response=back.pk, moderator=moderator)
    handle_waiting()
    gone.refresh_from_db()
    back.refresh_from_db()
    assert back.forget_at is None
    do_chores(now=gone.posted_at + timedelta(days=options.removed_days + 1))
    assert list(Response.objects.order_by("pk").values_list("text", flat=True)) == ["", "Back."]

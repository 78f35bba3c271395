from datetime import timedelta

import pytest

from tertulia.errors import EditWindowOver, EmptyText, NotAllowed, NotFound, SignInNeeded, TextTooLong, ThreadClosed, TooMany
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.moderation.deciding import remove_response
from tertulia.options import options
from tertulia.responses.editing import edit_response
from tertulia.responses.models import Response, Revision, State, Thread, ThreadState
from tertulia.responses.posting import post_response


@pytest.fixture
def own(thread, reader, now):
    return post_response(thread=thread.pk, author=reader, text="Before.", now=now).response


def test_new_words_are_shown_and_the_former_are_kept(own, reader, now):
    later = now + timedelta(minutes=5)
    edit_response(response=own.pk, author=reader, text="  *After*.\n", now=later)
    stored = Response.objects.get(pk=own.pk)
    assert (stored.text, stored.html, stored.edited_at) == ("*After*.", "<p><em>After</em>.</p>", later)
    kept = Revision.objects.get()
    assert (kept.text, kept.html, kept.written_at) == ("Before.", "<p>Before.</p>", now)
    assert Event.objects.filter(kind=Kind.RESPONSE_EDITED, response=own.pk).count() == 1


def test_every_version_is_kept_in_its_time(own, reader, now):
    for minute in (1, 2):
        edit_response(response=own.pk, author=reader, text=f"Version {minute}.", now=now + timedelta(minutes=minute))
    assert list(Revision.objects.order_by("pk").values_list("text", "written_at")) == [
        ("Before.", now),
        ("Version 1.", now + timedelta(minutes=1)),
    ]


def test_the_same_words_again_change_nothing(own, reader, now):
    edit_response(response=own.pk, author=reader, text="Before.", now=now)
    assert Response.objects.get().edited_at is None
    assert not Revision.objects.exists()


@pytest.mark.parametrize(("text", "error"), [("", EmptyText), ("\u200b", EmptyText), ("x" * 20_001, TextTooLong)])
def test_words_are_checked_as_in_a_post(own, reader, now, text, error):
    with pytest.raises(error):
        edit_response(response=own.pk, author=reader, text=text, now=now)
    assert Response.objects.get().text == "Before."


def test_it_is_for_the_author_and_for_a_while(own, reader, other_reader, moderator, now):
    for who, error in ((None, SignInNeeded), (other_reader, NotAllowed), (moderator, NotAllowed)):
        with pytest.raises(error):
            edit_response(response=own.pk, author=who, text="After.", now=now)
    with pytest.raises(EditWindowOver):
        edit_response(response=own.pk, author=reader, text="After.", now=now + timedelta(hours=1))
    with pytest.raises(NotFound):
        edit_response(response=4711, author=reader, text="After.", now=now)


def test_not_in_a_closed_thread_nor_once_removed(own, reader, moderator, now):
    Thread.objects.update(state=ThreadState.CLOSED)
    with pytest.raises(ThreadClosed):
        edit_response(response=own.pk, author=reader, text="After.", now=now)
    Thread.objects.update(state=ThreadState.OPEN)
    remove_response(response=own.pk, moderator=moderator)
    with pytest.raises(NotAllowed):
        edit_response(response=own.pk, author=reader, text="After.", now=now)


def test_an_edit_where_everything_is_held_is_held(own, reader, now):
    Thread.objects.update(state=ThreadState.HELD)
    edit_response(response=own.pk, author=reader, text="After.", now=now)
    stored = Response.objects.get()
    assert (stored.state, stored.listed, Thread.objects.get().visible) == (State.HELD, False, 0)


def test_edits_are_limited(own, reader, now, monkeypatch):
    monkeypatch.setattr(options, "reader_posts", 3)
    for number in range(3):
        edit_response(response=own.pk, author=reader, text=f"Version {number}.", now=now)
    with pytest.raises(TooMany):
        edit_response(response=own.pk, author=reader, text="Once more.", now=now)

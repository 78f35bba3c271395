"""Telling: once for each event and reader, by the ways they chose."""

import pytest

from tertulia.moderation.deciding import remove_response
from tertulia.notifications.kinds import Channel, NoticeKind, Pace
from tertulia.notifications.marking import mark_read
from tertulia.notifications.models import Follow, Notice, Outgoing, Preference
from tertulia.notifications.reading import count_unread, load_inbox
from tertulia.notifications.telling import tell, tell_address
from tertulia.responses.posting import post_response


@pytest.fixture
def response(thread, other_reader):
    return post_response(thread=thread.pk, author=other_reader, text="A word.").response


def test_a_reader_hears_of_an_event_once(reader, response, thread):
    for _again in range(2):
        tell(reader=reader.pk, kind=NoticeKind.REPLY, event=7, response=response.pk, thread=thread.pk)
    tell(reader=reader.pk, kind=NoticeKind.FOLLOWED_THREAD, event=7, response=response.pk, thread=thread.pk)
    assert [notice.kind for notice in Notice.objects.all()] == [NoticeKind.REPLY]
    assert not Outgoing.objects.exists()


@pytest.mark.parametrize("pace", [Pace.AT_ONCE, Pace.HOURLY, Pace.DAILY])
def test_mail_is_queued_once_for_whoever_chose_it(reader, response, pace, now):
    Preference.objects.create(reader=reader, pace=pace)
    for _again in range(2):
        tell(reader=reader.pk, kind=NoticeKind.REPLY, event=7, response=response.pk, now=now)
    (line,) = Outgoing.objects.all()
    assert (line.channel, line.reader, line.due_at >= now) == (Channel.MAIL, reader, True)


def test_a_decision_is_mailed_to_whoever_wants_no_mail_about_the_conversation(reader):
    tell(reader=reader.pk, kind=NoticeKind.DECISION, event=7, path="/account/decisions/1/")
    assert Outgoing.objects.get().path == "/account/decisions/1/"


def test_nobody_is_told_who_may_not_sign_in(reader, response):
    type(reader).objects.update(is_active=False)
    assert not tell(reader=reader.pk, kind=NoticeKind.REPLY, event=7, response=response.pk)
    assert not Notice.objects.exists()


def test_an_address_hears_nothing_before_it_is_confirmed(thread, response, now):
    follow = Follow.objects.create(email="anna@elsewhere.example", thread=thread)
    said = {"kind": NoticeKind.FOLLOWED_THREAD, "event": 7, "thread": thread.pk, "response": response.pk}
    assert not tell_address(follow=follow, **said)
    follow.confirmed_at = now
    assert tell_address(follow=follow, **said)
    assert not tell_address(follow=follow, **said)


def test_the_inbox_shows_the_newest_first_and_counts_what_is_unread(reader, response, thread):
    for event in range(3):
        tell(reader=reader.pk, kind=NoticeKind.REPLY, event=event, response=response.pk, thread=thread.pk)
    first = load_inbox(reader.pk, most=2)
    assert [told.name for told in first.told] == ["طارق", "طارق"]
    (last,) = load_inbox(reader.pk, before=first.next).told
    assert last.path == f"/r/{response.pk}/"
    assert last.id < first.told[1].id
    assert count_unread(reader.pk) == 3
    assert mark_read(reader=reader.pk, upto=last.id) == 1
    assert count_unread(reader.pk) == 2


def test_what_was_removed_since_is_not_in_the_inbox(reader, response, thread, moderator):
    tell(reader=reader.pk, kind=NoticeKind.REPLY, event=7, response=response.pk, thread=thread.pk)
    remove_response(response=response.pk, moderator=moderator)
    (told,) = load_inbox(reader.pk).told
    assert (told.name, told.html) == ("", "")


def test_the_inbox_takes_one_query(reader, response, thread, django_assert_num_queries):
    for event in range(5):
        tell(reader=reader.pk, kind=NoticeKind.REPLY, event=event, response=response.pk, thread=thread.pk)
    with django_assert_num_queries(1):
        load_inbox(reader.pk)

"""Who is told of a response or a story."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tertulia.delivery.following import tell_of_mentions, tell_of_response, tell_of_story
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.moderation.deciding import hold_response, release_response
from tertulia.notifications.following import confirm_follow, follow_by_mail, follow_contributor, follow_thread
from tertulia.notifications.kinds import NoticeKind, Pace
from tertulia.notifications.models import Notice, Outgoing
from tertulia.responses.editing import edit_response
from tertulia.responses.posting import post_response
from tertulia.stories.models import Byline, Contributor, StoryPage


def told():
    return {(notice.reader.name, notice.kind) for notice in Notice.objects.select_related("reader")}


def handle(handler, kind):
    for event in Event.objects.filter(kind=kind).order_by("id"):
        handler(event)
        handler(event)  # as may happen


def test_one_response_tells_each_for_the_best_reason_and_never_its_writer(thread, reader, other_reader, moderator):
    for person in (reader, other_reader, moderator):
        follow_thread(reader=person, thread=thread.pk)
    top = post_response(thread=thread.pk, author=reader, text="A word.").response
    Event.objects.all().delete()
    post_response(thread=thread.pk, author=other_reader, text="@Rosa Vidal, no.", parent=top.pk)
    handle(tell_of_response, Kind.RESPONSE_POSTED)
    assert told() == {("Rosa Vidal", NoticeKind.REPLY), ("Mo", NoticeKind.FOLLOWED_THREAD)}


def test_who_follows_later_is_not_told_of_what_was_said_before(thread, reader, other_reader):
    post_response(thread=thread.pk, author=other_reader, text="A word.")
    follow_thread(reader=reader, thread=thread.pk)
    handle(tell_of_response, Kind.RESPONSE_POSTED)
    assert told() == set()


def test_what_is_held_is_told_once_it_is_released_and_not_again(thread, reader, other_reader, moderator):
    top = post_response(thread=thread.pk, author=reader, text="A word.").response
    reply = post_response(thread=thread.pk, author=other_reader, text="No.", parent=top.pk).response
    hold_response(response=reply.pk, moderator=moderator)
    handle(tell_of_response, Kind.RESPONSE_POSTED)
    assert told() == set()
    release_response(response=reply.pk, moderator=moderator)
    handle(tell_of_response, Kind.RESPONSE_RELEASED)
    hold_response(response=reply.pk, moderator=moderator)
    release_response(response=reply.pk, moderator=moderator)
    handle(tell_of_response, Kind.RESPONSE_RELEASED)
    assert Notice.objects.count() == 1


def test_an_edit_tells_whom_it_mentions_for_the_first_time(thread, reader, other_reader):
    post_response(thread=thread.pk, author=reader, text="A word.")
    posted = post_response(thread=thread.pk, author=other_reader, text="Another.").response
    edit_response(response=posted.pk, author=other_reader, text="Another, @Rosa Vidal.")
    handle(tell_of_mentions, Kind.RESPONSE_EDITED)
    edit_response(response=posted.pk, author=other_reader, text="Once more, @Rosa Vidal.")
    handle(tell_of_mentions, Kind.RESPONSE_EDITED)
    assert told() == {("Rosa Vidal", NoticeKind.MENTION)}
    assert Notice.objects.count() == 1


def test_an_address_is_told_once_it_is_confirmed(thread, reader):
    follow = follow_by_mail(email="Anna@elsewhere.example", pace=Pace.AT_ONCE, language="en", thread=thread.pk)
    post_response(thread=thread.pk, author=reader, text="A word.")
    handle(tell_of_response, Kind.RESPONSE_POSTED)
    assert not Outgoing.objects.exists()
    confirm_follow(follow=follow.pk)
    assert follow_by_mail(email="anna@elsewhere.example", pace=Pace.DAILY, language="en", thread=thread.pk) is None
    post_response(thread=thread.pk, author=reader, text="Another.")
    handle(tell_of_response, Kind.RESPONSE_POSTED)
    assert Outgoing.objects.get().follow.email == "anna@elsewhere.example"


@pytest.fixture
def contributor(db):
    return Contributor.objects.create(name="Iris Moen", slug="iris-moen")


def publish(front_page, contributor, **given):
    page = front_page.add_child(instance=StoryPage(title="The tide table was wrong", slug="tide", **given))
    page.bylines.add(Byline(contributor=contributor))
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def test_a_story_tells_those_who_follow_its_contributor_when_it_appears(front_page, contributor, reader, other_reader):
    follow_contributor(reader=reader, contributor="iris-moen")
    page = publish(front_page, contributor)
    follow_contributor(reader=other_reader, contributor="iris-moen")
    page.save_revision().publish()
    handle(tell_of_story, Kind.STORY_PUBLISHED)
    assert told() == {("Rosa Vidal", NoticeKind.CONTRIBUTOR_STORY)}
    assert Notice.objects.count() == 1


def test_an_old_story_that_comes_in_later_is_no_news(front_page, contributor, reader):
    follow_contributor(reader=reader, contributor="iris-moen")
    publish(front_page, contributor, published_at=timezone.now() - timedelta(days=400))
    handle(tell_of_story, Kind.STORY_PUBLISHED)
    assert told() == set()

"""The switch for a story's thread, in the editor."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from tertulia.readers.models import Reader
from tertulia.responses.models import Thread
from tertulia.responses.posting import post_response
from tertulia.responses.threads import close_aged_threads, set_thread_state
from tertulia.stories.models import SectionPage, StoryPage


@pytest.fixture
def admin(db: None, client: Client) -> Client:
    client.force_login(Reader.objects.create_superuser("chief@quay.example", "a-long-password", name="Chief"))
    return client


def form(story: StoryPage, **changed: Any) -> dict[str, Any]:
    parts = ("bylines", "corrections", "related", "comments")
    said = {"title": story.title, "slug": story.slug, "standfirst": "", "language": "en", "body": streamfield([])}
    return nested_form_data({**said, **{part: inline_formset([]) for part in parts}, **changed})


def choose(admin: Client, story: StoryPage, state: str, **changed: Any) -> None:
    answer = admin.post(f"/admin/pages/{story.pk}/edit/", form(story, thread_state=state, **changed))
    assert answer.status_code == 302


def state_of(story: StoryPage) -> str:
    return Thread.objects.values_list("state", flat=True).get(story=story)


def test_the_choice_counts_without_publishing(admin: Client, story: StoryPage, client: Client) -> None:
    for state in ("closed", "held", "open"):
        choose(admin, story, state, title="Another headline")
        assert state_of(story) == state
    assert StoryPage.objects.get(pk=story.pk).title == story.title


def test_none_takes_the_thread_off_the_page(admin: Client, story: StoryPage, story_thread: Thread) -> None:
    said = post_response(thread=story_thread.pk, author=None, name="Ana", text="First of all", network="a").response
    choose(admin, story, "none")
    assert b"First of all" not in admin.get(story.dated_address()).content
    assert b'id="responses"' not in admin.get(story.dated_address()).content
    for path in (f"/r/{said.pk}/", f"/api/v1/threads/{story_thread.pk}", f"/threads/{story_thread.pk}/respond/"):
        assert admin.get(path).status_code == 404
    assert admin.get(f"{story.dated_address()}responses.rss").status_code == 404
    choose(admin, story, "open")
    assert b"First of all" in admin.get(story.dated_address()).content


def test_an_older_revision_does_not_open_a_thread_again(admin: Client, story: StoryPage) -> None:
    older = story.save_revision()
    choose(admin, story, "closed")
    older.publish()
    assert state_of(story) == "closed"


def test_a_moderator_closes_while_the_editor_is_open(admin: Client, story: StoryPage, story_thread: Thread) -> None:
    opened = f"open {(datetime.now(UTC) - timedelta(minutes=5)).timestamp():.3f}"
    set_thread_state(thread=story_thread, state="closed")
    choose(admin, story, "open", **{"thread_state-was": opened})
    assert state_of(story) == "closed"
    assert '<option value="closed" selected>' in admin.get(f"/admin/pages/{story.pk}/edit/").content.decode()
    choose(admin, story, "held", **{"thread_state-was": opened})
    assert state_of(story) == "held"


def test_threads_close_by_age_once(story: StoryPage, story_thread: Thread, front_page: Any) -> None:
    section = front_page.add_child(instance=SectionPage(title="City", slug="city", close_after=30))
    front_page.close_after = 7
    front_page.save()
    later = story.published_at + timedelta(days=8)
    assert close_aged_threads(now=later - timedelta(days=2)) == 0
    assert close_aged_threads(now=later) == 1
    assert state_of(story) == "closed"
    story_thread.refresh_from_db()
    set_thread_state(thread=story_thread, state="open")
    assert close_aged_threads(now=later) == 0
    Thread.objects.update(aged_at=None)
    StoryPage.objects.get(pk=story.pk).move(section, pos="last-child")
    assert close_aged_threads(now=later) == 0
    SectionPage.objects.update(close_after=0)
    assert close_aged_threads(now=later + timedelta(days=900)) == 0

"""Search over stories and responses."""

from typing import Any

import pytest
from django.test import Client

from tertulia.delivery.searching import index_newer
from tertulia.delivery.worker import handle_waiting
from tertulia.responses.models import Thread
from tertulia.responses.posting import post_response
from tertulia.responses.visibility import hide_response
from tertulia.stories.models import StoryPage


@pytest.fixture
def ferry(front_page: Any) -> StoryPage:
    body = [("paragraph", "<p>تصل العبّارة إلى الضفّة الأخرى.</p>")]
    story = front_page.add_child(instance=StoryPage(title="آخر عبّارة", slug="ferry", language="ar", body=body))
    story.save_revision().publish()
    return story


def ask(client: Client, question: str, **more: str) -> str:
    response = client.get("/search/", {"q": question, **more})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(("question", "found"), [("lamp", True), ("LAMP street", True), ("dark years", True), ("ladder", False)])
def test_a_story_is_found_by_any_of_its_words(client: Client, story: StoryPage, question: str, found: bool) -> None:
    assert ("lit again" in ask(client, question)) is found


@pytest.mark.parametrize("question", ["العبارة", "العباره", "الضفة", "الضفّة"])
def test_arabic_is_found_with_and_without_its_marks(client: Client, ferry: StoryPage, question: str) -> None:
    assert "آخر عبّارة" in ask(client, question)


def test_what_is_no_longer_published_is_not_found(client: Client, story: StoryPage) -> None:
    story.unpublish()
    assert "lit again" not in ask(client, "lamp")


@pytest.mark.parametrize("question", ["", '"', "' or 1=1", "NEAR(", "*", "a:b", "%", "\x00", "أ" * 500, "word " * 100])
def test_no_question_breaks_it(client: Client, story: StoryPage, question: str) -> None:
    ask(client, question)
    ask(client, question, **{"in": "responses"})


def test_responses_are_found_while_they_may_be_shown(client: Client, story: StoryPage) -> None:
    thread = Thread.objects.get(story=story)
    kept = post_response(thread=thread.pk, author=None, name="سامي", text="وأين كانت **البلديّة**؟", network="a").response
    gone = post_response(thread=thread.pk, author=None, name="Bo", text="Where was the council?", network="b").response
    handle_waiting()
    page = ask(client, "البلدية", **{"in": "responses"})
    assert f'<a href="/r/{kept.pk}/"><bdi>{story.title}</bdi></a>' in page
    assert "<mark>البلديّة</mark>؟" in page
    assert f'href="/r/{gone.pk}/"' in ask(client, "council", **{"in": "responses"})
    hide_response(gone, before=("visible",), after="removed")
    assert f'href="/r/{gone.pk}/"' not in ask(client, "council", **{"in": "responses"})
    story.unpublish()
    assert f'href="/r/{kept.pk}/"' not in ask(client, "البلدية", **{"in": "responses"})


def test_what_came_in_without_an_event_is_indexed_too(client: Client, story: StoryPage) -> None:
    thread = Thread.objects.get(story=story)
    post_response(thread=thread.pk, author=None, name="Ana", text="A needle", network="a")
    index_newer()
    index_newer()
    assert ask(client, "needle", **{"in": "responses"}).count("<mark>") == 1

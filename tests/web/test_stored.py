"""Which pages are stored, and under which name."""

import pytest
from wagtail.models import PageViewRestriction, Site

from tertulia.responses.models import Thread
from tertulia.responses.posting import post_response
from tertulia.stories.models import StoryPage
from tertulia.web.stored import canonical_query, draw


@pytest.fixture
def address(story):
    return StoryPage.objects.get(pk=story.pk).dated_address()


def test_a_published_story_is_drawn_with_its_thread(address, story_thread, reader):
    post_response(thread=story_thread.pk, author=reader, text="It was dark.")
    drawn = draw("localhost", address, "")
    assert b"It was dark." in drawn.body
    story_thread.refresh_from_db()
    assert drawn.stamp.threads == ((story_thread.pk, story_thread.version),)
    assert b"csrf" not in drawn.body.lower()


def test_an_unpublished_story_is_not_drawn(address, story):
    assert draw("localhost", address, "")
    story.unpublish()
    assert draw("localhost", address, "") is None


def test_a_draft_is_not_drawn(front_page):
    draft = front_page.add_child(instance=StoryPage(title="Not yet", slug="not-yet", live=False))
    draft.save_revision()
    assert draw("localhost", draft.dated_address(), "") is None


def test_a_draft_of_a_published_story_is_not_shown(address, story):
    story.title = "Nobody may see this yet"
    story.save_revision()
    assert b"Nobody may see this yet" not in draw("localhost", address, "").body


@pytest.mark.parametrize("kind", ["login", "password", "groups"])
@pytest.mark.parametrize("above", [False, True])
def test_a_restricted_story_is_not_drawn(address, story, kind, above):
    assert draw("localhost", address, "")
    page = story.get_parent() if above else story
    PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x")
    assert draw("localhost", address, "") is None


def test_each_site_draws_its_own_pages(address, front_page):
    other = front_page.get_parent().add_child(instance=type(front_page)(title="The other paper", slug="other"))
    Site.objects.create(hostname="other.example", root_page=other)
    assert draw("other.example", address, "") is None
    assert draw("localhost", address, "")


def test_a_page_that_is_not_there_and_a_bad_cursor_are_not_drawn(address, story_thread):
    assert draw("localhost", "/2026/11/20/nothing/", "") is None
    assert draw("localhost", address, "?after=nonsense") is None
    assert draw("localhost", address, "?branch=4711") is None


def test_a_story_without_a_thread_is_drawn_without(address):
    Thread.objects.all().delete()
    assert draw("localhost", address, "").stamp.threads == ()


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("utm_source=x&fbclid=y", ""),
        ("order=oldest", ""),
        ("order=newest", "?order=newest"),
        ("utm_medium=z&order=newest", "?order=newest"),
        ("branch=7&after=3", "?branch=7&after=3"),
        ("after=3&branch=7", "?branch=7&after=3"),
        ("branch=007", "?branch=7"),
        ("order=newest&order=newest", None),
        ("order=loudest", None),
        ("branch=x", None),
        ("q=lamp", None),
        ("debug", None),
        ("ORDER=newest", None),
    ],
)
def test_a_query_has_one_spelling_and_unknown_ones_are_django_s(query, canonical):
    assert canonical_query("/2026/11/20/lamp/", query) == canonical


@pytest.mark.parametrize(
    "path", ["/admin/", "/api/v1/threads", "/account/", "/r/1/", "/static/look.css", "/health", "/threads/1/respond/"]
)
def test_what_is_not_a_public_page_is_never_stored(path):
    assert canonical_query(path, "") is None


@pytest.mark.parametrize("above", [False, True])
def test_the_form_of_a_story_for_some_is_theirs_alone(client, reader, story, story_thread, above):
    said = post_response(thread=story_thread.pk, author=reader, text="Between us.").response
    page = story.get_parent() if above else story
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    where = f"/threads/{story_thread.pk}/respond/"
    for answer in (client.get(f"{where}?parent={said.pk}"), client.post(where, {"text": "Me too.", "name": "Passer-by"})):
        assert answer.status_code == 404
        assert "Between us." not in answer.content.decode()
    client.force_login(reader)
    assert "Between us." in client.get(f"{where}?parent={said.pk}").content.decode()

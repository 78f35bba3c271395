"""The pages of the paper through Django: blocks, lists, metadata."""

import json
import re
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from django.test import Client
from PIL import Image

from tertulia.responses.models import Thread
from tertulia.responses.posting import post_response
from tertulia.responses.visibility import hide_response
from tertulia.stories.models import (
    Byline,
    Contributor,
    Correction,
    Identity,
    NewsImage,
    PinnedStory,
    RelatedStory,
    SectionPage,
    StoryPage,
)
from tertulia.web.assets import find_file
from tests.stories.conftest import photo

__all__ = ["photo"]


def parse(body: bytes) -> Any:
    """The document; raises on anything that is not valid HTML."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(body.decode())


def structured(body: bytes) -> dict[str, Any]:
    """The article in the page's data block."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', body.decode())
    assert len(found) == 1
    return json.loads(found[0])


@pytest.fixture
def full(story: StoryPage, front_page: Any, photo: NewsImage) -> StoryPage:
    """A story with everything a story can have."""
    other = front_page.add_child(instance=StoryPage(title="Lampe", slug="lampe", language="fr", translation_of=story))
    other.save_revision().publish()
    story.body = [
        ("paragraph", "<p>It was dark.</p>"),
        ("pull_quote", {"text": "Nobody looked up.", "source": "A neighbour"}),
        ("picture", {"picture": photo, "caption": "", "credit": ""}),
        ("gallery", {"title": "Lamps", "pictures": [{"picture": photo, "caption": "One", "credit": "A"}] * 2}),
        ("fact_box", {"title": "The lamp", "text": "<p>Made in 1912.</p>"}),
        ("embed", {"url": "https://www.youtube.com/watch?v=abcdefghijk", "title": "The lamp being lit"}),
        ("embed", {"url": "https://films.example/lamp", "title": "Another film"}),
    ]
    story.lead_image = photo
    story.updated_at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    story.tags.add("Light & dark", "ضوء")
    marta = Contributor.objects.create(name="Marta Olsen", slug="marta-olsen", about="Reports.", picture=photo)
    story.bylines = [Byline(contributor=marta)]
    story.corrections = [Correction(day=date(2026, 11, 21), text="It was nine years, not ten.")]
    story.related = [RelatedStory(other=other)]
    story.save_revision().publish()
    story.refresh_from_db()
    return story


@pytest.fixture
def get(client: Client) -> Any:
    def fetch(path: str, status: int = 200) -> bytes:
        response = client.get(path)
        assert response.status_code == status, response.content[:2000]
        return response.content

    return fetch


def test_a_full_story_is_valid_and_shows_everything(get: Any, full: StoryPage) -> None:
    body = get(full.dated_address())
    parse(body)
    text = body.decode()
    for words in (
        "Nobody looked up.",
        "It was nine years, not ten.",
        "Made in 1912.",
        "Marta Olsen",
        "Updated",
        "Light &amp; dark",
    ):
        assert words in text
    assert '<bdi class="credit">Photo: Quay</bdi>' in text
    assert text.count('type="image/avif"') >= 4
    images = re.findall(r"<img[^>]*>", text)
    assert all("width=" in each and "height=" in each for each in images)
    assert sum('loading="lazy"' in each for each in images) == len(images) - 1
    assert "<iframe" not in text
    assert 'data-embed="https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1"' in text
    assert "films.example" in text
    assert '<link rel="alternate" hreflang="fr" href="http://testserver/' in text
    assert f'<link rel="canonical" href="http://testserver{full.dated_address()}">' in text


def test_the_article_for_machines(get: Any, full: StoryPage) -> None:
    thread = Thread.objects.get(story=full)
    top = post_response(thread=thread.pk, author=None, name="Ana </script>", text="First *words* & <b>", network="a").response
    reply = post_response(thread=thread.pk, author=None, name="Bo", text="Second", parent=top.pk, network="b").response
    said = structured(get(full.dated_address()))
    assert said["@type"] == "NewsArticle"
    assert said["author"][0]["name"] == "Marta Olsen"
    assert said["correction"][0] == {
        "@type": "CorrectionComment",
        "text": "It was nine years, not ten.",
        "datePublished": "2026-11-21",
    }
    assert said["dateModified"] == "2026-11-21"
    assert said["image"]["creditText"] == "Photo: Quay"
    assert said["comment"][0]["author"]["name"] == "Ana </script>"
    assert said["comment"][0]["comment"][0]["text"] == "Second"
    hide_response(top, before=("visible",), after="removed")
    said = structured(get(full.dated_address()))
    assert [each["text"] for each in said["comment"]] == ["Second"]
    assert said["comment"][0]["url"].endswith(f"/r/{reply.pk}/")
    assert "First" not in json.dumps(said)


@pytest.mark.parametrize(
    "path", ["/contributors/marta-olsen/", "/tags/light-dark/", "/tags/ضوء/", "/archive/", "/archive/2026/11/"]
)
def test_the_lists_around_are_valid_and_list(get: Any, full: StoryPage, path: str) -> None:
    body = get(path)
    parse(body)
    assert "lit again" in body.decode() or path == "/archive/"
    assert path != "/archive/" or "November 2026" in body.decode()


@pytest.mark.parametrize(
    "path", ["/contributors/nobody/", "/tags/nothing/", "/archive/2026/13/", "/archive/0000/01/", "/nothing/"]
)
def test_what_is_not_there_is_not_found(get: Any, full: StoryPage, path: str) -> None:
    parse(get(path, 404))


@pytest.mark.parametrize("path", ["/{story}", "/culture", "/rules", "/desk", "/admin", "/account/login", "/archive", "/search"])
def test_an_address_without_its_last_slash_leads_to_it(client: Client, full: StoryPage, front_page: Any, path: str) -> None:
    front_page.add_child(instance=SectionPage(title="Culture", slug="culture"))
    path = path.format(story=full.dated_address().strip("/"))
    answer = client.get(f"{path}?order=newest")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{path}/?order=newest")
    assert client.post(path).status_code != 301


@pytest.mark.parametrize("path", ["/2026", "/nothing", "/harbour/nothing", "/tags", "/readers/x", "/feed.nothing"])
def test_where_nothing_is_no_slash_leads_on(client: Client, full: StoryPage, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("/feed/", "/feed.rss"),
        ("/feed", "/feed.rss"),
        ("/feed/atom/", "/feed.atom"),
        ("/rss/", "/feed.rss"),
        ("/feeds/posts/default", "/feed.atom"),
        ("/favicon.ico", "/static/tertulia/icon-192.png"),
        ("/.well-known/change-password", "/account/password/change/"),
    ],
)
def test_what_programs_know_of_other_systems_leads_on(client: Client, full: StoryPage, path: str, way: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (301, 302)
    assert answer.headers["Location"].partition("?")[0] == way
    if path.startswith(("/feed", "/rss")):
        assert b"lit again" in client.get(way).content


def test_a_page_of_the_newsroom_comes_before_what_programs_know(client: Client, full: StoryPage, front_page: Any) -> None:
    front_page.add_child(instance=SectionPage(title="Feed", slug="feed"))
    assert client.get("/feed/").status_code == 200


def test_most_discussed_counts_now(get: Any, full: StoryPage) -> None:
    assert "Nobody has answered" in get("/most-discussed/").decode()
    Thread.objects.filter(story=full).update(opened_at=datetime.now(UTC))
    post_response(thread=Thread.objects.get(story=full).pk, author=None, name="Ana", text="First", network="a")
    body = get("/most-discussed/")
    parse(body)
    assert "1 response" in body.decode()


def test_a_pinned_story_leads_the_front(get: Any, full: StoryPage, front_page: Any) -> None:
    newer = front_page.add_child(instance=StoryPage(title="Newer", slug="newer"))
    newer.save_revision().publish()
    assert get("/").index(b"Newer") < get("/").index(b"lit again")
    PinnedStory.objects.create(front=front_page, story=full)
    body = get("/")
    parse(body)
    assert body.index(b"lit again") < body.index(b"Newer")
    assert body.count(b">The lamp on Rope Street is lit again</a></h2>") == 1


def test_the_identity_is_on_every_page(get: Any, full: StoryPage, front_page: Any) -> None:
    Identity.objects.create(site=front_page.get_site(), name="The Ness", accent="#ffee00", description="News from the Ness.")
    front_page.add_child(instance=SectionPage(title="Harbour", slug="harbour"))
    body = get("/").decode()
    assert "<title>The Ness</title>" in body
    sheet = re.search(r"/accent-[0-9a-f]{6}\.css", body)
    assert sheet and b"light-dark(#" in get(sheet[0])
    assert '<a href="/harbour/"' in body


def test_the_site_can_be_kept_on_a_phone(client: Client, get: Any, full: StoryPage, front_page: Any) -> None:
    Identity.objects.create(site=front_page.get_site(), name="The Ness")
    assert b'<link rel="manifest" href="/site.webmanifest">' in get("/")
    answer = client.get("/site.webmanifest")
    said = answer.json()
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert (said["name"], said["display"], said["start_url"], said["dir"]) == ("The Ness", "standalone", "/", "ltr")
    for icon in said["icons"]:
        if icon["type"] == "image/png":
            with Image.open(find_file(urlsplit(icon["src"]).path.removeprefix("/static/"))) as drawn:
                assert f"{drawn.width}x{drawn.height}" == icon["sizes"]


def test_originals_are_for_the_newsroom(client: Client, photo: NewsImage) -> None:
    assert client.get(f"/media/{photo.file.name}").status_code == 404
    assert client.get(photo.get_rendition("width-100|format-jpeg").url).status_code == 200

"""Feeds, sitemaps, oEmbed and robots, read by parsers that are not ours."""

import json
import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import pytest
from django.test import Client
from django.utils import timezone

from tertulia.responses.models import Thread
from tertulia.responses.posting import post_response
from tertulia.responses.visibility import hide_response
from tertulia.stories.models import Byline, Contributor, NewsImage, SectionPage, StoryPage
from tests.stories.conftest import photo

__all__ = ["photo"]

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


@pytest.fixture
def filed(story: StoryPage, front_page: Any, photo: NewsImage) -> StoryPage:
    """The story in a section, with byline, tag and photo."""
    city = front_page.add_child(instance=SectionPage(title="City", slug="city"))
    story.move(city, pos="last-child")
    story = StoryPage.objects.get(pk=story.pk)
    story.lead_image, story.standfirst = photo, "Nine years & a day <later>."
    story.tags.add("light")
    story.bylines = [Byline(contributor=Contributor.objects.create(name="ليلى حداد", slug="layla"))]
    story.published_at = timezone.now() - timedelta(hours=1)
    story.save_revision().publish()
    story.refresh_from_db()
    return story


def fetch(client: Client, path: str, status: int = 200) -> bytes:
    response = client.get(path)
    assert response.status_code == status, response.content[:1000]
    return response.content


@pytest.mark.parametrize("form", ["rss", "atom"])
@pytest.mark.parametrize("below", ["/", "/city/", "/contributors/layla/", "/tags/light/"])
def test_a_feed_of_stories_is_well_formed(client: Client, filed: StoryPage, below: str, form: str) -> None:
    read = feedparser.parse(fetch(client, f"{below}feed.{form}"))
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == {"rss": "rss20", "atom": "atom10"}[form]
    assert urlsplit(read.feed.link).path == below
    entry = read.entries[0]
    assert entry.title == "The lamp on Rope Street is lit again"
    assert urlsplit(entry.link).path == filed.address
    assert entry.author == "ليلى حداد"
    assert [tag.term for tag in entry.tags] == ["light"]
    assert entry.summary == "<p>Nine years &amp; a day &lt;later&gt;.</p>"
    assert entry.published_parsed
    assert entry.enclosures[0].type == "image/jpeg"


@pytest.mark.parametrize("below", ["/", "/city/", "/contributors/layla/", "/tags/light/"])
def test_a_json_feed_has_what_its_version_asks_for(client: Client, filed: StoryPage, below: str) -> None:
    said = json.loads(fetch(client, f"{below}feed.json"))
    assert said["version"] == "https://jsonfeed.org/version/1.1"
    assert said["feed_url"].endswith(f"{below}feed.json")
    each = said["items"][0]
    assert {"id", "url", "title", "content_html", "date_published", "authors", "tags", "image"} <= set(each)
    assert datetime.fromisoformat(each["date_published"]).tzinfo


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_feeds_carry_the_whole_story_and_follow_it(client: Client, filed: StoryPage, photo: NewsImage, form: str) -> None:
    filed.body.append(("picture", {"picture": photo, "caption": "", "credit": ""}))
    for words in ("nine years", "ten years"):
        filed.body[0] = ("paragraph", f"<p>It was dark for {words}.</p>")
        filed.save_revision().publish()
        body = fetch(client, f"/feed.{form}")
        if form == "json":
            whole = json.loads(body)["items"][0]["content_html"]
        else:
            (content,) = feedparser.parse(body).entries[0].content
            whole = content.value
        assert f"It was dark for {words}." in whole
    places = re.findall(r'(?:src|srcset|href)="([^"]+)"', whole)
    assert places
    assert not [each for each in places if each.startswith("/") or ", /" in each]


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_the_responses_of_a_story_are_a_feed_without_those_removed(client: Client, filed: StoryPage, form: str) -> None:
    thread = Thread.objects.get(story=filed)
    kept = post_response(thread=thread.pk, author=None, name="Ana", text="Kept *words*", network="a").response
    gone = post_response(thread=thread.pk, author=None, name="Bo", text="Gone words", network="b").response
    path = f"{filed.address}responses.{form}"
    assert b"Gone" in fetch(client, path)
    hide_response(gone, before=("visible",), after="removed")
    body = fetch(client, path)
    assert b"Gone" not in body
    if form == "json":
        assert json.loads(body)["items"][0]["content_html"] == "<p>Kept <em>words</em></p>"
        return
    read = feedparser.parse(body)
    assert not read.bozo
    assert [urlsplit(entry.link).path for entry in read.entries] == [f"/r/{kept.pk}/"]


@pytest.mark.parametrize(
    "path", ["/nothing/feed.rss", "/archive/feed.rss", "/contributors/nobody/feed.atom", "/city/responses.rss"]
)
def test_there_is_no_feed_of_nothing(client: Client, filed: StoryPage, path: str) -> None:
    fetch(client, path, 404)


def test_the_sitemaps_name_every_public_address(client: Client, filed: StoryPage) -> None:
    index = ElementTree.fromstring(fetch(client, "/sitemap.xml"))
    paths = [urlsplit(each.text).path for each in index.iter(f"{SITEMAP}loc")]
    assert paths == ["/sitemap-stories.xml", "/sitemap-places.xml", "/sitemap-news.xml"]
    named = set()
    for path in paths:
        named |= {urlsplit(each.text).path for each in ElementTree.fromstring(fetch(client, path)).iter(f"{SITEMAP}loc")}
    assert named == {filed.address, "/", "/archive/", "/city/", "/contributors/layla/", "/tags/light/"}
    for path in named:
        fetch(client, path)


def test_the_news_sitemap_holds_two_days(client: Client, filed: StoryPage) -> None:
    news = ElementTree.fromstring(fetch(client, "/sitemap-news.xml"))
    assert [each.text for each in news.iter(f"{NEWS}title")] == ["The lamp on Rope Street is lit again"]
    assert [each.text for each in news.iter(f"{NEWS}language")] == ["en"]
    StoryPage.objects.filter(pk=filed.pk).update(published_at=timezone.now() - timedelta(days=3))
    assert not list(ElementTree.fromstring(fetch(client, "/sitemap-news.xml")))


def test_a_draft_is_nowhere(client: Client, filed: StoryPage) -> None:
    filed.unpublish()
    for path in ("/feed.rss", "/feed.json", "/sitemap-stories.xml", "/sitemap-news.xml", "/city/feed.atom"):
        assert b"rope-street" not in fetch(client, path)
    fetch(client, "/tags/light/feed.rss", 404)


def test_robots_may_read_the_paper_and_find_its_map(client: Client, filed: StoryPage) -> None:
    from urllib.robotparser import RobotFileParser

    rules = RobotFileParser()
    rules.parse(fetch(client, "/robots.txt").decode().splitlines())
    assert rules.can_fetch("*", f"http://testserver{filed.address}")
    assert not rules.can_fetch("*", "http://testserver/admin/")
    assert rules.site_maps() == ["http://testserver/sitemap.xml"]


def test_a_response_can_be_embedded_elsewhere(client: Client, filed: StoryPage) -> None:
    thread = Thread.objects.get(story=filed)
    kept = post_response(thread=thread.pk, author=None, name="Ana <b>", text="Kept words", network="a").response
    link = client.get(f"/r/{kept.pk}/").headers["Link"]
    address, rest = link.removeprefix("<").split(">", 1)
    assert rest == '; rel="alternate"; type="application/json+oembed"'
    said = json.loads(fetch(client, address.removeprefix("http://testserver")))
    assert said["version"] == "1.0"
    assert said["type"] == "rich"
    assert said["width"] == 550
    assert "Ana &lt;b&gt;" in said["html"]
    assert "<p>Kept words</p>" in said["html"]
    fetch(client, f"/oembed?url=http://testserver/r/{kept.pk}/&format=xml", 501)
    fetch(client, f"/oembed?url=http://elsewhere.example/r/{kept.pk}/", 404)
    hide_response(kept, before=("visible",), after="removed")
    fetch(client, f"/oembed?url=http://testserver/r/{kept.pk}/", 404)


def test_an_address_with_a_base_url_is_below_it(client: Client, filed: StoryPage, settings: Any) -> None:
    settings.BASE_URL = "https://news.example"
    assert b"https://news.example/2026/" in fetch(client, "/feed.rss")

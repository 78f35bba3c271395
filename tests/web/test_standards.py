"""What machines read, held against the published standards by validators that are not ours."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from jsonschema import Draft7Validator
from lxml import etree

from tertulia.responses.models import Thread
from tertulia.responses.posting import post_response
from tertulia.stories.models import StoryPage
from tests.stories.conftest import photo
from tests.web.test_feeds import fetch, filed

__all__ = ["filed", "photo"]

PUBLISHED = Path(__file__).parent.parent / "published"
ALL_SITEMAPS = """<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">
<xsd:import namespace="http://www.google.com/schemas/sitemap-news/0.9" schemaLocation="sitemap-news.xsd"/>
<xsd:import namespace="http://www.sitemaps.org/schemas/sitemap/0.9" schemaLocation="sitemap.xsd"/></xsd:schema>"""


def faults_of_json(said: Any, schema: str) -> list[str]:
    validator = Draft7Validator(json.loads((PUBLISHED / schema).read_text()), format_checker=Draft7Validator.FORMAT_CHECKER)
    return [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(said)]


def faults_of_sitemap(body: bytes) -> list[str]:
    page = etree.fromstring(body)
    if etree.QName(page).localname == "sitemapindex":
        schema = etree.XMLSchema(etree.parse(PUBLISHED / "siteindex.xsd"))
    else:
        schema = etree.XMLSchema(etree.fromstring(ALL_SITEMAPS, base_url=f"{PUBLISHED.as_uri()}/all.xsd"))
    schema.validate(page)
    unescaped = [each.text for each in page.iter("{*}loc") if not each.text.isascii()]
    return [str(fault) for fault in schema.error_log] + unescaped


@pytest.fixture
def answered(filed: StoryPage) -> int:
    """A story with everything lists and feeds can show, one of its tags in Arabic, and a response below it."""
    filed.tags.add("ضوء")
    filed.updated_at = timezone.now()
    filed.save_revision().publish()
    thread = Thread.objects.get(story=filed)
    return int(post_response(thread=thread.pk, author=None, name="Ana <b>", text="Kept *words*", network="a").response.pk)


@pytest.mark.parametrize("below", ["/", "/city/", "/contributors/layla/", "/tags/light/", "/tags/ضوء/", "the story"])
def test_a_json_feed_is_as_its_standard_says(client: Client, filed: StoryPage, answered: int, below: str) -> None:
    path = f"{filed.address}responses.json" if below == "the story" else f"{below}feed.json"
    said = json.loads(fetch(client, path))
    assert said["items"]
    assert faults_of_json(said, "jsonfeed-1.1.schema.json") == []


@pytest.mark.parametrize("asked", ["", "&maxwidth=320", "&maxwidth=2000", "&maxwidth=-1", "&maxwidth=wide"])
def test_oembed_is_as_its_standard_says(client: Client, answered: int, asked: str) -> None:
    said = json.loads(fetch(client, f"/oembed?url=http://testserver/r/{answered}/{asked}"))
    assert faults_of_json(said, "oembed.schema.json") == []
    assert said["width"] == (320 if "320" in asked else 550)


def test_the_sitemaps_are_as_their_standard_says(client: Client, answered: int) -> None:
    for path in ("/sitemap.xml", "/sitemap-stories.xml", "/sitemap-places.xml", "/sitemap-news.xml"):
        assert faults_of_sitemap(fetch(client, path)) == [], path


def test_the_index_names_no_sitemap_that_is_empty(client: Client, filed: StoryPage) -> None:
    StoryPage.objects.filter(pk=filed.pk).update(published_at=timezone.now() - timedelta(days=3))
    assert b"sitemap-news" not in fetch(client, "/sitemap.xml")
    filed.unpublish()
    index = fetch(client, "/sitemap.xml")
    assert b"sitemap-stories" not in index
    assert faults_of_sitemap(index) == []


def test_the_validators_see_a_fault(client: Client, answered: int) -> None:
    said = json.loads(fetch(client, "/feed.json"))
    said["items"][0]["date_published"] = "yesterday"
    assert faults_of_json(said, "jsonfeed-1.1.schema.json") == ["$.items[0].date_published: 'yesterday' is not a 'date-time'"]
    news = fetch(client, "/sitemap-news.xml")
    assert faults_of_sitemap(news.replace(b"<news:title>", b"<news:headline>").replace(b"</news:title>", b"</news:headline>"))


def test_a_page_about_one_response_names_its_oembed(client: Client, filed: StoryPage, answered: int) -> None:
    where = f"http://testserver/oembed?url=http%3A%2F%2Ftestserver%2Fr%2F{answered}%2F&format=json"
    page = etree.HTML(fetch(client, f"{filed.address}?branch={answered}").decode())
    assert page.xpath('//head/link[@type="application/json+oembed"]/@href') == [where]
    assert b"json+oembed" not in fetch(client, filed.address)

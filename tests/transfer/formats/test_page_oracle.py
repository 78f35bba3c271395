"""The saved page in its two forms against its oracle."""

from __future__ import annotations

import json

import pytest

from tertulia.transfer.formats.blocks import text_of_html


@pytest.fixture
def oracle(samples):
    return json.loads((samples / "page" / "expected.json").read_text())


@pytest.fixture(params=["page.html", "page.txt"])
def form(request):
    return request.param


@pytest.fixture
def reading(read, samples, form):
    return read("page", [samples / "page" / form])


def paragraphs_of(html):
    return [text for part in html.split("</p>") if (text := text_of_html(part))]


def index_of(reading):
    return {response.id: f"r{number:02}" for number, response in enumerate(reading.responses, 1)}


def test_the_story_is_found_with_photo_caption_and_credit(reading, oracle):
    story, expected = reading.story, oracle["story"]
    assert story.title == expected["headline"]
    assert story.lead_photo.caption == expected["lead_photo"]["caption"]
    assert story.lead_photo.credit == expected["lead_photo"]["credit"]
    assert story.lead_photo.credit_label == expected["lead_photo"]["credit_label"]
    assert [block.text for block in story.body if block.kind == "paragraph"] == expected["paragraphs"]
    assert (story.standfirst, story.bylines, story.published, story.section) == (None, (), None, None)


def test_declared_and_found_are_both_reported(reading, oracle):
    (declared,) = reading.report.declared
    assert (declared.declared, declared.found) == (oracle["counts"]["declared"], oracle["counts"]["found"])
    assert reading.story.declared_responses == oracle["counts"]["declared"]
    assert len(reading.responses) == oracle["counts"]["found"]
    assert not reading.report.skipped


def test_parents_are_what_the_form_can_know(reading, oracle, form):
    ids = index_of(reading)
    for response, expected in zip(reading.responses, oracle["responses"], strict=True):
        wanted = expected["fixture"]["parent"] if form == "page.html" else expected["parent"]
        assert ids.get(response.parent) == wanted, expected["id"]
        assert response.source["depth"] == expected["depth"]


def test_uncertain_parents_are_marked(reading, oracle, form):
    ids = index_of(reading)
    uncertain = {ids[each.id] for each in reading.responses if each.parent_basis == "flattened"}
    assert uncertain == (set() if form == "page.html" else set(oracle["counts"]["parent_uncertain"]))


def test_names_are_known_or_none(reading, oracle, form):
    for response, expected in zip(reading.responses, oracle["responses"], strict=True):
        wanted = expected["fixture"] if form == "page.html" else {"author": expected["author"], "author_url": None}
        assert (response.author.name, response.author.url) == (wanted["author"], wanted["author_url"])


def test_times_are_the_instants_of_the_page_or_none(reading, oracle, form):
    for response, expected in zip(reading.responses, oracle["responses"], strict=True):
        if form == "page.txt":
            assert response.created is None
        else:
            assert response.source["created"] == expected["fixture"]["created"]
            assert response.created.isoformat().endswith("+00:00")
            assert response.aliases == (f"#comment-{expected['fixture']['wp_id']}",)


def test_every_body_is_there_once_in_order(reading, oracle, form):
    for response, expected in zip(reading.responses, oracle["responses"], strict=True):
        found = paragraphs_of(response.body.html)
        if form == "page.html":  # the addresses that the text lost are still here
            found = [each for each in found if "://" not in each]
        assert found == expected["paragraphs"], expected["id"]


def test_what_the_text_lost_is_counted(reading, oracle, form):
    if form == "page.txt":
        facts = reading.report.facts
        assert facts["lines lost in responses"] == oracle["counts"]["lost_blocks_total"]
        assert facts["lines lost in the story"] == sum(gap["lost_lines"] for gap in oracle["story"]["gaps"])
        assert facts["names unknown"] == oracle["counts"]["author_missing"]
        assert facts["names from an avatar only"] == oracle["counts"]["author_from_avatar_only"]
        assert facts["empty bodies"] == len(oracle["counts"]["empty_bodies"])


def test_reading_twice_gives_the_same_records(read, samples, form):
    paths = [samples / "page" / form]
    assert read("page", paths).records == read("auto", paths).records

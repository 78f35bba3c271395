"""Every sample export beside the checkout against its oracle."""

from __future__ import annotations

import hashlib
import json
import os
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tertulia.transfer.records import ResponseRecord
from tests.transfer.formats.conftest import SAMPLES

IMPORTS = SAMPLES / "imports"
FOLDERS = sorted(each.name for each in IMPORTS.iterdir() if each.is_dir()) if IMPORTS.is_dir() else []
SOURCES = {
    "wxr": "wordpress",
    "isso-sqlite": "isso",
    "isso-generic": "isso",
    "schema.org": "jsonld",
    "activitystreams": "activitypub",
    "atom-threading": "atom",
}
STATUSES = {"trash": "removed", "rejected": "removed"}
KINDS = {"comment": "response", "pingback": "mention", "trackback": "mention"}
ZONE = ZoneInfo("Europe/Amsterdam")


@pytest.fixture(params=FOLDERS or [pytest.param("none", marks=pytest.mark.skip("put the samples at ../shared/data"))])
def folder(request):
    return request.param


@pytest.fixture
def oracle(folder):
    return json.loads((IMPORTS / folder / "expected.json").read_text())


@pytest.fixture
def paths(folder, oracle):
    return [IMPORTS / folder / name for name in oracle["files"]]


@pytest.fixture
def reading(read, paths, oracle):
    return read(SOURCES.get(oracle["format"], oracle["format"]), paths, zone=ZONE)


def instant(text):
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def pairs(reading, oracle):
    return list(zip(reading.responses, oracle["comments"], strict=True))


def test_statuses_and_kinds(reading, oracle):
    for found, expected in pairs(reading, oracle):
        assert found.status == STATUSES.get(expected["status"], expected["status"])
        assert found.kind == KINDS[expected["kind"]]


def test_names_and_addresses(reading, oracle):
    for found, expected in pairs(reading, oracle):
        author = found.author
        wanted = tuple(expected[f"author_{name}"] for name in ("name", "email", "url"))
        assert (author.name, author.email, author.url) == wanted


def test_instants(reading, oracle):
    for found, expected in pairs(reading, oracle):
        assert found.created == instant(expected["created"])
        if "edited" in expected:
            assert found.edited == instant(expected["edited"])


def test_parents(reading, oracle):
    by_id = {found.id: expected["external_id"] for found, expected in pairs(reading, oracle)}
    assert len(by_id) == len(oracle["comments"])
    for found, expected in pairs(reading, oracle):
        parent = expected["parent"]
        if parent is None or found.parent in by_id:
            assert by_id.get(found.parent) == parent
        else:
            assert found.parent.endswith(f":{parent}")


def test_originals_are_kept_to_the_letter(reading, oracle):
    for found, expected in pairs(reading, oracle):
        assert expected["body_sha256"] in {digest(found.body.original), digest(found.body.html)}


def test_counts(reading, oracle):
    for found, expected in pairs(reading, oracle):
        for name in ("likes", "dislikes"):
            assert found.counts.get(name, 0) == (expected.get(name) or 0) or expected.get(name) is None


def test_source_ids_and_meta(reading, oracle):
    for found, expected in pairs(reading, oracle):
        if oracle["format"] != "movabletype":  # it has no ids: an ordinal and a hash stand in
            assert found.source["id"] == expected["external_id"]
        assert found.source.get("meta", {}) == expected.get("meta", {})


def test_stories(reading, oracle):
    titles = {story.title for story in reading.stories}
    assert {each["title"] for each in oracle["stories"] if each.get("title") and each.get("title") != "Test+post"} <= (
        titles | {"Nat+%26+Miguel"}
    )
    urls = {url for story in reading.stories for url in (story.url, *story.aliases)}
    assert {each["url"] for each in oracle["stories"] if each.get("url")} <= urls


def test_every_response_has_a_story_that_was_read(reading, oracle):
    stories = {story.id for story in reading.stories}
    for response in reading.responses:
        assert response.story in stories or oracle["format"] == "activitystreams"


def test_nothing_is_skipped(reading):
    assert reading.report.skipped.total == 0


def test_no_address_comes_along(reading):
    for response in reading.responses:
        assert "ip" not in response.source


def test_the_source_is_recognised(read, reading, paths):
    assert read("auto", paths, zone=ZONE).records == reading.records


@pytest.mark.parametrize("host_zone", ["America/New_York", "Asia/Kolkata"])
def test_the_host_s_zone_changes_nothing(read, reading, paths, host_zone, monkeypatch):
    with monkeypatch.context() as context:
        context.setenv("TZ", host_zone)
        time.tzset()
        again = read(reading.report.source, paths, zone=ZONE)
    time.tzset()
    assert os.environ.get("TZ") != host_zone
    assert again.records == reading.records


def test_the_order_of_files_does_not_matter(read, reading, paths):
    again = read(reading.report.source, paths[::-1], zone=ZONE)

    def by_id(responses: list[ResponseRecord]) -> dict[str, tuple[object, ...]]:
        return {each.id: (each.story, each.parent, each.author, each.created, each.status) for each in responses}

    assert by_id(again.responses) == by_id(reading.responses)

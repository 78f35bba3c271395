"""Every sample export beside the checkout, through the real loader, against its oracle: what is stored and what is public."""

import json
import os
import time

import pytest
from django.db import connection

from tertulia.responses.models import Response, State, Thread
from tertulia.responses.reading import load_thread, load_thread_page
from tertulia.stories.arriving import default_site
from tertulia.stories.models import PlainPage, StoryPage
from tertulia.transfer.arrival import STATES
from tertulia.transfer.choices import LoadOptions
from tertulia.transfer.formats import ReadOptions, ReadReport, read_source
from tertulia.transfer.loading import load
from tertulia.transfer.models import Kept, Origin, StoryOrigin
from tertulia.transfer.outcome import LoadReport
from tests.transfer.formats.test_oracles import FOLDERS, IMPORTS, KINDS, SOURCES, STATUSES, ZONE, instant

pytestmark = pytest.mark.django_db


@pytest.fixture(params=FOLDERS or [pytest.param("none", marks=pytest.mark.skip("put the samples at ../shared/data"))])
def folder(request):
    return request.param


@pytest.fixture
def oracle(folder):
    return json.loads((IMPORTS / folder / "expected.json").read_text())


def bring_in(folder, *, turned=False):
    oracle = json.loads((IMPORTS / folder / "expected.json").read_text())
    paths = [IMPORTS / folder / name for name in oracle["files"]]
    options = ReadOptions(zone=ZONE, url="https://paper.example/notes/" if oracle["format"] == "activitystreams" else None)
    report = LoadReport(ReadReport())
    records = read_source(
        SOURCES.get(oracle["format"], oracle["format"]), paths[::-1] if turned else paths, options, report.reading
    )
    load(records, asked=LoadOptions(site=default_site()), report=report)
    return report


def dump():
    """Every row of every table."""
    with connection.cursor() as cursor:
        rows = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select * from "{table}"')
            rows[table] = sorted(map(repr, cursor.fetchall()))
    return rows


def state():
    """What is stored, by the sources' ids, without our own keys."""
    names = dict(Origin.objects.values_list("response", "external_id"))
    stories = {thread: [] for thread in Thread.objects.values_list("pk", flat=True)}
    for thread, story in StoryOrigin.objects.exclude(thread=None).order_by("external_id").values_list("thread", "external_id"):
        stories[thread].append(story)
    columns = ("thread", "id", "parent", "root", "depth", "branch_no", "replies", "listed", "state", "author_name", "html")
    rows = Response.objects.values_list(*columns, "text", "posted_at", "edited_at", "place", "replied")
    threads = Thread.objects.select_related("story")
    return {
        "responses": sorted(
            (stories[row[0]], names[row[1]], names.get(row[2], ""), names.get(row[3], ""), *map(str, row[4:])) for row in rows
        ),
        "threads": sorted(
            (stories[each.pk], each.title, each.state, each.visible, str(each.declared), page(each.story)) for each in threads
        ),
        "kept": sorted(Kept.objects.values_list("digest", "content_hash", "type")),
    }


def page(story):
    if story is None:
        return []
    by = [str(each) for each in story.contributors()]
    return [story.title, story.address, str(story.published_at), str(story.live), by, sorted(story.tags.names())]


def stored_by(oracle):
    """Pairs of what is expected and its origin, in the order of the oracle."""
    said = [each for each in oracle["comments"] if KINDS[each["kind"]] == "response"]
    if oracle["format"] == "movabletype":  # without ids: in the order of the file
        return list(zip(said, Origin.objects.select_related("response").order_by("pk"), strict=True))
    found = {}
    for origin in Origin.objects.select_related("response").exclude(content_hash=""):
        found.setdefault(origin.line["source"]["id"], []).append(origin)
    return [(each, found[each["external_id"]].pop(0)) for each in said]


def test_what_is_stored_is_what_the_oracle_says(folder, oracle):
    report = bring_in(folder)
    assert report.reading.skipped.total == 0
    pairs = stored_by(oracle)
    assert len(pairs) == Origin.objects.exclude(content_hash="").count()
    ids = {origin.response_id: each["external_id"] for each, origin in pairs}
    for each, origin in pairs:
        status = STATUSES.get(each["status"], each["status"])
        response = origin.response
        assert response.state == STATES[status]
        assert response.author_name == " ".join((each["author_name"] or "").split())
        assert response.posted_at == instant(each["created"])
        assert response.edited_at == instant(each.get("edited"))
        if each["parent"] is None or response.parent_id in ids:
            assert ids.get(response.parent_id) == each["parent"]
        elif each["parent"] not in {story.get("external_id") for story in oracle["stories"]}:
            assert response.parent.state == State.MISSING
            assert origin.parent.endswith(f":{each['parent']}")
    kept = [each for each in oracle["comments"] if KINDS[each["kind"]] != "response"]
    assert Kept.objects.filter(type="mention").count() == len(kept)


def test_only_what_was_approved_is_public(folder, oracle):
    bring_in(folder)
    approved = [each for each in oracle["comments"] if each["status"] == "approved" and KINDS[each["kind"]] == "response"]
    assert sum(Thread.objects.values_list("visible", flat=True)) == len(approved)
    shown, marks = 0, 0
    for thread in Thread.objects.select_related("story"):
        if thread.story and not thread.story.live:
            continue
        for row in load_thread_page(load_thread(thread.pk)).rows:
            shown += row.shown
            if not row.shown:
                marks += 1
                assert Response.objects.filter(parent=row.id, listed=True).exists()
    hidden = Thread.objects.filter(story__live=False)
    assert shown == len(approved) - sum(hidden.values_list("visible", flat=True))
    assert not Response.objects.filter(listed=True, state__in=[State.HELD, State.SPAM], children=None).exists()


def test_drafts_and_private_posts_are_no_public_pages(folder, oracle):
    bring_in(folder)
    published = {each["title"] for each in oracle["stories"] if each.get("status", "publish") == "publish" and each.get("title")}
    hidden = {each["title"] for each in oracle["stories"] if each.get("status", "publish") not in ("publish", None)}
    live = set(StoryPage.objects.live().values_list("title", flat=True))
    assert live <= published
    drafts = set(StoryPage.objects.filter(live=False).values_list("title", flat=True))
    plain = {line["title"] for line in StoryOrigin.objects.values_list("line", flat=True) if line.get("kind") == "page"}
    assert drafts <= hidden <= drafts | plain
    assert set(PlainPage.objects.filter(live=True).values_list("title", flat=True)) <= published


def test_a_second_run_changes_no_row(folder):
    bring_in(folder)
    before = dump()
    report = bring_in(folder)
    assert dump() == before
    assert (report.created, report.updated, report.conflicts, report.tombstones) == ({}, {}, [], 0)


def test_files_in_any_order_on_a_host_in_any_zone_end_in_the_same_state(folder, monkeypatch):
    bring_in(folder)
    expected = state()
    clear()
    with monkeypatch.context() as context:
        context.setenv("TZ", "Asia/Kolkata")
        time.tzset()
        bring_in(folder, turned=True)
        found = state()
    time.tzset()
    assert os.environ.get("TZ") != "Asia/Kolkata"
    assert found == expected


@pytest.mark.skipif(not FOLDERS, reason="put the samples at ../shared/data")
def test_sources_that_know_the_same_page_share_one_thread_whichever_comes_first():
    for name in FOLDERS:
        bring_in(name)
    expected = state()
    assert any(len(thread[0]) > 5 for thread in expected["threads"])
    clear()
    for name in FOLDERS[::-1]:
        bring_in(name)
    found = state()
    assert {part: [each for each in rows if each not in found[part]] for part, rows in expected.items()} == {
        part: [] for part in found
    }
    assert found == expected
    before = dump()
    for name in FOLDERS:
        bring_in(name)
    assert dump() == before


def clear():
    Origin.objects.all().delete()
    StoryOrigin.objects.all().delete()
    Kept.objects.all().delete()
    Response.objects.update(parent=None, root=None, branch_no=0)
    Response.objects.all().delete()
    Thread.objects.all().delete()
    for each in StoryPage.objects.all():
        each.delete()

"""A page is never older than the last answered write: two workers under writes of every kind, from three processes."""

import gzip
import http.client
import json
import re
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit

import brotli
import pytest
import zstandard

SECONDS = 6.0

STORY = """
from datetime import datetime, UTC
from tertulia.stories.models import FrontPage, StoryPage
from tertulia.responses.threads import open_thread
page = FrontPage.objects.get().add_child(instance=StoryPage(title="Edition 0", slug="clock", published_at=datetime(2026, 11, 20, 8, tzinfo=UTC)))
page.save_revision().publish()
page.refresh_from_db()
print(open_thread(story=page, site=page.get_site().pk).pk, page.address)
"""

# Publishes new titles, restricts and unpublishes the story, and removes responses; says so after each call has returned.
EDITOR = """
import itertools, time
from wagtail.models import PageViewRestriction
from tertulia.readers.models import Reader
from tertulia.responses.models import Response
from tertulia.responses.visibility import remove_response
from tertulia.stories.models import StoryPage
moderator = Reader.objects.create_superuser("mo@quay.example", name="Mo")
page = StoryPage.objects.get(slug="clock")
end = time.time() + SECONDS
for number in itertools.count(1):
    if time.time() > end:
        break
    page = StoryPage.objects.get(pk=page.pk)
    page.title = f"Edition {number}"
    page.save_revision().publish()
    print("title", number, flush=True)
    shown = Response.objects.filter(state="visible").order_by("id").first()
    if shown:
        remove_response(response=shown.pk, moderator=moderator)
        print("removed", shown.pk, flush=True)
    if number % 5 == 0:
        print("hiding", number, flush=True)
        if number % 10:
            StoryPage.objects.get(pk=page.pk).unpublish()
        else:
            limit = PageViewRestriction.objects.create(page=page, restriction_type="login")
        print("hidden", number, flush=True)
        time.sleep(0.15)
        print("showing", number, flush=True)
        if number % 10:
            page.get_latest_revision().publish()
        else:
            limit.delete()
        print("shown", number, flush=True)
"""


class Ledger:
    """What was answered so far; a reader looks before it asks."""

    def __init__(self):
        self.posted: set[int] = set()
        self.removed: set[int] = set()
        self.title = 0
        self.hidden = False  # certainly hidden
        self.shown = True  # certainly shown
        self.turns = 0
        self.faults: list[str] = []
        self.reads = 0


def hear(process, ledger):
    for line in process.stdout:
        word, _space, number = line.strip().partition(" ")
        if word == "title":
            ledger.title = int(number)
        elif word == "removed":
            ledger.removed.add(int(number))
        elif word in ("hiding", "showing", "hidden", "shown"):
            ledger.turns += 1
            ledger.shown, ledger.hidden = word == "shown", word == "hidden"


def write(site, thread, ledger, end):
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=30)
    while time.monotonic() < end:
        body = json.dumps({"text": "Tick.", "guest": {"name": "Clock"}})
        connection.request("POST", f"/api/v1/threads/{thread}/responses", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        said = json.loads(answer.read())
        if answer.status == 201:
            ledger.posted.add(said["id"])
        elif answer.status >= 500:
            ledger.faults.append(f"a post ended with {answer.status}")
        time.sleep(0.02)


def read(site, path, ledger, end):
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=30)
    while time.monotonic() < end:
        posted, removed, title = set(ledger.posted), set(ledger.removed), ledger.title
        hidden, shown, turns = ledger.hidden, ledger.shown, ledger.turns
        connection.request("GET", f"{path}?order=newest")
        answer = connection.getresponse()
        page = answer.read().decode()
        ledger.reads += 1
        if answer.status != 200:
            if shown and turns == ledger.turns:
                ledger.faults.append(f"{answer.status} though it was shown")
            continue
        if hidden and turns == ledger.turns:
            ledger.faults.append("served though hidden")
        there = {int(number) for number in re.findall(r'id="response-(\d+)"', page)}
        newest = max(posted - ledger.removed, default=0)
        if newest and newest not in there and newest not in ledger.removed:
            ledger.faults.append(f"response {newest} was answered and is not there")
        if there & removed:
            ledger.faults.append("a removed response is there")
        if int(re.search(r"Edition (\d+)", page)[1]) < title:
            ledger.faults.append("an older title")
        if "csrf" in page.lower():
            ledger.faults.append("a form token in a stored page")


def test_no_read_is_older_than_the_last_answered_write(make_site):
    site = make_site("fresh", TERTULIA_GUEST_POSTS="1000000", TERTULIA_THREAD_POSTS="1000000")
    site.start("--workers", "2")
    thread, path = site.python(STORY).split()
    ledger = Ledger()
    script = EDITOR.replace("SECONDS", str(SECONDS))
    line = [sys.executable, "-m", "tertulia", "--data", str(site.folder), "shell", "--no-imports", "-c", script]
    editor = subprocess.Popen(line, env=site.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    listener = threading.Thread(target=hear, args=(editor, ledger))
    listener.start()
    while not ledger.title and editor.poll() is None:
        time.sleep(0.01)
    end = time.monotonic() + SECONDS
    crowd = [threading.Thread(target=write, args=(site, thread, ledger, end)) for _count in range(2)]
    crowd += [threading.Thread(target=read, args=(site, path, ledger, end)) for _count in range(4)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert editor.wait(30) == 0, editor.stderr.read()
    listener.join()
    assert ledger.faults == []
    # It was a hammer indeed, even on a busy machine.
    assert ledger.reads > 100
    assert len(ledger.posted) > 10
    assert ledger.title >= 5
    assert len(ledger.removed) >= 3


@pytest.fixture(scope="module")
def plain_site(make_site):
    return make_site("codings").start()


@pytest.mark.parametrize("accept", ["gzip", "br", "zstd", "identity", "gzip;q=0, br;q=0.1"])
def test_a_stored_page_is_the_same_in_every_coding(plain_site, accept):
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstandard.ZstdDecompressor().decompress}
    bodies = []
    for _turn in range(12):
        connection = http.client.HTTPConnection(urlsplit(plain_site.url).netloc)
        connection.request("GET", "/", headers={"Accept-Encoding": accept})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200
        assert answer.headers["Vary"] == "Accept-Encoding"
        coding = answer.headers.get("Content-Encoding", "identity")
        bodies.append(unpack.get(coding, bytes)(body))
    assert len(set(bodies)) == 1
    assert b"<html" in bodies[0]
    assert coding == {"gzip;q=0, br;q=0.1": "br"}.get(accept, accept)
    connection.request("GET", "/", headers={"Accept-Encoding": accept, "If-None-Match": answer.headers["ETag"]})
    again = connection.getresponse()
    assert (again.status, again.read()) == (304, b"")
    assert "Set-Cookie" not in answer.headers

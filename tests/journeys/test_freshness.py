"""A page is never older than the last answered write: two workers under writes of every kind, from three processes."""

import gzip
import http.client
import json
import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
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
from tertulia.moderation.deciding import remove_response
from tertulia.stories.models import StoryPage
def tell(word, number):
    print(word, number, repr(time.time()), flush=True)


moderator = Reader.objects.create_superuser("mo@quay.example", name="Mo")
page = StoryPage.objects.get(slug="clock")
end = time.time() + SECONDS
for number in itertools.count(1):
    if time.time() > end:
        break
    page = StoryPage.objects.get(pk=page.pk)
    page.title = f"Edition {number}"
    page.save_revision().publish()
    tell("title", number)
    shown = Response.objects.filter(state="visible").order_by("id").first()
    if shown:
        tell("removing", shown.pk)
        remove_response(response=shown.pk, moderator=moderator)
        tell("removed", shown.pk)
    if number % 5 == 0:
        tell("hiding", number)
        if number % 10:
            StoryPage.objects.get(pk=page.pk).unpublish()
        else:
            limit = PageViewRestriction.objects.create(page=page, restriction_type="login")
        tell("hidden", number)
        time.sleep(0.15)
        tell("showing", number)
        if number % 10:
            page.get_latest_revision().publish()
        else:
            limit.delete()
        tell("shown", number)
"""


@dataclass
class Read:
    """One answer, and when it was asked for and had."""

    asked: float
    had: float
    status: int
    there: frozenset[int]
    title: int


@dataclass
class Ledger:
    """What happened when, by the machine's clock; judged when all is over, so that no message can come too late."""

    posted: dict[int, float] = field(default_factory=dict)  # when the answer was had
    removing: dict[int, float] = field(default_factory=dict)  # just before the call
    removed: dict[int, float] = field(default_factory=dict)  # when it had returned
    titles: list[tuple[float, int]] = field(default_factory=list)
    turns: list[tuple[float, str]] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def faults(self):
        """Everything that contradicts what had been answered before a read was asked for."""
        for read in self.reads:
            yield from self._of_visibility(read)
            if read.status == 200:
                yield from self._of_content(read)

    def _of_visibility(self, read):
        before = [word for at, word in self.turns if at < read.asked]
        if any(read.asked <= at <= read.had for at, _word in self.turns):
            return
        if before and before[-1] == "hidden" and read.status == 200:
            yield "served though hidden"
        if (not before or before[-1] == "shown") and read.status != 200:
            yield f"{read.status} though it was shown"

    def _of_content(self, read):
        sure = {one for one, at in self.posted.items() if at < read.asked and self.removing.get(one, read.had + 1) > read.had}
        if sure and max(sure) not in read.there:
            yield f"response {max(sure)} was answered and is not there"
        if gone := {one for one in read.there if self.removed.get(one, read.asked) < read.asked}:
            yield f"removed responses are there: {gone}"
        if read.title < max((title for at, title in self.titles if at < read.asked), default=0):
            yield f"an older title: {read.title}"


def hear(process, ledger):
    for line in process.stdout:
        word, number, at = line.split()
        if word == "title":
            ledger.titles.append((float(at), int(number)))
        elif word in ("removing", "removed"):
            getattr(ledger, word)[int(number)] = float(at)
        else:
            ledger.turns.append((float(at), word))


def write(site, thread, ledger, end):
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=30)
    while time.monotonic() < end:
        body = json.dumps({"text": "Tick.", "guest": {"name": "Clock"}})
        connection.request("POST", f"/api/v1/threads/{thread}/responses", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        said = json.loads(answer.read())
        if answer.status == 201:
            ledger.posted[said["id"]] = time.time()
        elif answer.status >= 500:
            ledger.errors.append(f"a post ended with {answer.status}")
        time.sleep(0.02)


def read(site, path, ledger, end):
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=30)
    while time.monotonic() < end:
        asked = time.time()
        connection.request("GET", f"{path}?order=newest")
        answer = connection.getresponse()
        page = answer.read().decode()
        had = time.time()
        title = re.search(r"Edition (\d+)", page)
        there = frozenset(int(number) for number in re.findall(r'id="response-(\d+)"', page))
        ledger.reads.append(Read(asked, had, answer.status, there, int(title[1]) if title else 0))
        if "csrf" in page.lower() and answer.status == 200:
            ledger.errors.append("a form token in a stored page")


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
    while not ledger.titles and editor.poll() is None:
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
    assert ledger.errors == []
    assert list(ledger.faults()) == []
    # It was a hammer indeed, even on a busy machine.
    assert len(ledger.reads) > 100
    assert len(ledger.posted) > 10
    assert len(ledger.titles) >= 5
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

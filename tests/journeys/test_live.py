"""What is announced while a page is open: nothing is lost, nothing moves, and applied it is the page everybody gets."""

import http.client
import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.journeys.conftest import Site
from tests.journeys.paper import address, paper

__all__ = ["paper"]

A_THREAD = """
from tertulia.responses.threads import open_thread
from tertulia.stories.models import FrontPage, StoryPage
page = FrontPage.objects.get().add_child(instance=StoryPage(title="A live story", slug="live-story"))
page.save_revision().publish()
page.refresh_from_db()
print(open_thread(story=page, site=page.get_site().pk).pk)
"""


class Stream:
    """A listener of one thread."""

    def __init__(self, site: Site, thread: int, last: str = ""):
        self.connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=20)
        self.connection.request("GET", f"/threads/{thread}/live/", headers={"Last-Event-ID": last} if last else {})
        self.answer = self.connection.getresponse()
        assert (self.answer.status, self.answer.headers["Content-Type"]) == (200, "text/event-stream; charset=utf-8")

    def next(self) -> dict[str, str]:
        """The next event; {} at the end of the stream."""
        said: dict[str, str] = {}
        while line := self.answer.readline():
            name, _colon, value = line.decode().rstrip("\n").partition(": ")
            if name:
                said[name] = value
            elif "data" in said:
                return said
        return {}


def post(site: Site, thread: int, text: str = "A word.", parent: int | None = None) -> int:
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=20)
    body = json.dumps({"text": text, "parent": parent, "guest": {"name": "Nadia"}})
    connection.request("POST", f"/api/v1/threads/{thread}/responses", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    assert answer.status == 201
    return int(json.loads(answer.read())["id"])


@pytest.fixture(scope="module")
def live(make_site: Callable[..., Site]) -> Iterator[tuple[Site, int]]:
    """A site with two workers, and a thread."""
    site = make_site("live", TERTULIA_GUEST_POSTS="1000")
    site.start("--workers", "2")
    yield site, int(site.python(A_THREAD))


def test_a_stream_says_where_the_thread_stands_and_then_what_happens(live: Any) -> None:
    site, thread = live
    stream = Stream(site, thread)
    assert stream.next()["event"] == "here"
    response = post(site, thread)
    news = stream.next()
    assert (news["event"], json.loads(news["data"])) == ("response.posted", {"response": response})


def test_nothing_is_lost_across_a_reconnection_and_a_restart(live: Any) -> None:
    site, thread = live
    stream = Stream(site, thread)
    last = stream.next()["id"]
    stream.connection.close()
    missed = [post(site, thread) for _each in range(3)]
    site.stop()
    site.start()
    again = Stream(site, thread, last)
    missed.append(post(site, thread))
    assert [json.loads(again.next()["data"])["response"] for _each in missed] == missed


def test_a_stop_ends_the_streams_and_does_not_wait_for_them(live: Any) -> None:
    site, thread = live
    streams = [Stream(site, thread) for _each in range(5)]
    start = time.monotonic()
    assert site.stop() == 0
    assert time.monotonic() - start < 15
    for stream in streams:
        while stream.next():
            pass
    site.start()


def test_where_a_thread_stands_can_be_asked(live: Any) -> None:
    site, thread = live
    stood = json.loads(site_get(site, f"/threads/{thread}/news/"))
    post(site, thread)
    stands = json.loads(site_get(site, f"/threads/{thread}/news/"))
    assert stands["version"] > stood["version"]
    assert stands["event"] > stood["event"]


def test_an_unknown_thread_has_no_stream(live: Any) -> None:
    connection = http.client.HTTPConnection(urlsplit(live[0].url).netloc, timeout=20)
    connection.request("GET", "/threads/999999/live/")
    assert connection.getresponse().status == 404


def site_get(site: Site, path: str) -> bytes:
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=20)
    connection.request("GET", path)
    return connection.getresponse().read()


def test_applying_what_was_announced_gives_the_page_everybody_gets(page: Any, browser: Any, paper: Site) -> None:
    story = address(paper, "to-keys")
    page.goto(story)
    with page.expect_response("**/live/"):
        page.reload()
    thread = int(page.locator(".thread").get_attribute("data-thread"))
    first = int(page.locator(".response").first.get_attribute("id").removeprefix("response-"))
    lines = page.locator(".response").count()
    height = page.evaluate("document.documentElement.scrollHeight")
    post(paper, thread, "Said meanwhile.")
    post(paper, thread, "Answered meanwhile.", first)
    pill = page.locator("button.live:visible", has_text="New responses: 2")
    pill.wait_for()
    assert page.locator(".response").count() == lines
    assert page.evaluate("document.documentElement.scrollHeight") == height
    pill.click()
    page.get_by_text("Answered meanwhile.").wait_for()
    page.locator("button.live").wait_for(state="hidden")
    other = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    other.goto(story)
    inside = "document.querySelector('.thread').innerHTML"
    assert page.evaluate(inside) == other.evaluate(inside)
    other.context.close()
    assert page.console_errors == []

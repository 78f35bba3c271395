"""What is announced while a page is open: nothing is lost, nothing moves, and applied it is the page everybody gets."""

import http.client
import json
import re
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from tests.journeys.conftest import Site

A_THREAD = """
from tertulia.responses.threads import open_thread
from tertulia.stories.models import FrontPage, StoryPage
page = FrontPage.objects.get().add_child(instance=StoryPage(title="A live story", slug="live-story"))
page.save_revision().publish()
page.refresh_from_db()
print(open_thread(story=page, site=page.get_site().pk).pk)
"""
A_STORY = """
from tertulia.house.models import Policy
from tertulia.readers.models import Reader
from tertulia.responses.posting import post_response
from tertulia.responses.threads import open_thread
from tertulia.stories.models import FrontPage, StoryPage
front = FrontPage.objects.get()
slug = f"live-{{StoryPage.objects.count()}}"
page = front.add_child(instance=StoryPage(title="قصة" if "{language}" == "ar" else "A story", slug=slug, language="{language}"))
page.save_revision().publish()
page.refresh_from_db()
site = page.get_site().pk
Policy.objects.get_or_create(site=site, defaults={{"is_on": False}})
thread = open_thread(story=page, site=site)
rosa = Reader.objects.filter(email="rosa@reader.example").first() or Reader.objects.create_user("rosa@reader.example", name="Rosa")
made = [post_response(thread=thread.pk, author=rosa, text=f"Response {{number}}.").response.pk for number in range({responses})]
print(page.dated_address(), thread.pk, made[0])
"""
CHANGED = """
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tertulia.moderation.deciding import remove_response
from tertulia.responses.editing import edit_response
edit_response(response={edited}, author=Reader.objects.get(email="rosa@reader.example"), text="What I meant.")
if {removed}:
    mo = Reader.objects.create_user("mo@quay.example", name="Mo")
    grant_role(reader=mo, role=Role.MODERATOR)
    remove_response(response={removed}, moderator=mo)
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
    site = make_site("live", TERTULIA_GUEST_POSTS="1000", TERTULIA_RESPONSES_PER_PAGE="10")
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


def show_more(page: Any) -> None:
    """Lay the next page below this one, where there is one."""
    link = page.locator("[data-next]")
    if link.count():
        with page.expect_response("**after=**"):
            link.click()
        link.wait_for(state="detached")


@pytest.mark.parametrize(("language", "responses"), [("en", 3), ("ar", 3), ("en", 12)])
def test_applying_what_was_announced_gives_the_page_everybody_gets(
    page: Any, browser: Any, live: Any, language: str, responses: int
) -> None:
    site = live[0]
    path, thread, first = site.python(A_STORY.format(language=language, responses=responses)).split()
    with page.expect_response("**/live/"):
        page.goto(site.url + path)
    show_more(page)
    assert page.locator(".response").count() == responses
    height = page.evaluate("document.documentElement.scrollHeight")
    post(site, int(thread), "Said meanwhile.")
    post(site, int(thread), "قيل في هذه الأثناء.", int(first))
    pill = page.locator("button.live:visible", has=page.locator("span", has_text=re.compile("^[2٢]$")))
    pill.wait_for()
    assert page.locator(".response").count() == responses
    assert page.evaluate("document.documentElement.scrollHeight") == height
    pill.click()
    page.get_by_text("قيل في هذه الأثناء.").wait_for()
    page.locator("button.live").wait_for(state="hidden")
    other = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    other.goto(site.url + path)
    show_more(other)
    assert other.locator(".response").count() == responses + 2
    inside = "document.querySelector('.thread').innerHTML.replace(/>\\s+</g, '><')"
    assert page.evaluate(inside) == other.evaluate(inside)
    other.context.close()
    assert page.console_errors == []


QUARREL = """
from tertulia.readers.models import Reader
from tertulia.responses.posting import post_response
two = [Reader.objects.get_or_create(email=f"{{name}}@reader.example", defaults={{"name": name}})[0] for name in ("Una", "Duo")]
turn, made = {first}, []
for number in range(16):
    text = "Long, longer, longest. " * 300 if number == 15 else f"Turn {{number}}."
    turn = post_response(thread={thread}, author=two[number % 2], text=text, parent=turn).response.pk
    made.append(turn)
print(*made)
"""
VOTED = """
from tertulia.readers.models import Reader
from tertulia.responses.voting import cast_vote
cast_vote(response={response}, reader=Reader.objects.get(email="Una@reader.example"), value=1)
"""


def test_what_a_reader_has_opened_stays_open_while_others_write_and_vote(page: Any, live: Any) -> None:
    site = live[0]
    path, thread, first = site.python(A_STORY.format(language="en", responses=1)).split()
    turns = site.python(QUARREL.format(thread=thread, first=first)).split()
    with page.expect_response("**/live/"):
        page.goto(site.url + path)
    page.locator(".fold summary").first.click()
    within = page.locator(f"#response-{turns[8]}")
    within.locator(":scope > article [data-reply]").click()
    words = page.locator(".inplace textarea")
    words.fill("Written while others write.")
    long = page.locator(f"#response-{turns[15]}")
    long.locator(".rest summary").click()
    longer = long.bounding_box()["height"]
    words.focus()
    site.python(VOTED.format(response=turns[15]))
    long.locator(":scope > article [data-vote] span", has_text="1").first.wait_for()
    assert long.bounding_box()["height"] == longer
    place = words.bounding_box()["y"]
    post(site, int(thread), "Said meanwhile.", int(first))
    page.locator("button.live:visible").click()
    page.get_by_text("Said meanwhile.").wait_for()
    page.locator("button.live").wait_for(state="hidden")
    assert words.input_value() == "Written while others write."
    assert abs(words.bounding_box()["y"] - place) < 2
    assert page.evaluate("document.activeElement.name") == "text"
    assert long.bounding_box()["height"] == longer
    assert page.console_errors == []


def test_a_page_that_cannot_listen_asks_and_shows_the_same(page: Any, live: Any) -> None:
    site = live[0]
    path, thread, first = site.python(A_STORY.format(language="en", responses=3)).split()
    removed = post(site, int(thread), "Nobody cares.")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).query) if "/news/" in request.url else None)
    page.add_init_script("delete globalThis.EventSource")
    page.clock.install()
    page.goto(site.url + path)
    page.locator(f"#response-{removed}").wait_for()
    let_time_pass(page, lambda: any(asked))
    site.python(CHANGED.format(edited=first, removed=removed))
    post(site, int(thread), "Said meanwhile.")
    let_time_pass(page, lambda: page.locator("button.live:visible", has_text="New responses: 1").count())
    let_time_pass(page, lambda: page.get_by_text("What I meant.").count())
    let_time_pass(page, lambda: not page.locator(f"#response-{removed}").count())
    assert page.console_errors == []


def let_time_pass(page: Any, until: Callable[[], Any]) -> None:
    """The clock of the page goes on, five seconds at a time."""
    end = time.monotonic() + 30
    while not until():
        assert time.monotonic() < end
        page.clock.run_for(5_000)


def test_a_page_that_was_drawn_earlier_catches_up(page: Any, live: Any) -> None:
    """What happened between the drawing of a page and its first word with the server."""
    site = live[0]
    path, _thread, first = site.python(A_STORY.format(language="en", responses=3)).split()
    page.route("**/live/", lambda route: (site.python(CHANGED.format(edited=first, removed=0)), route.continue_()))
    page.goto(site.url + path)
    page.get_by_text("What I meant.").wait_for()
    assert page.console_errors == []


@pytest.mark.parametrize("after", ["x", "-1", "9" * 20, "\u0661"])
def test_what_is_no_event_is_refused(live: Any, after: str) -> None:
    site, thread = live
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=20)
    connection.request("GET", f"/threads/{thread}/news/?after={quote(after)}")
    assert connection.getresponse().status == 400

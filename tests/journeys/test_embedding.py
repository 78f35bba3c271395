"""A thread on a page of another site: laid in by one script, written in where the browser allows it, framed by nobody else."""

import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest

from tests.journeys.conftest import Site, _free_port

PAGE = """<!doctype html>
<html lang="{language}" dir="{direction}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><link rel="canonical" href="{path}"><body {ink}><h1>{title}</h1>
<ul><li><a href="/ferry/" data-tertulia-count>Responses</a></li><li><a href="/quiet/" data-tertulia-count>Responses</a></li></ul>
{words}<div id="tertulia"></div><script async src="{server}/embed.js"></script><p id="foot">The foot of the page.</p>
<noscript><a href="{server}/embed/?url=https://blog.example/">Responses</a></noscript>
"""


class Host(BaseHTTPRequestHandler):
    """A site that somebody has: `/ferry/`, which is long, any other page, and the same `?dark` or `?arabic`."""

    server_of_threads: ClassVar[str] = ""

    def do_GET(self) -> None:
        path, clothes = urlsplit(self.path)[2:4]
        page = PAGE.format(
            title="Last ferry",
            path=path,
            words="<p>Words.</p>" * (60 if path == "/ferry/" else 1),
            language="ar" if clothes == "arabic" else "en",
            direction="rtl" if clothes == "arabic" else "ltr",
            ink='style="background:#111;color:#eee"' if clothes == "dark" else "",
            server=self.server_of_threads,
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *said: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def port() -> int:
    """Where the other site answers: to a browser localhost is one site with ours, 127.0.0.2 and 127.0.0.1 are others."""
    return _free_port()


@pytest.fixture(scope="module")
def site(make_site: Any, port: int) -> Site:
    """Ours; of the other site all but 127.0.0.1 is listed."""
    listed = f'["http://localhost:{port}", "http://127.0.0.2:{port}"]'
    return make_site("embedding", TERTULIA_EMBED_ORIGINS=listed).start()


@pytest.fixture(scope="module")
def blog(site: Site, port: int) -> Iterator[str]:
    """The other site, by its port."""
    Host.server_of_threads = site.url
    server = ThreadingHTTPServer(("", port), Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{port}"
    server.shutdown()
    server.server_close()


def frame_of(page: Any) -> Any:
    page.locator("#tertulia iframe").scroll_into_view_if_needed()
    frame = page.frame_locator("#tertulia iframe")
    frame.locator(".thread").wait_for()
    return frame


def wait_until_it_fits(page: Any) -> None:
    """Until the frame is as high as what is in it."""
    inside = page.locator("#tertulia iframe").element_handle().content_frame()
    page.wait_for_function(
        "height => document.querySelector('#tertulia iframe').offsetHeight === height",
        arg=inside.evaluate("Math.ceil(document.body.getBoundingClientRect().height)"),
    )


def answer(frame: Any, words: str, link: str = "Write a response") -> None:
    frame.get_by_role("link", name=link, exact=True).first.click()
    if frame.get_by_label("Your name").input_value() == "":
        frame.get_by_label("Your name").fill("Nadia")
    frame.locator("textarea[name=text]").fill(words)
    frame.locator("form.answer button:not([name]):not([type])").click()
    frame.locator(".response", has_text=words).first.wait_for()


def test_a_guest_writes_on_the_page_of_a_blog(page: Any, site: Site, blog: str) -> None:
    page.goto(f"{blog}/ferry/")
    page.get_by_role("link", name="0 responses").first.wait_for()
    frame = frame_of(page)
    answer(frame, "The first light was green.")
    answer(frame, "It was the buoy.", link="Reply to Nadia")
    wait_until_it_fits(page)
    page.locator("iframe[title='2 responses to “Last ferry”']").wait_for()
    frame.locator(".response .response .when").click()
    page.wait_for_function("location.hash.startsWith('#response-')")

    permalink = site.url + frame.locator(".response .response .when").get_attribute("href")
    page.goto(permalink)
    number = re.search(r"/r/(\d+)/", permalink)[1]
    assert page.url == f"{blog}/ferry/#response-{number}"
    shown = page.frame_locator("#tertulia iframe").locator(f"#response-{number}")
    shown.wait_for()
    page.wait_for_function("scrollY > 0")
    page.get_by_role("link", name="2 responses").wait_for()
    assert page.console_errors == []


def test_it_is_dark_on_a_dark_page_and_mirrored_on_an_arabic_one(page: Any, blog: str) -> None:
    page.goto(f"{blog}/quiet/?dark")
    frame = frame_of(page)
    assert frame.locator("html").evaluate("page => getComputedStyle(page).colorScheme") == "dark"
    page.evaluate("document.body.style.color = '#111'; tertulia.refresh()")
    frame_of(page).locator("html[data-theme=light]").wait_for()
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(f"{blog}/quiet/?arabic")
    assert frame_of(page).locator("html").get_attribute("dir") == "rtl"
    page.get_by_role("link", name="لا ردود").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.console_errors == []


def test_on_a_page_of_another_site_answers_are_written_beside_it(page: Any, site: Site, blog: str) -> None:
    """There a browser keeps our cookies from the frame; what was written is announced in it all the same."""
    other = blog.replace("localhost", "127.0.0.2")
    for words in ("Written beside it.", "And once more."):
        page.goto(f"{other}/ferry/")
        frame = frame_of(page)
        with page.expect_popup() as opened:
            frame.get_by_role("link", name="Write a response").click()
        write_beside(opened.value, words, f"{other}/ferry/")
    frame.get_by_role("button", name="New responses: 1").click()
    frame.get_by_text("And once more.").wait_for()
    assert page.console_errors == []


def write_beside(window: Any, words: str, leads_to: str) -> None:
    window.get_by_label("Your name").fill("Nadia")
    window.get_by_label("Your response").fill(words)
    window.get_by_role("button", name="Post the response").click()
    window.wait_for_url(re.compile(f"^{re.escape(leads_to)}#response-"))
    window.frame_locator("#tertulia iframe").get_by_text(words).wait_for()
    window.close()


def test_a_site_that_is_not_listed_gets_no_frame_and_no_numbers(page: Any, site: Site, blog: str) -> None:
    stranger = blog.replace("localhost", "127.0.0.1")
    page.goto(f"{stranger}/ferry/")
    page.locator("#tertulia iframe").scroll_into_view_if_needed()
    said: list[str] = page.console_errors
    page.wait_for_function("performance.getEntriesByType('resource').some(each => each.name.includes('/embed/counts/'))")
    while not any("frame-ancestors" in each for each in said):
        page.wait_for_event("console", timeout=20_000)
    assert page.get_by_role("link", name="Responses").count() == 2
    inside = page.locator("#tertulia iframe").element_handle().content_frame()
    assert inside.locator(".thread").count() == 0


def test_the_script_comes_packed_from_the_front(site: Site, blog: str) -> None:
    asked = urllib.request.Request(f"{site.url}/embed.js", headers={"Accept-Encoding": "br"})
    with urllib.request.urlopen(asked) as script:
        assert len(script.read()) < 2_000
        seen = script.headers["ETag"]
    again = urllib.request.Request(f"{site.url}/embed.js", headers={"If-None-Match": seen})
    with pytest.raises(urllib.error.HTTPError) as unchanged:
        urllib.request.urlopen(again)
    assert unchanged.value.code == 304

"""Voting on a running site: with two hundred requests at once, in a browser, and without script."""

import http.client
import json
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.journeys.conftest import Site
from tests.journeys.paper import address, bare, paper, response_with
from tests.journeys.people import enter, token_of

__all__ = ["bare", "paper"]


def id_of(site: Site, words: str) -> int:
    return int(
        site.python(f"from tertulia.responses.models import Response; print(Response.objects.filter(text={words!r}).first().pk)")
    )


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_two_hundred_votes_at_once_are_one(paper: Site, method: str) -> None:
    token, response = token_of(paper, "crowd@reader.example"), id_of(paper, "I drive for a *bakery* on Rope Street.")

    def vote(number: int, way: str = method) -> int:
        connection = http.client.HTTPConnection(urlsplit(paper.url).netloc, timeout=60)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        connection.request(way, f"/api/v1/responses/{response}/vote", json.dumps({"value": 1}), headers)
        return connection.getresponse().status

    vote(0, "PUT")
    with ThreadPoolExecutor(40) as crowd:
        statuses = set(crowd.map(vote, range(200)))
    assert statuses == {200}
    votes = json.loads(urllib.request.urlopen(f"{paper.url}/api/v1/responses/{response}").read())["votes"]
    assert votes == {"up": 1 if method == "PUT" else 0, "down": 0}


def test_a_reader_votes_in_place(page: Any, paper: Site) -> None:
    enter(page, paper, "vote@reader.example")
    page.goto(address(paper, "to-reply"))
    response = response_with(page, "Something to answer.")
    link = response.locator(":scope > article [data-vote='1']")
    page.locator("[data-vote='1'][aria-pressed=false]").first.wait_for()
    link.click()
    response.locator(":scope > article [data-vote='1'][aria-pressed=true]").wait_for()
    assert link.locator("span").inner_text() == "1"
    page.reload()
    response.locator(":scope > article [data-vote='1'][aria-pressed=true]").wait_for()
    response.locator(":scope > article .more > summary").click()
    response.locator(":scope > article [data-vote='-1']").click()
    response.locator(":scope > article [data-vote='-1'][aria-pressed=true]").wait_for()
    assert link.locator("span").inner_text() == ""
    response.locator(":scope > article [data-vote='-1']").click()
    response.locator(":scope > article [data-vote='-1'][aria-pressed=false]").wait_for()
    assert page.console_errors == []


def test_a_reader_votes_without_script(bare: Any, paper: Site) -> None:
    enter(bare, paper, "plain@reader.example")
    bare.goto(address(paper, "to-own-page"))
    response_with(bare, "Something else.").get_by_role("link", name="Adds to the discussion").click()
    bare.get_by_role("button", name="Adds to the discussion").click()
    assert "#response-" in bare.url
    assert response_with(bare, "Something else.").locator(":scope > article [data-vote='1'] span").inner_text() == "1"


def test_a_guest_is_led_to_sign_in(page: Any, paper: Site) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(address(paper, "to-reply"))
    response_with(page, "Something to answer.").locator(":scope > article [data-vote='1']").click()
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    page.wait_for_url("**/account/login/**")
    assert not [url for url in requests if "/mine/" in url]


def test_the_order_a_reader_chose_is_remembered(page: Any, paper: Site) -> None:
    page.goto(address(paper, "to-reply"))
    page.get_by_role("link", name="Newest", exact=True).click()
    page.wait_for_url("**order=newest**")
    assert "Something else." in page.locator(".responses > .response").first.inner_text()
    page.goto(address(paper, "tram"))
    page.locator(".thread[data-order=newest]").wait_for()
    assert page.locator(".orders [aria-current]").inner_text() == "Newest"
    assert page.locator(".responses > .response").first.get_by_text("https://example.org/aaa").count()
    shift = "new Promise(done => new PerformanceObserver(list => done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0)))"
    shift += ".observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done(0), 300))"
    assert page.evaluate(shift) == 0

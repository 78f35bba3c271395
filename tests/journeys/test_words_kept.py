"""Words that somebody has written are never lost: not to a thread that closes, nor to a response that goes, nor to the network."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Site
from tests.journeys.paper import bare, paper, response_with
from tests.journeys.people import enter
from tests.journeys.test_replying import open_reply

__all__ = ["bare", "paper"]

A_STORY = """
from tertulia.responses.posting import post_response
from tertulia.responses.threads import open_thread
from tertulia.stories.models import FrontPage, StoryPage
slug = f"kept-{StoryPage.objects.count()}"
page = FrontPage.objects.get().add_child(instance=StoryPage(title="A story", slug=slug))
page.save_revision().publish()
page.refresh_from_db()
thread = open_thread(story=page, site=page.get_site().pk)
def write(name, text, parent=None):
    return post_response(thread=thread.pk, author=None, name=name, text=text, parent=parent, network=name).response.pk
first = write("Ana", "Something to answer.")
write("Bo & Co", "Something below.", first)
write("Cy", "Something else.")
print(page.dated_address(), thread.pk, first)
"""
STATE = """
from tertulia.responses.models import Thread, ThreadState
from tertulia.responses.threads import set_thread_state
set_thread_state(thread=Thread.objects.get(pk={thread}), state=ThreadState.{state})
"""
GONE = """
from tertulia.responses.models import Response
from tertulia.responses.posting import post_response
from tertulia.responses.visibility import hide_response
hide_response(Response.objects.get(thread={thread}, text="Something else."), before=("visible",), after="removed")
post_response(thread={thread}, author=None, name="Di", text="Something newer.", network="Di")
"""
COUNT = "from tertulia.responses.models import Response; print(Response.objects.filter(thread={thread}, text={text!r}).count())"


@pytest.fixture
def story(paper: Site) -> tuple[str, str]:
    """The address of a story of three responses, and its thread."""
    path, thread, _first = paper.python(A_STORY).split()
    return paper.url + path, thread


def test_a_thread_that_closes_leaves_what_is_being_written(page: Any, paper: Site, story: tuple[str, str]) -> None:
    address, thread = story
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(address)
    answered = open_reply(page, "Something below.")
    page.get_by_label("Your name").fill("Nadia")
    page.get_by_label("Your reply").fill("Half of what I have to say.")
    paper.python(STATE.format(thread=thread, state="CLOSED"))
    page.get_by_text("This thread was closed while you were writing").wait_for(timeout=20_000)
    assert page.get_by_label("Your reply").input_value() == "Half of what I have to say."
    assert page.get_by_label("Your reply").evaluate("field => field.readOnly")
    assert page.get_by_role("button", name="Post the reply").count() == 0
    assert page.locator("[data-reply]").count() == 0
    assert page.get_by_text("This thread is closed: it can be read").is_visible()
    page.get_by_role("button", name="Copy the words").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "Half of what I have to say."
    page.get_by_role("button", name="Close").click()
    assert page.locator(".inplace").count() == 0
    assert page.evaluate("document.activeElement.id") == answered.get_attribute("id")
    assert page.console_errors == []


def test_an_empty_form_goes_with_the_thread(page: Any, paper: Site, story: tuple[str, str]) -> None:
    address, thread = story
    page.goto(address)
    page.get_by_role("link", name="Write a response").click()
    page.get_by_label("Your response").wait_for()
    paper.python(STATE.format(thread=thread, state="CLOSED"))
    page.get_by_text("This thread is closed: it can be read").wait_for(timeout=20_000)
    expect(page.locator(".inplace")).to_have_count(0)


def test_without_a_script_a_closed_thread_gives_the_words_back(bare: Any, paper: Site, story: tuple[str, str]) -> None:
    address, thread = story
    bare.goto(address)
    bare.get_by_role("link", name="Write a response").click()
    bare.get_by_label("Your name").fill("Nadia")
    bare.get_by_label("Your response").fill("Too late.")
    paper.python(STATE.format(thread=thread, state="CLOSED"))
    bare.get_by_role("button", name="Post the response").click()
    assert bare.get_by_text("This thread is closed").first.is_visible()
    assert bare.get_by_label("What you wrote").input_value() == "Too late."
    assert bare.get_by_label("What you wrote").get_attribute("readonly") is not None


def test_what_is_answered_may_go_and_what_is_new_may_come(page: Any, paper: Site, story: tuple[str, str]) -> None:
    address, thread = story
    page.goto(address)
    open_reply(page, "Something else.")
    page.get_by_label("Your name").fill("Nadia")
    page.get_by_label("Your reply").fill("I do not agree.")
    paper.python(GONE.format(thread=thread))
    page.get_by_role("button", name="New responses: 1").click(timeout=20_000)
    response_with(page, "Something newer.").wait_for()
    assert page.get_by_label("Your reply").input_value() == "I do not agree."
    assert page.evaluate("document.activeElement.name") == "text"


@pytest.mark.parametrize("status", [429, 500, 502])
def test_a_server_that_fails_is_said_and_asked_again(page: Any, paper: Site, story: tuple[str, str], status: int) -> None:
    address, thread = story
    page.goto(address)
    open_reply(page, "Something to answer.")
    page.get_by_label("Your name").fill("Nadia")
    page.get_by_label("Your reply").fill(f"After {status}.")
    page.route("**/respond/", lambda route: route.fulfill(status=status, body="<main><h1>Not now.</h1></main>"))
    page.get_by_role("button", name="Post the reply").click()
    page.get_by_text("This did not go through.").wait_for()
    assert page.get_by_role("alert").filter(visible=True).inner_text().startswith("Not now.")
    assert page.get_by_label("Your reply").input_value() == f"After {status}."
    page.unroute("**/respond/")
    page.get_by_role("button", name="Post the reply").click()
    page.locator(".response.new").wait_for()
    assert paper.python(COUNT.format(thread=thread, text=f"After {status}.")) == "1"


def test_an_answer_that_is_lost_on_its_way_posts_once(page: Any, paper: Site, story: tuple[str, str]) -> None:
    address, thread = story
    page.goto(address)
    open_reply(page, "Something to answer.")
    page.get_by_label("Your name").fill("Nadia")
    page.get_by_label("Your reply").fill("Once is enough.")
    page.route("**/respond/", lambda route: (route.fetch(), route.abort()))
    page.get_by_role("button", name="Post the reply").click()
    page.get_by_text("This did not go through.").wait_for()
    assert paper.python(COUNT.format(thread=thread, text="Once is enough.")) == "1"
    page.unroute("**/respond/")
    page.get_by_role("button", name="Post the reply").click()
    page.locator(".response.new").wait_for()
    assert paper.python(COUNT.format(thread=thread, text="Once is enough.")) == "1"


def test_a_server_that_says_nothing_is_given_up(page: Any, story: tuple[str, str]) -> None:
    page.clock.install()
    page.goto(story[0])
    open_reply(page, "Something to answer.")
    page.get_by_label("Your name").fill("Nadia")
    page.get_by_label("Your reply").fill("Is anybody there?")
    page.route("**/respond/", lambda _route: None)
    page.get_by_role("button", name="Post the reply").click()
    expect(page.locator("form.answer")).to_have_attribute("aria-busy", "true")
    page.clock.fast_forward(60_000)
    page.get_by_text("This did not go through.").wait_for()
    assert page.get_by_label("Your reply").input_value() == "Is anybody there?"
    assert page.locator("form.answer").get_attribute("aria-busy") is None


def test_an_edit_is_looked_at_before_it_is_saved(page: Any, bare: Any, paper: Site, story: tuple[str, str]) -> None:
    address, _thread = story
    enter(page, paper, "editor@reader.example", "Edith")
    page.goto(address)
    page.get_by_role("link", name="Write a response").click()
    page.get_by_label("Your response").fill("At first.")
    page.get_by_role("button", name="Post the response").click()
    page.locator(".response.new").wait_for()
    page.reload()
    page.locator("article[data-own]").wait_for()
    mine = response_with(page, "At first.")
    mine.locator(":scope > article .more > summary").click()
    edit = mine.get_by_role("link", name="Edit", exact=True)
    own_page = edit.get_attribute("href")
    edit.click()
    page.get_by_label("Your response").fill("In the *end*.")
    page.get_by_role("button", name="Preview").click()
    assert page.locator(".preview em").inner_text() == "end"
    assert "preview" in page.evaluate("document.activeElement.className")
    assert page.get_by_label("Your response").input_value() == "In the *end*."
    assert "At first." in mine.locator(":scope > article > .words").inner_text()
    page.get_by_role("button", name="Save").click()
    response_with(page, "In the end.").wait_for()

    enter(bare, paper, "editor@reader.example", "Edith")
    bare.goto(paper.url + own_page)
    bare.get_by_label("Your response").fill("Once **more**.")
    bare.get_by_role("button", name="Preview").click()
    assert bare.locator(".preview strong").inner_text() == "more"
    assert bare.get_by_label("Your response").input_value() == "Once **more**."


def test_every_way_to_reply_says_to_whom(bare: Any, story: tuple[str, str]) -> None:
    bare.goto(story[0])
    names = [bare.get_by_role("link", name=f"Reply to {name}", exact=True).count() for name in ("Ana", "Bo & Co", "Cy")]
    assert names == [1, 1, 1]
    assert bare.get_by_role("link", name="Reply", exact=True).count() == 0


def test_who_was_signed_out_meanwhile_is_asked_before_a_guest_posts(page: Any, paper: Site, story: tuple[str, str]) -> None:
    address, thread = story
    page.goto(address)
    page.evaluate("localStorage.setItem('tertulia:name', 'An old guest name')")
    enter(page, paper, "editor@reader.example", "Edith")
    page.reload()
    open_reply(page, "Something to answer.")
    page.get_by_label("Your reply").fill("Said as Edith.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Post the reply").click()
    page.get_by_text("This form has expired.").wait_for()
    assert page.get_by_label("Your reply").input_value() == "Said as Edith."
    assert page.get_by_role("link", name="Sign in").last.is_visible()
    assert paper.python(COUNT.format(thread=thread, text="Said as Edith.")) == "0"


def test_one_draft_in_two_tabs_is_posted_once(page: Any, paper: Site, story: tuple[str, str]) -> None:
    address, thread = story
    other = page.context.new_page()
    page.goto(address)
    open_reply(page, "Something to answer.")
    page.get_by_label("Your name").fill("Nadia")
    page.get_by_label("Your reply").fill("Begun in one tab.")
    other.goto(address)
    open_reply(other, "Something to answer.")
    assert other.get_by_label("Your reply").input_value() == "Begun in one tab."
    other.get_by_label("Your name").fill("Nadia")
    for tab in (page, other):
        tab.get_by_role("button", name="Post the reply").click()
        tab.locator(".response.new").wait_for()
    assert paper.python(COUNT.format(thread=thread, text="Begun in one tab.")) == "1"
    open_reply(other, "Something else.")
    other.go_back()
    other.go_forward()
    open_reply(other, "Something to answer.")
    assert other.get_by_label("Your reply").input_value() == ""


def test_without_a_network_what_is_being_read_stays(page: Any, paper: Site) -> None:
    page.goto(f"{paper.url}/2026/11/20/many/")
    further, reply = page.locator("[data-next]"), response_with(page, "Response number 3.").locator("[data-reply]")
    further.scroll_into_view_if_needed()
    page.context.set_offline(True)
    further.click()
    expect(page.locator(".next [role=alert]")).to_have_text("This did not go through: try again.")
    assert further.get_attribute("aria-busy") is None
    reply.click()
    reply.locator("xpath=following-sibling::*[@role='alert']").wait_for()
    expect(page.locator(".response")).to_have_count(100)
    page.context.set_offline(False)
    further.click()
    expect(page.locator(".response")).to_have_count(130)
    expect(page.locator(".next [role=alert]")).to_have_count(0)


def test_pressing_twice_while_a_form_is_on_its_way_opens_one(page: Any, story: tuple[str, str]) -> None:
    page.goto(story[0])
    waiting: list[Any] = []
    page.route("**/respond/**", lambda route: waiting.append(route))  # noqa: PLW0108 - Playwright marks what it is given
    for words in ("Something to answer.", "Something to answer.", "Something else."):
        response_with(page, words).locator(":scope > article [data-reply]").click()
    while len(waiting) < 3:
        page.wait_for_timeout(50)
    for route in reversed(waiting):
        route.continue_()
    page.locator(".inplace textarea").first.wait_for()
    for route in waiting:
        route.request.response().finished()
    expect(page.locator(".inplace")).to_have_count(1)
    assert response_with(page, "Something else.").locator(":scope > .inplace").count() == 1

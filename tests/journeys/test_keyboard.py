"""A thread walked by keyboard alone: what is focused is seen, what is pressed keeps the focus, nothing is a dead end."""

from typing import Any

from playwright.sync_api import expect

from tests.journeys.conftest import Site
from tests.journeys.paper import address, bare, paper, response_with
from tests.journeys.people import enter
from tests.journeys.test_words_kept import story

__all__ = ["bare", "paper", "story"]

FOCUSED = """() => {
    const at = document.activeElement, box = at.getBoundingClientRect(), look = getComputedStyle(at);
    const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return { name: at.ariaLabel || at.textContent.trim().slice(0, 60), tag: at.tagName, outline: look.outlineStyle,
             seen: box.top >= 0 && box.bottom <= innerHeight, covered: !(over && (at.contains(over) || over.contains(at))) };
}"""


def focused(page: Any) -> str:
    """Where the focus is: the id of the response, or what stands on the element."""
    return str(page.evaluate("document.activeElement.closest('.response')?.id ?? document.activeElement.textContent.trim()"))


def test_every_stop_on_the_way_through_a_long_thread_is_seen(page: Any, paper: Site) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(address(paper, "many"))
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the content"
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the responses"
    page.keyboard.press("Enter")
    stops = []
    for _stop in range(140):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUSED))
    assert [stop for stop in stops if stop["outline"] == "none" or not stop["seen"] or stop["covered"]] == []
    assert stops[0]["name"] == "Write a response"
    assert "Reply to Reader 20" in [stop["name"] for stop in stops]


def test_the_rest_of_a_long_response_keeps_the_focus_where_it_was_opened(page: Any, paper: Site) -> None:
    page.goto(address(paper, "tram"))
    long = response_with(page, "Paragraph 48.")
    long.locator(":scope > article .rest summary").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.rest[open]')")
    page.wait_for_function("document.activeElement !== document.body")
    assert focused(page) == long.get_attribute("id")
    page.keyboard.press("Tab")
    assert focused(page) == long.get_attribute("id")


def test_votes_and_folds_and_withdrawals_keep_the_focus(page: Any, paper: Site, story: tuple[str, str]) -> None:
    enter(page, paper, "keys@reader.example", "Kay")
    page.goto(story[0])
    page.get_by_role("link", name="Write a response").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Your response").fill("Mine, for a while.")
    page.keyboard.press("Control+Enter")
    page.locator(".response.new").wait_for()
    page.reload()
    page.locator("article[data-own]").wait_for()

    vote = response_with(page, "Something else.").get_by_role("button", name="Adds to the discussion")
    vote.focus()
    page.keyboard.press("Space")  # what is called a button is pressed like one
    expect(vote).to_have_attribute("aria-pressed", "true")
    expect(vote).to_be_focused()
    page.keyboard.press("Enter")
    expect(vote).to_have_attribute("aria-pressed", "false")
    expect(vote).to_be_focused()

    first = response_with(page, "Something to answer.")
    first.locator(":scope > article .more > summary").focus()
    page.keyboard.press("Enter")
    fold = first.locator(":scope > article").get_by_role("button", name="Fold the replies")
    fold.focus()
    page.keyboard.press("Enter")
    expect(fold).to_have_attribute("aria-pressed", "true")
    expect(fold).to_be_focused()

    mine = response_with(page, "Mine, for a while.")
    mine.locator(":scope > article .more > summary").focus()
    page.keyboard.press("Enter")
    mine.get_by_role("link", name="Withdraw").focus()
    page.keyboard.press("Enter")
    page.locator(".inplace").get_by_role("button", name="Withdraw").focus()
    page.keyboard.press("Enter")
    expect(mine).to_have_count(0)
    page.wait_for_function("document.activeElement !== document.body")
    assert focused(page) == response_with(page, "Something else.").get_attribute("id")
    assert page.console_errors == []


def test_news_is_said_by_a_region_that_was_there_before(page: Any, story: tuple[str, str]) -> None:
    page.goto(story[0])
    region = page.locator("[aria-live=polite]", has=page.locator("button.live"))
    region.wait_for(state="attached")
    assert region.evaluate("each => !each.hidden && getComputedStyle(each).display !== 'none'")
    assert not region.locator("button").is_visible()

"""Editing and withdrawing one's own in place, and quoting what is selected."""

from typing import Any

from tests.journeys.conftest import Site
from tests.journeys.paper import address, paper, response_with
from tests.journeys.people import enter

__all__ = ["paper"]


def post(page: Any, words: str) -> Any:
    page.get_by_role("link", name="Write a response").click()
    page.get_by_label("Your response").fill(words)
    page.get_by_role("button", name="Post the response").click()
    page.locator(".response.new").wait_for()
    page.reload()
    page.locator("article[data-own]").first.wait_for()
    return response_with(page, words)


def test_one_edits_and_withdraws_in_place(page: Any, paper: Site) -> None:
    enter(page, paper, "editor@reader.example", "Edith")
    page.goto(address(paper, "to-reply"))
    mine = post(page, "At first I said this.")
    mine.locator(":scope > article .more > summary").click()
    mine.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Your response").fill("In the end I said *that*.")
    page.get_by_role("button", name="Save").click()
    changed = response_with(page, "In the end I said that.")
    changed.wait_for()
    assert changed.locator(":scope > article .edited").count() == 1
    changed.locator(":scope > article .more > summary").click()
    changed.get_by_role("link", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw").click()
    page.locator(".words", has_text="In the end").wait_for(state="detached")
    assert page.console_errors == []


def test_a_reply_quotes_what_is_selected(page: Any, paper: Site) -> None:
    page.goto(address(paper, "to-preview"))
    response = response_with(page, "Something to answer.")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.response .words'))")
    response.locator(":scope > article [data-reply]").click()
    page.locator(".inplace textarea").wait_for()
    assert page.locator(".inplace textarea").input_value() == "> Something to answer.\n\n"

"""Editing and withdrawing one's own in place, and quoting what is selected."""

from typing import Any

import pytest

from tests.journeys.conftest import Site
from tests.journeys.paper import address, bare, paper, response_with
from tests.journeys.people import enter

__all__ = ["bare", "paper"]


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


def begin_edit(page: Any, mine: Any) -> Any:
    if not mine.locator(":scope > article .more[open]").count():
        mine.locator(":scope > article .more > summary").click()
    mine.get_by_role("link", name="Edit", exact=True).click()
    field = page.locator(".inplace form[data-of] textarea")
    field.wait_for()
    return field


def test_an_edit_is_lost_neither_with_the_connection_nor_with_the_session(page: Any, paper: Site) -> None:
    enter(page, paper, "careful@reader.example", "Cara")
    page.goto(address(paper, "to-draft"))
    mine = post(page, "Not yet what I mean.")
    field = begin_edit(page, mine)
    field.fill("Weighed word by word.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Your words are kept here").wait_for()
    page.context.set_offline(False)

    page.locator("[data-reply]").first.click()  # another form takes its place
    page.get_by_role("button", name="Post the response").wait_for()
    page.keyboard.press("Escape")
    assert begin_edit(page, mine).input_value() == "Weighed word by word."

    page.context.clear_cookies()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Sign in first.").wait_for()
    assert page.locator(".masthead").count() == 1
    assert field.input_value() == "Weighed word by word."

    enter(page, paper, "careful@reader.example", "Cara")  # in another tab: the form's token is an old one now
    field.press("Control+Enter")
    response_with(page, "Weighed word by word.").wait_for()
    assert page.locator(".inplace").count() == 0


def test_an_edit_that_is_left_begins_anew(page: Any, paper: Site) -> None:
    enter(page, paper, "wavering@reader.example", "Wanda")
    page.goto(address(paper, "to-draft"))
    mine = post(page, "As it was.")
    begin_edit(page, mine).fill("As it might be.")
    page.get_by_role("button", name="Leave it as it is").click()
    assert page.evaluate("document.activeElement.textContent") == "Edit"
    assert begin_edit(page, mine).input_value() == "As it was."


SAID = """
from tertulia.readers.models import Reader
from tertulia.responses.models import Thread
from tertulia.responses.posting import post_response
edith, other = (Reader.objects.filter(email=email).first() or Reader.objects.create_user(email, name=name)
                for email, name in (("bare@reader.example", "Edith"), ("answerer@reader.example", "Ansgar")))
thread = Thread.objects.get(story__slug="to-expired").pk
made = post_response(thread=thread, author=edith, text="The tram comes in *June*.").response.pk
post_response(thread=thread, author=other, text="In June? Never.", parent=made)
print(made)
"""


def test_without_a_script_an_edit_after_a_reply_shows_its_difference_and_a_withdrawal_its_marker(bare: Any, paper: Site) -> None:
    made = paper.python(SAID)
    enter(bare, paper, "bare@reader.example", "Edith")
    mine = bare.locator(f"#response-{made}")

    def choose(what: str) -> None:
        bare.goto(address(paper, "to-expired"))
        mine.locator(":scope > article .more > summary").click()
        mine.locator(":scope > article").get_by_role("link", name="Change").click()
        bare.get_by_role("link", name=what).click()

    choose("Edit")
    bare.get_by_label("Your response").fill("The tram comes in *July*.")
    bare.get_by_role("button", name="Save").click()
    mine.locator(":scope > article .edited").click()
    assert "June" in bare.locator("del").inner_text()
    assert "July" in bare.locator("ins").inner_text()
    choose("Withdraw")
    bare.get_by_role("button", name="Withdraw").click()
    bare.goto(address(paper, "to-expired"))
    assert mine.locator(":scope > p").inner_text() == "Withdrawn by its author."
    assert mine.get_by_text("In June? Never.").is_visible()


@pytest.mark.parametrize(("slug", "words"), [("to-preview", "Something to answer."), ("lamp", "خبر جميل! شكرًا لكم.")])
def test_a_reply_quotes_what_is_selected(page: Any, paper: Site, slug: str, words: str) -> None:
    page.goto(address(paper, slug))
    response = response_with(page, words)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.response .words'))")
    response.locator(":scope > article [data-reply]").click()
    page.locator(".inplace textarea").wait_for()
    assert page.locator(".inplace textarea").input_value() == f"> {words}\n\n"

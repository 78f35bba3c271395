"""Reading a story and its thread in a real browser, with and without script."""

from typing import Any

from playwright.sync_api import expect

from tests.journeys.conftest import Site
from tests.journeys.paper import address, bare, paper, response_with

__all__ = ["bare", "paper"]


def test_everything_is_read_without_script(bare: Any, paper: Site) -> None:
    bare.goto(address(paper, "tram"))
    assert bare.locator("h1").inner_text() == "Harbour tram gets its last kilometre"
    assert bare.locator(".caption").inner_text() == "The old bridge."
    assert bare.locator(".credit").inner_text() == "Photograph: Quay Pictures"
    assert bare.locator("#responses-heading").inner_text() == "24 responses to “Harbour tram gets its last kilometre”"
    assert bare.locator(".fold").inner_text() == "11 more replies between TramWatcher and Quiet Otter"
    bare.locator(".fold > details > summary").click()
    assert bare.get_by_text("Turn 5 of a long quarrel.").is_visible()
    assert "Removed by a moderator." in bare.locator(".gone").inner_text()
    bare.get_by_text("Show the rest").click()
    bare.get_by_text("Paragraph 48.").scroll_into_view_if_needed()


def test_caption_and_credit_are_shown_without_a_picture(bare: Any, paper: Site) -> None:
    bare.goto(address(paper, "closed"))
    assert bare.locator("figcaption").inner_text() == "A caption without a picture. Photograph: unknown"
    assert bare.locator("figure img").count() == 0


def test_a_closed_thread_says_so_and_offers_no_reply(bare: Any, paper: Site) -> None:
    bare.goto(address(paper, "closed"))
    assert bare.get_by_text("This thread is closed").is_visible()
    assert bare.get_by_text("The imported page declared 32 responses; 2 are here.").is_visible()
    assert bare.locator("[data-reply]").count() == 0


def test_a_long_thread_has_a_next_page_without_script(bare: Any, paper: Site) -> None:
    bare.goto(address(paper, "many"))
    assert bare.locator(".response").count() == 100
    bare.get_by_role("link", name="Show the next 30 responses").click()
    assert bare.locator(".response").count() == 30
    bare.get_by_role("link", name="Show the responses before these").click()
    assert bare.get_by_text("Response number 0.").is_visible()
    assert bare.get_by_role("link", name="Show the responses before these").count() == 0


def test_pages_come_in_place_and_the_address_follows(page: Any, paper: Site) -> None:
    page.goto(address(paper, "many"))
    page.get_by_role("link", name="Show the next 30 responses").click()
    expect(page.locator(".response")).to_have_count(130)
    assert "after=" in page.url
    assert page.locator("[data-next]").count() == 0
    assert page.evaluate("document.activeElement.textContent").find("Response number 100.") > 0
    page.go_back()
    expect(page.locator(".response")).to_have_count(100)
    assert page.console_errors == []


def test_whoever_lands_far_down_reads_upwards_and_answers_at_the_foot(page: Any, paper: Site) -> None:
    page.goto(address(paper, "many"))
    page.get_by_role("link", name="Show the next 30 responses").click()
    landing = page.locator(".response", has_text="Response number 120.").locator(".when").get_attribute("href")
    page.goto(paper.url + landing)
    expect(page.locator(".response")).to_have_count(10)
    mine = page.locator(".response:focus")
    page.locator("[data-earlier]").scroll_into_view_if_needed()
    there = mine.bounding_box()["y"]
    page.locator("[data-earlier]").click()
    expect(page.locator(".response")).to_have_count(110)
    assert abs(page.locator(".response", has_text="Response number 120.").bounding_box()["y"] - there) < 3
    page.locator("[data-earlier]").click()
    expect(page.locator(".response")).to_have_count(130)
    assert page.locator("[data-earlier]").count() == 0
    numbers = page.locator(".responses > .response .words").all_inner_texts()
    assert numbers == [f"Response number {number}." for number in range(130)]
    page.locator(".foot [data-reply]").click()
    page.locator(".foot + .inplace textarea").wait_for()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.locator(".where").wait_for(state="hidden")  # it would lie over the form
    menu = page.locator(".response .more > summary").last
    menu.scroll_into_view_if_needed()
    there = menu.bounding_box()
    menu.click()
    page.locator(".more[data-equipped]").wait_for()
    assert menu.bounding_box() == there  # a second click closes it again
    assert page.console_errors == []


def test_the_rest_of_a_branch_comes_in_place(page: Any, paper: Site) -> None:
    page.goto(address(paper, "deep"))
    page.get_by_role("link", name="20 more replies in this branch").click()
    expect(page.locator(".response")).to_have_count(121)
    assert page.locator(".responses > li > ol > .response").count() == 120
    assert page.console_errors == []


def test_a_branch_has_a_page_of_its_own_with_a_way_back(bare: Any, paper: Site) -> None:
    bare.goto(address(paper, "deep"))
    bare.get_by_role("link", name="20 more replies in this branch").click()
    assert bare.locator(".response").count() == 21
    bare.get_by_role("link", name="Back to the whole thread").click()
    assert bare.locator(".response").count() == 101


def test_the_link_of_a_response_lands_on_it_with_the_focus(page: Any, paper: Site) -> None:
    page.goto(address(paper, "many", "?order=newest"))
    link = response_with(page, "Response number 120.").locator(".when").get_attribute("href")
    page.goto(f"{paper.url}{link}")
    focused = page.evaluate("document.activeElement.id")
    assert focused == "response-" + link.strip("/").split("/")[-1]
    assert "Response number 120." in page.locator(f"#{focused}").inner_text()


def test_a_folded_response_is_opened_by_its_link(page: Any, paper: Site) -> None:
    page.goto(address(paper, "tram"))
    page.locator(".fold > details > summary").click()
    link = response_with(page, "Turn 7 of a long quarrel.").locator(".when").get_attribute("href")
    page.goto(f"{paper.url}{link}")
    assert page.get_by_text("Turn 7 of a long quarrel.").is_visible()


def test_a_branch_folds_and_jumps_lead_up_and_on(page: Any, paper: Site) -> None:
    page.goto(address(paper, "tram"))
    first = response_with(page, "I drive for a bakery")
    reply = response_with(page, "It is in the annex")
    first.locator(":scope > article .more summary").click()
    first.get_by_role("button", name="Fold the replies").click()
    assert not reply.is_visible()
    first.get_by_role("button", name="Fold the replies").click()
    reply.locator(":scope > article .more summary").click()
    reply.locator(":scope > article").get_by_role("button", name="What it answers").click()
    assert page.evaluate("document.activeElement.id") == first.get_attribute("id")
    first.locator(":scope > article").get_by_role("button", name="Next in the thread").click()
    assert "Maximilian" in page.evaluate("document.activeElement.textContent")


def test_keys_walk_the_thread(page: Any, paper: Site) -> None:
    page.goto(address(paper, "to-keys"))
    page.locator(".response .when").first.focus()
    seen = []
    for key in ("j", "j", "p", "n", "k"):
        page.keyboard.press(key)
        seen.append(page.evaluate("document.activeElement.querySelector('.author').textContent"))
    assert seen == ["Second", "Fifth", "Second", "Third", "Fifth"]


def test_what_is_flat_says_its_level_and_whom_it_answers(bare: Any, paper: Site) -> None:
    bare.goto(address(paper, "tram"))
    last = response_with(bare, "Turn 13 of a long quarrel.")
    assert last.locator("header").inner_text().split("\n")[0] == "Level 19"
    assert last.get_by_role("link", name="in reply to TramWatcher").is_visible()


def test_the_page_of_a_story_is_small(page: Any, paper: Site) -> None:
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.update({answer.url: answer.request.sizes()["responseBodySize"]}))
    page.goto(address(paper, "tram"), wait_until="networkidle")
    assert all(url.startswith(paper.url) for url in sizes)
    assert sum(size for url, size in sizes.items() if "/media/" not in url) < 60_000


def _place(page: Any) -> tuple[int, str]:
    page.locator(".where").wait_for(state="visible")
    at, of = page.locator(".where").inner_text().split(" / ")
    return int(at), of


def test_where_one_is_counts_in_the_whole_thread_and_not_in_what_is_loaded(page: Any, paper: Site) -> None:
    page.goto(address(paper, "many"))
    response_with(page, "Response number 60.").locator(".when").first.focus()
    at, of = _place(page)
    assert (50 < at <= 61, of) == (True, "130")
    further = page.locator("[data-next]").get_attribute("href")
    page.goto(paper.url + further)  # what is before it is not here
    response_with(page, "Response number 125.").locator(".when").focus()
    at, of = _place(page)
    assert (115 < at <= 126, of) == (True, "130")


def test_where_one_is_counts_what_lies_in_a_fold_and_not_what_is_gone(page: Any, paper: Site) -> None:
    page.goto(address(paper, "tram"))
    response_with(page, "https://example.org/aaa").scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.evaluate("document.querySelector('.thread').style.paddingBlockEnd = '100vh'; scrollBy(0, 500)")
    page.locator(".where").wait_for(state="visible")
    expect(page.locator(".where")).to_have_text("24 / 24")

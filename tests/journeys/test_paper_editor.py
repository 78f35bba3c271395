"""Five minutes in the newsroom: a story with a photo, a pull quote and a correction, through the real admin."""

import json
import secrets
import time
from pathlib import Path
from typing import Any

from axe_core_python.sync_playwright import Axe

from tests.journeys.test_editing import BODY, desk, open_new_story, publish, save, upload_photo
from tests.journeys.test_look import SHIFT, complaints_of, shots

__all__ = ["desk", "shots"]

MINUTES = 5
OURS = "#tab-content"
WAGTAILS = (".public-DraftEditor-content", ".ui-autocomplete-input")  # the rich text and the tags inside our panels


def pull_quote(desk: Any) -> None:
    desk.locator(f"{BODY} button[title='Insert a block']").first.click()
    desk.get_by_role("option", name="Text", exact=True).click()
    desk.locator(f"{BODY} [contenteditable=true]").last.click()
    desk.keyboard.type("The keeper climbed the stairs.")
    desk.locator(f"{BODY} button[title='Insert a block']").last.click()
    desk.get_by_role("option", name="Pull quote").click()
    desk.locator(f"{BODY} textarea[name$='-text']:visible").fill("We had stopped looking up.")


def correction(desk: Any) -> None:
    section = desk.locator("#panel-child-content-corrections-section")
    section.get_by_role("button", name="Add correction").click()
    section.locator("textarea:visible").fill("It was nine years, not ten.")


def look_at_the_editor(desk: Any, browser: Any, address: str, shots: Path) -> None:
    """The editor in a window of its own, as whoever opens the story next sees it."""
    context = browser.new_context(bypass_csp=True, storage_state=desk.context.storage_state())
    page = context.new_page()
    said = complaints_of(page)
    page.add_init_script(SHIFT)
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        page.locator(f"{BODY} textarea[name$='-text']").first.wait_for()
        assert page.evaluate("window.shift") < 0.1, width  # what Chromium calls good; the frame around it is Wagtail's
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=shots / f"editor-{width}-{scheme}.png")
    faults = Axe().run(page, {"include": [[OURS]], "exclude": [[each] for each in WAGTAILS]})["violations"]
    serious = {fault["id"]: fault["nodes"][0]["html"] for fault in faults if fault["impact"] in ("serious", "critical")}
    assert serious == {}
    assert said == []
    context.close()


def test_a_story_with_photo_pull_quote_and_correction(desk: Any, demo_site: Any, browser: Any, page: Any, shots: Path) -> None:
    began = time.monotonic()
    slug = f"five-{secrets.token_hex(3)}"
    open_new_story(desk, demo_site, slug)
    upload_photo(desk)
    desk.fill("#id_lead_caption", "The lamp above the door")
    desk.fill("#id_lead_credit", "Photo: The Quay")
    pull_quote(desk)
    correction(desk)
    save(desk)
    look_at_the_editor(desk, browser, desk.url, shots)
    publish(desk)
    desk.locator(".messages .success a", has_text="View live").wait_for()
    address = desk.locator(".messages .success a", has_text="View live").get_attribute("href")
    assert time.monotonic() - began < MINUTES * 60

    page.goto(f"{demo_site.url}{address}")
    assert page.locator(".pull").inner_text() == "We had stopped looking up."
    assert "It was nine years, not ten." in page.locator(".corrections").inner_text()
    assert page.locator("figure.lead .credit").inner_text() == "Photo: The Quay"
    assert page.evaluate("document.querySelector('figure.lead img').currentSrc").endswith(".avif")
    said = json.loads(page.locator('script[type="application/ld+json"]').inner_text())
    assert said["correction"][0]["text"] == "It was nine years, not ten."
    assert not [error for error in page.console_errors if "Content Security Policy" in error]

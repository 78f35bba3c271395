"""Five minutes in the newsroom: a story with a photo, a pull quote and a correction, through the real admin."""

import json
import secrets
import time
from pathlib import Path
from typing import Any

from tests.journeys.test_editing import BODY, desk, open_new_story, publish, save, upload_photo
from tests.journeys.test_look import shots

__all__ = ["desk", "shots"]

MINUTES = 5


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


def test_a_story_with_photo_pull_quote_and_correction(desk: Any, demo_site: Any, page: Any, shots: Path) -> None:
    began = time.monotonic()
    slug = f"five-{secrets.token_hex(3)}"
    open_new_story(desk, demo_site, slug)
    upload_photo(desk)
    desk.fill("#id_lead_caption", "The lamp above the door")
    desk.fill("#id_lead_credit", "Photo: The Quay")
    pull_quote(desk)
    correction(desk)
    for width in (360, 768, 1280):
        desk.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            desk.emulate_media(color_scheme=scheme)
            desk.screenshot(path=shots / f"editor-{width}-{scheme}.png")
    save(desk)
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

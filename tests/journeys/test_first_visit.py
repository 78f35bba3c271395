"""From nothing to an Arabic newsroom, in the browser."""

import re
import time
from pathlib import Path
from typing import Any

from tests.journeys.test_look import shots

__all__ = ["shots"]


def key_of(site: Any) -> str:
    for _attempt in range(600):
        if found := re.search(r"/setup/\?key=(\S+)", (site.folder / "server.log").read_text()):
            return found[1]
        time.sleep(0.05)
    raise AssertionError("no key on the console")


def test_a_new_site_is_set_up_in_the_browser(make_site: Any, page: Any, shots: Path) -> None:
    site = make_site("first").start()
    page.goto(site.url)
    page.get_by_role("link", name="Set this site up").click()
    page.get_by_label("Key").fill(key_of(site))
    page.get_by_role("button", name="Go on").click()
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=shots / f"setup-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("What the newsroom is called").fill("صحيفة الرصيف")
    page.get_by_label("Language of the site").select_option("ar")
    page.get_by_label("Time zone").fill("Africa/Cairo")
    page.get_by_label("Name", exact=True).fill("Salma")
    page.get_by_label("E-mail").fill("salma@rasif.example")
    page.get_by_label("Password").fill("a-long-enough-word")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("heading", name="It is set up.").wait_for()
    page.wait_for_url(f"{site.url}/admin/", timeout=90_000)  # by itself, once the site has started again
    page.goto(site.url)
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert "صحيفة الرصيف" in page.title()

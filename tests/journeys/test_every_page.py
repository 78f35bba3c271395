"""Every page a reader can come to, signed in or not, in English and in Arabic: nothing overflows, complains or shuts anyone out.

Threads are looked at in test_look.py.
"""

from pathlib import Path
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe

from tests.early import WORK
from tests.journeys.conftest import Site
from tests.journeys.test_look import complaints_of

PUBLIC = {
    "front": "/",
    "archive": "/archive/",
    "month": "/archive/2026/11/",
    "search": "/search/?q=lighthouse",
    "search-responses": "/search/?q=tram&in=responses",
    "search-arabic": "/search/?q=كتب",
    "search-nothing": "/search/?q=zzzz",
    "discussed": "/most-discussed/",
    "empty": "/2026/11/20/library-of-things/",
    "sign-in": "/account/login/",
    "sign-up": "/account/signup/",
    "code": "/account/login/code/",
    "reset": "/account/password/reset/",
    "missing": "/nothing/here/",
    "rules": "/rules/",
    "kept": "/what-is-kept/",
    "notice": "/legal/notice/",
    "guest": "/you/guest/",
}
OWN = {
    "me": "/account/",
    "profile": "/account/profile/",
    "email": "/account/email/",
    "password": "/account/password/change/",
    "sessions": "/account/sessions/",
    "second-factor": "/account/second-factor/",
    "app": "/account/second-factor/totp/activate/",
    "passkeys": "/account/second-factor/webauthn/",
    "new-passkey": "/account/second-factor/webauthn/add/",
    "inbox": "/account/inbox/",
    "notices": "/account/notices/",
    "leaving": "/account/leaving/",
    "leave": "/account/leaving/leave/",
    "warnings": "/account/warnings/",
    "reports": "/legal/reports/",
    "sign-out": "/account/logout/",
}
# Pages that hang on a response or a story of the demonstration, by links that stand there.
LINKED = {
    "section": ("/", ".sections a"),
    "contributor": ("/2026/11/21/harbour-tram/", 'a[href^="/contributors/"]'),
    "tag": ("/2026/11/21/harbour-tram/", 'a[href^="/tags/"]'),
    "form": ("/2026/11/21/harbour-tram/", 'a[href$="/respond/"]'),
    "reply": ("/2026/11/21/harbour-tram/", 'a[href*="/respond/?parent="]'),
    "follow": ("/2026/11/21/harbour-tram/", 'a[href^="/follow/thread/"]'),
    "reader": ("/2026/11/21/harbour-tram/", '.response a[href^="/readers/"]'),
    "history": ("/2026/11/21/harbour-tram/", 'a[href$="/history/"]'),
    "report": ("/2026/11/21/harbour-tram/", 'a[href$="/report/"]'),
}
PASSWORD = "ropes-and-lanterns"


@pytest.fixture
def shots() -> Path:
    folder = WORK / "shots" / "every-page"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _linked(page: Any, site: Site) -> dict[str, str]:
    """The addresses behind `LINKED`."""
    found = {}
    for name, (path, selector) in LINKED.items():
        if page.url != site.url + path:
            page.goto(site.url + path, wait_until="domcontentloaded")
        found[name] = page.locator(selector).first.get_attribute("href")
    return found


def _walk(page: Any, site: Site, pages: dict[str, str], shots: Path, who: str) -> list[str]:
    """Go through `pages` on a phone; returns every fault as a line."""
    faults = []
    said = complaints_of(page)
    for name, path in pages.items():
        page.goto(site.url + path, wait_until="domcontentloaded")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            faults.append(f"{name}: {wide} px too wide")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = [each for each in Axe().run(page)["violations"] if each["impact"] in ("serious", "critical")]
            faults += [f"{name} ({scheme}): {each['id']} {each['nodes'][0]['html'][:120]}" for each in found]
        page.emulate_media(color_scheme="light")
        page.screenshot(path=shots / f"{who}-{name}.png", full_page=True)
    return faults + [line for line in said if "status of 404" not in line]


def _enter(page: Any, site: Site, email: str) -> None:
    page.goto(f"{site.url}/account/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(f"{site.url}/account/")


def test_a_visitor_reads_every_page_on_a_phone(browser: Any, demo_site: Site, shots: Path) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, bypass_csp=True)
    page = context.new_page()
    pages = PUBLIC | _linked(page, demo_site)
    faults = _walk(page, demo_site, pages, shots, "visitor")
    context.close()
    assert faults == []


@pytest.mark.parametrize(("who", "locale"), [("halvard", "en"), ("salma", "ar")])
def test_a_reader_s_own_pages_hold_on_a_phone(browser: Any, demo_site: Site, shots: Path, who: str, locale: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, bypass_csp=True, locale=locale)
    page = context.new_page()
    _enter(page, demo_site, f"{who}@quay.example")
    faults = _walk(page, demo_site, OWN, shots, who)
    assert page.evaluate("document.documentElement.dir") == ("rtl" if locale == "ar" else "ltr")
    context.close()
    assert faults == []

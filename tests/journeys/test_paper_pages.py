"""The demonstration's pages in every width and scheme, and in both directions."""

from pathlib import Path
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe

from tests.journeys.conftest import Site
from tests.journeys.test_look import SHIFT, complaints_of, shots

__all__ = ["shots"]

PAGES = {
    "front": "/",
    "tram": "",
    "foghorn": "",
    "last-ferry": "",
    "section": "/city/",
    "contributor": "/contributors/layla-haddad/",
    "tag": "/tags/rope-street/",
    "archive": "/archive/",
    "discussed": "/most-discussed/",
    "search": "/search/?q=harbour",
    "search-arabic": "/search/?q=العبارة&in=responses",
    "missing": "/nothing/here/",
}
STORIES = {"tram": "harbour-tram", "foghorn": "foghorn", "last-ferry": "last-ferry"}


@pytest.fixture(scope="module")
def addresses(demo_site: Site) -> dict[str, str]:
    """Where each page lives; stories by their slug."""
    said = demo_site.python(
        "from tertulia.stories.models import StoryPage\nfor s in StoryPage.objects.live(): print(s.slug, s.address)"
    )
    lived = dict(line.split() for line in said.splitlines())
    return {name: demo_site.url + (path or lived[STORIES[name]]) for name, path in PAGES.items()}


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_overflows_shifts_or_complains(browser: Any, addresses: Any, shots: Path, name: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.add_init_script(SHIFT)
    said = complaints_of(page)
    foreign: list[str] = []
    page.on("request", lambda asked: foreign.append(asked.url) if not asked.url.startswith("http://localhost") else None)
    page.goto(addresses[name])
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=shots / f"demo-{name}-{width}-{scheme}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("window.shift") == 0
    assert [line for line in said if "status of 404" not in line] == []
    assert foreign == []
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(browser: Any, addresses: Any, name: str) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(addresses[name])
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        faults = [fault for fault in Axe().run(page)["violations"] if fault["impact"] in ("serious", "critical")]
        assert {fault["id"]: [node["html"] for node in fault["nodes"][:3]] for fault in faults} == {}
    context.close()


def test_a_story_with_its_thread_is_small(demo_site: Site, addresses: Any) -> None:
    import urllib.request

    for name in STORIES:
        asked = urllib.request.Request(addresses[name], headers={"Accept-Encoding": "br"})
        assert len(urllib.request.urlopen(asked).read()) < 60_000, name

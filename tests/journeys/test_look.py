"""How pages look: screenshots in every width and scheme, and what a machine can say about them."""

from pathlib import Path
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe

from tests.early import WORK
from tests.journeys.conftest import Site
from tests.journeys.paper import address, paper

__all__ = ["paper"]

SHIFT = """
window.shift = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => { if (!entry.hadRecentInput) window.shift += entry.value }))
    .observe({ type: "layout-shift", buffered: true });
"""
PAGES = {
    "front": "/",
    "section": "/city/",
    "story": "/2026/11/20/tram/",
    "arabic": "/2026/11/20/lamp/",
    "closed": "/2026/11/20/closed/",
    "form": "/threads/1/respond/?parent=2",
    "refusal": "/nothing/here/",
    "sign-in": "/account/login/",
}


@pytest.fixture
def shots() -> Path:
    folder = WORK / "shots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def complaints_of(page: Any) -> list[str]:
    """What the console of `page` says from now on; a refusal's own status is not a complaint."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_overflows_shifts_or_complains(browser: Any, paper: Site, shots: Path, name: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.add_init_script(SHIFT)
    said = complaints_of(page)
    page.goto(paper.url + PAGES[name])
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=shots / f"{name}-{width}-{scheme}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("window.shift") == 0
    assert [line for line in said if "status of 404" not in line] == []
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(browser: Any, paper: Site, name: str) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(paper.url + PAGES[name])
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        faults = [fault for fault in Axe().run(page)["violations"] if fault["impact"] in ("serious", "critical")]
        assert {fault["id"]: [node["html"] for node in fault["nodes"][:3]] for fault in faults} == {}
    context.close()


def test_depth_five_stays_readable_on_a_phone(browser: Any, paper: Site) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(address(paper, "tram"))
    shown = page.locator(".response > article:visible").all()
    narrowest = min(article.bounding_box()["width"] for article in shown)
    context.close()
    assert narrowest >= 240


SMALL = """
() => [...document.querySelectorAll(".masthead a, .colophon a, .button, summary, .orders a, .respond a, .response header a, .response footer a, .choices label, .check label, .ways a")]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.9)
    .map((one) => one.outerHTML.slice(0, 90))
"""


SHOWN_THOUGH_HIDDEN = """
() => [...document.querySelectorAll("[hidden]")].filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 90))
"""


def test_a_finger_finds_everything_and_nobody_sees_the_trap(browser: Any, paper: Site) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    for path in ("/", PAGES["story"], PAGES["arabic"], PAGES["form"], PAGES["sign-in"], "/account/signup/", "/legal/notice/"):
        page.goto(paper.url + path)
        if path == PAGES["story"]:
            page.locator("button.live").wait_for(state="attached")
        assert page.evaluate(SMALL) == [], path
        assert page.evaluate(SHOWN_THOUGH_HIDDEN) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    box = page.locator(".trap").first.bounding_box()
    assert (box["width"], box["height"]) == (1, 1)
    context.close()


@pytest.mark.parametrize("width", [360, 768])
def test_the_description_of_the_api_fits_its_page(browser: Any, paper: Site, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(f"{paper.url}/api/v1/docs")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_every_page_holds_at_double_size(browser: Any, paper: Site) -> None:
    context = browser.new_context(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    page = context.new_page()
    for path in PAGES.values():
        page.goto(paper.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, path
        page.evaluate("document.documentElement.style.fontSize = '200%'")  # letters alone, on top of it
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, path
    context.close()


def test_forced_colours_keep_what_colour_said(browser: Any, paper: Site, shots: Path) -> None:
    context = browser.new_context(viewport={"width": 768, "height": 900}, forced_colors="active", color_scheme="dark")
    page = context.new_page()
    page.goto(address(paper, "tram"))
    borders = "links => links.map((link) => getComputedStyle(link).borderBlockEndColor)"
    current = page.locator(".orders a[aria-current]").evaluate_all(borders)
    others = page.locator(".orders a:not([aria-current])").evaluate_all(borders)
    assert len(current) == 1
    assert current[0] not in others
    first = page.locator(".response").first
    page.goto(f"{address(paper, 'tram')}#{first.get_attribute('id')}")
    assert first.locator("> article").evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
    assert page.locator(".avatar").first.evaluate("each => getComputedStyle(each).borderBlockStartStyle") == "solid"
    for path in (PAGES["story"], PAGES["form"], PAGES["front"]):
        page.goto(paper.url + path)
        page.screenshot(path=shots / f"forced-{path.strip('/').split('/')[0] or 'front'}.png", full_page=True)
        for button in page.locator(".button:visible").all():
            assert button.evaluate("each => parseFloat(getComputedStyle(each).borderBlockStartWidth)") >= 1
    context.close()


def test_nothing_moves_for_who_asked_for_rest(browser: Any, paper: Site) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    moving = """[...document.querySelectorAll("*")].filter((each) => { const look = getComputedStyle(each);
        return look.scrollBehavior === "smooth" || /[1-9]/.test(look.transitionDuration + look.animationDuration) })
        .map((each) => each.outerHTML.slice(0, 80))"""
    for path in PAGES.values():
        page.goto(paper.url + path)
        assert page.evaluate(moving) == [], path
    context.close()


def test_right_to_left_mirrors_the_whole_page(browser: Any, paper: Site, shots: Path) -> None:
    context = browser.new_context(viewport={"width": 768, "height": 900})
    page = context.new_page()
    page.goto(address(paper, "lamp"))
    assert page.evaluate("document.documentElement.dir") == "rtl"
    plate, me = (page.locator(which).bounding_box()["x"] for which in (".nameplate", ".me"))
    assert plate > me
    top, below = (page.locator(".response > article").nth(at).bounding_box() for at in (0, 1))
    assert below["x"] + below["width"] < top["x"] + top["width"]
    page.locator(".where").evaluate("link => { link.hidden = false; link.textContent = '3 / 30' }")
    assert page.locator(".where").bounding_box()["x"] < 384  # where lines end, not where they begin
    context.close()


ARABIC = """
from tertulia.config.preparing import prepare
from tertulia.stories.models import FrontPage, SectionPage, StoryPage

prepare()
front = FrontPage.objects.get()
city = front.add_child(instance=SectionPage(title="المدينة", slug="city"))
for number, (title, language) in enumerate([("عاد المصباح", "ar"), ("The lamp is lit again", "en"), ("كتب تحت الجسر", "ar")]):
    page = StoryPage(title=title, slug=f"story-{number}", language=language, standfirst=title * 6)
    city.add_child(instance=page)
    page.save_revision().publish()
"""


def test_a_paper_in_arabic_runs_from_the_right(browser: Any, make_site: Any, shots: Path) -> None:
    site = make_site("arabic", TERTULIA_LANGUAGE="ar")
    site.python(ARABIC)
    site.start()
    for width in (360, 1280):
        context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True, locale="ar")
        page = context.new_page()
        page.add_init_script(SHIFT)
        said = complaints_of(page)
        for name, path in {
            "front": "/",
            "section": "/city/",
            "search": "/search/?q=المصباح",
            "sign-in": "/account/login/",
        }.items():
            page.goto(site.url + path)
            assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
            plate, me = (page.locator(which).bounding_box()["x"] for which in (".nameplate", ".me"))
            assert plate > me
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate("window.shift") == 0
            faults = [fault["id"] for fault in Axe().run(page)["violations"] if fault["impact"] in ("serious", "critical")]
            assert faults == []
            page.screenshot(path=shots / f"arabic-{name}-{width}.png", full_page=True)
        page.goto(site.url)
        headline = page.get_by_role("link", name="عاد المصباح").bounding_box()
        standfirst = page.locator(".entry", has_text="عاد المصباح").locator(".standfirst").bounding_box()
        assert abs(headline["x"] + headline["width"] - standfirst["x"] - standfirst["width"]) < 2
        assert said == []
        context.close()


def test_a_story_without_a_photo_begins_where_the_others_begin(browser: Any, paper: Site) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(paper.url)
    assert page.locator(".entry:has(.shot)").count()
    assert page.locator(".entry:not(:has(.shot))").count()
    begins = {round(each.bounding_box()["x"]) for each in page.locator(".entry:lang(en) article > div").all()}
    assert len(begins) == 1
    context.close()


def test_the_focus_is_seen_and_the_skip_link_comes_first(page: Any, paper: Site) -> None:
    page.goto(address(paper, "tram"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert page.locator(".skip").first.bounding_box()["width"] > 40
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#responses")
    page.locator(".nameplate").focus()
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_a_story_prints_its_words_and_not_its_buttons(page: Any, paper: Site) -> None:
    page.goto(address(paper, "tram"))
    page.emulate_media(media="print")
    assert not page.get_by_role("link", name="Write a response").is_visible()
    assert page.get_by_text("Paragraph 48.").is_visible()
    long = page.locator(".words:has(+ .rest)")
    assert long.evaluate("words => words.scrollHeight - words.clientHeight") < 3

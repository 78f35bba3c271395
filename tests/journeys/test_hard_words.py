"""Words that are hard on a layout, on the narrowest window there is: 1280 px at four times the size. And a thread on paper."""

from typing import Any

import pytest

from tests.journeys.conftest import Site
from tests.journeys.paper import address, paper, response_with

__all__ = ["paper"]

HARD = """
from tertulia.responses.posting import post_response
from tertulia.responses.threads import open_thread
from tertulia.stories.models import FrontPage, StoryPage
page = FrontPage.objects.get().add_child(instance=StoryPage(title="Donaudampfschifffahrtsgesellschaft" * 3, slug="hard"))
page.save_revision().publish()
page.refresh_from_db()
thread = open_thread(story=page, site=page.get_site().pk)
written = []
def write(name, text):
    said = {"name": name, "text": text, "network": str(len(written))}
    made = post_response(thread=thread.pk, author=None, parent=written[-1] if written else None, **said)
    written.append(made.response.pk)
pile = "".join(letter + "".join(map(chr, range(0x300, 0x318))) * 3 for letter in "pile of marks")
write("W" * 60, "x" * 3000)
write("\\U0001f9d1\\u200d\\U0001f469\\u200d\\U0001f467" * 8, "\\U0001f600" * 900)
write("سلمى", "نص عربي طويل مع English words and عودة `code()` " * 8)
write("Piler", pile * 6)
write("Coder", "```\\n" + "a_line_of_code_" * 40 + "\\n```\\n\\n`" + "q" * 200 + "`")
write("Quoter", "> " * 8 + "deep quote " * 10)
write("Lister", "\\n".join("  " * depth + "- level of a list " + "word" * 20 for depth in range(8)))
write("Linker", "https://example.org/" + "a" * 300 + " b" + "\\u00a0no" * 200)
write("Mixer", "שלום hello مرحبا \\u202e reversed \\u202c end " * 10)
print(page.dated_address())
"""
WIDE = """
() => [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility() && !one.closest("pre, .unseen, .skip"))
    .filter((one) => { const box = one.getBoundingClientRect(); return box.width && (box.right > innerWidth + 1 || box.left < -1) })
    .map((one) => one.outerHTML.slice(0, 90))
"""
DEEPEST = "(found) => { const all = document.querySelectorAll(found); return all[all.length - 1].getBoundingClientRect().width }"


@pytest.fixture(scope="module")
def hard(paper: Site) -> str:
    """The address of a story under which everything is said that is hard to lay out."""
    return paper.url + paper.python(HARD)


@pytest.mark.parametrize("touch", [False, True])
def test_nothing_overflows_at_four_times_the_size(browser: Any, hard: str, touch: bool) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 256}, has_touch=touch, is_mobile=touch)
    page = context.new_page()
    page.goto(hard)
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate(WIDE) == []
    sideways = "[...document.querySelectorAll('.words pre')].filter((each) => each.scrollWidth > each.clientWidth).length"
    assert page.evaluate(sideways) == 0  # code that scrolls is out of a keyboard's reach in some browsers
    for found in (".words blockquote blockquote p", ".words li li"):
        assert page.evaluate(DEEPEST, found) > 90, found
    context.close()


def test_a_pile_of_marks_covers_nobody_else(page: Any, hard: str) -> None:
    page.goto(hard)
    words = page.locator(".response > article:has(> header .author:text-is('Piler')) > .words")
    assert words.evaluate("each => getComputedStyle(each).overflow") == "clip"


def test_the_link_to_the_beginning_covers_nothing_that_has_the_focus(browser: Any, hard: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 512})
    page = context.new_page()
    page.goto(hard)
    page.locator("[data-reply]").first.focus()
    for _stop in range(25):
        page.keyboard.press("Tab")
        box = page.evaluate("(({ bottom, height }) => ({ bottom, height }))(document.activeElement.getBoundingClientRect())")
        assert box["height"] > 200 or box["bottom"] <= 512 - 16
    context.close()


def test_a_thread_on_paper_has_every_word_and_no_button(page: Any, paper: Site) -> None:
    page.goto(address(paper, "tram"))
    page.locator("button.live").wait_for(state="attached")
    page.locator("[data-reply]").first.click()
    page.locator(".inplace textarea").wait_for()
    page.emulate_media(media="print")
    assert response_with(page, "Turn 5 of a long quarrel.").evaluate("each => each.checkVisibility()")
    assert page.get_by_text("Paragraph 48.").is_visible()
    assert page.get_by_text("You are finishing us.").is_visible()
    for what in (".inplace", ".masthead nav", ".orders", ".respond", ".response footer", ".rest", ".live", ".where", ".colophon"):
        assert [one for one in page.locator(what).all() if one.is_visible()] == [], what

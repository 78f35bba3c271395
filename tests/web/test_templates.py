"""What holds for every template and style sheet, and that a drawn thread is valid HTML."""

import random
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import html5lib
import pytest
from django.utils import translation

from tertulia.responses.orders import Order
from tertulia.responses.reading import ThreadHead, ThreadPage
from tertulia.responses.rows import Row
from tertulia.web.threads import Asked, draw_thread

SOURCE = Path(__file__).parent.parent.parent / "src" / "tertulia"
TEMPLATES = sorted([*SOURCE.glob("*/jinja2/**/*.html"), *SOURCE.glob("stories/templates/**/*.html")])
SHEETS = sorted(SOURCE.glob("web/static/tertulia/*.css"))
START = datetime(2026, 11, 20, 8, tzinfo=UTC)

PHYSICAL = re.compile(r"[\w-]*\b(?:left|right)\b[\w-]*|(?<![\w-])(?:margin|padding|inset)\s*:\s*[^\s;}]+(?:\s+[^\s;}]+){3}")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_styles_know_neither_left_nor_right(sheet: Path) -> None:
    styles = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    assert PHYSICAL.findall(styles) == []
    assert "@import" not in styles
    assert "url(" not in styles


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_inline_style_or_script(template: Path) -> None:
    text = template.read_text()
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", text) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)", text) == []
    assert re.findall(r"""(?:src|href)=["']https?://""", text) == []


@pytest.mark.parametrize("part", [path for path in TEMPLATES if path.parent.name == "jinja2"], ids=lambda path: path.name)
def test_every_template_says_what_it_is_given(part: Path) -> None:
    assert part.read_text().startswith("{#")


def row(number: int, parent: Row | None = None, **fields: Any) -> Row:
    """A response; `number` is its key and its minute."""
    made = Row(
        id=number,
        parent=parent.id if parent else None,
        root=(parent.root or parent.id) if parent else None,
        branch_no=number if parent else 0,
        depth=parent.depth + 1 if parent else 1,
        place=number,
        replies=0,
        state="visible",
        author=None,
        name=f"Name {number % 7}",
        html=f"<p>Words {number}</p>",
        posted_at=START + timedelta(minutes=number),
        edited_at=None,
    )
    return made._replace(**fields)


def page_of(rows: list[Row], **fields: Any) -> ThreadPage:
    """A page of a thread with these rows."""
    head = {"id": 1, "url": "/a/", "title": "The lamp", "language": "en", "state": "open", "visible": len(rows)}
    head |= {"declared": None, "version": 1, "story": None, "site": 1} | fields.pop("head", {})
    return ThreadPage(thread=ThreadHead(**head), order=Order.OLDEST, rows=tuple(rows), next=None, **fields)


def draw(page: ThreadPage, asked: Asked | None = None) -> str:
    """The HTML of a page of a thread."""
    return draw_thread(page, path="/a/", asked=asked or Asked(), title="The lamp")[0].decode()


def parse(html: str) -> Any:
    """The document around `html`; raises on anything that is not valid HTML."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(f"<!doctype html><title>a</title><body>{html}")


def quarrel(length: int) -> list[Row]:
    """Two people in turn, each answering the other."""
    rows = [row(1)]
    for number in range(2, length + 1):
        rows.append(row(number, rows[-1], name=("Ana", "Bo")[number % 2]))
    return rows


def test_a_long_quarrel_is_valid_and_keeps_every_word() -> None:
    drawn = draw(page_of(quarrel(30)))
    tree = parse(drawn)
    assert len(tree.findall(".//li[@class='response']")) == 30
    assert tree.find(".//li[@class='fold']/details/summary").itertext
    assert [drawn.count(f">Words {number}<") for number in range(1, 31)] == [1] * 30


@pytest.mark.parametrize("seed", range(25))
def test_any_thread_nests_lists_and_items_properly(seed: int) -> None:
    dice = random.Random(seed)
    rows: list[Row] = []
    for number in range(1, 80):
        parent = dice.choice([None, *rows[-4:]]) if rows else None
        rows.append(row(number, parent, state=dice.choice(["visible", "visible", "visible", "removed"]), name=dice.choice("ABC")))
    rows.sort(key=lambda each: (each.root or each.id, each.branch_no))
    tree = parse(draw(page_of(rows)))
    for item in tree.iter("li"):
        assert item.get("class", "").split()[:1] in (["response"], ["fold"])
    for response in tree.iterfind(".//li[@id]"):
        assert all(child.tag in ("article", "p", "ol") for child in response)
    for ordered in tree.iter("ol"):
        assert {child.tag for child in ordered} == {"li"}
    assert len(tree.findall(".//li[@id]")) == 79


def test_the_nesting_of_lists_is_the_nesting_of_replies() -> None:
    first = row(1)
    second = row(2, first)
    tree = parse(draw(page_of([first, second, row(3, second), row(4, first), row(5)])))
    inside = {item.get("id"): sorted(below.get("id") for below in item.findall("ol/li")) for item in tree.iterfind(".//li[@id]")}
    assert inside["response-1"] == ["response-2", "response-4"]
    assert inside["response-2"] == ["response-3"]
    assert inside["response-5"] == []


def test_what_is_flat_says_its_level_and_links_to_what_it_answers() -> None:
    drawn = draw(page_of(quarrel(7)))
    assert "Level 7" in drawn
    assert 'href="#response-6">in reply to <bdi>Ana</bdi>' in drawn
    assert "Level 5" not in drawn


def test_an_answer_to_an_earlier_page_links_there() -> None:
    top = row(1)
    earlier = row(2, top)
    drawn = draw(page_of([top, row(3, earlier)], within=1, elsewhere=(earlier,)), Asked(branch=1, after="2"))
    assert 'href="/r/2/">in reply to' in drawn
    assert 'href="/r/1/">Back to the whole thread' in drawn
    parse(drawn)


@pytest.mark.parametrize("state", ["removed", "withdrawn", "erased", "missing", "held", "spam"])
def test_a_marker_shows_neither_name_nor_words(state: str) -> None:
    top = row(1, state=state, name="Secret", html="<p>Gone</p>")
    drawn = draw(page_of([top, row(2, top)]))
    assert "Secret" not in drawn
    assert "Gone" not in drawn
    assert 'id="response-1"' in drawn


def test_whatever_comes_from_people_is_escaped() -> None:
    bad = '"><img src=x onerror="1">'
    rows = quarrel(20)
    hostile = [each._replace(name=f"{bad} {each.id % 2}") for each in rows]
    top = row(30, name=bad, state="removed")
    page = page_of([*hostile, top, row(31, top, name=bad)], head={"language": '"><x', "title": bad})
    drawn = draw_thread(page, path="/a/", asked=Asked(), title=bad)[0].decode()
    assert "<img" not in drawn
    assert "<x" not in drawn
    parse(drawn)


def test_nobody_known_is_anonymous_and_no_time_is_a_link() -> None:
    drawn = draw(page_of([row(1, name="", posted_at=None)]))
    assert '<bdi class="author">Anonymous</bdi>' in drawn
    assert '<a class="when" href="/r/1/">Link</a>' in drawn
    with translation.override("ar"):
        assert '<bdi class="author">مجهول</bdi>' in draw(page_of([row(1, name="")]))


def test_what_an_import_declared_is_noted_where_it_differs() -> None:
    assert "declared" not in draw(page_of([row(1)], head={"declared": 1}))
    drawn = draw(page_of([row(1)], head={"declared": 32, "visible": 26}))
    assert "The imported page declared 32 responses; 26 are here." in drawn
    assert "26 responses to “The lamp”" in drawn


def test_a_closed_thread_offers_no_reply() -> None:
    assert "/respond/" not in draw(page_of([row(1)], head={"state": "closed"}))
    assert "/respond/?parent=1" in draw(page_of([row(1)]))


def test_a_branch_that_goes_on_ends_with_a_link_inside_it() -> None:
    top = row(1, replies=120)
    drawn = draw(page_of([top, *[row(number, top) for number in range(2, 102)]], cut=1, cut_after=101))
    assert parse(drawn).find(".//li[@id='response-1']/ol/li[@class='cut']/a").text == "20 more replies in this branch"


def test_a_thread_in_a_language_we_do_not_speak_marks_the_words() -> None:
    with translation.override("nl"):
        drawn = draw(page_of([row(1)], head={"language": "nl"}))
    assert '<section class="thread" id="responses" aria-labelledby="responses-heading" lang="en"' in drawn
    assert '<div class="words" dir="auto" lang="nl">' in drawn


def test_long_words_are_folded_and_all_there() -> None:
    long = row(1, html=f"<p>{'word ' * 1000}end</p>")
    drawn = draw(page_of([long, row(2)]))
    assert drawn.count("Show the rest") == 1
    assert "end</p>" in drawn


def test_the_page_is_the_same_for_everybody() -> None:
    drawn = draw(page_of([row(1)]))
    assert "<form" not in drawn
    assert "csrf" not in drawn

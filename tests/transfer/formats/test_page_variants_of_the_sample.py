"""The sample page as other programs would have saved it: the same conversation comes out."""

from __future__ import annotations

import json
import textwrap

import pytest
from selectolax.lexbor import LexborHTMLParser

from tertulia.transfer.formats.blocks import text_of_html


@pytest.fixture
def text(samples):
    return (samples / "page" / "page.txt").read_text()


@pytest.fixture
def uncertain(samples):
    return set(json.loads((samples / "page" / "expected.json").read_text())["counts"]["parent_uncertain"])


def gist(reading):
    index = {response.id: number for number, response in enumerate(reading.responses)}
    return [
        (each.author.name, index.get(each.parent), each.parent_basis, text_of_html(each.body.html)) for each in reading.responses
    ]


def double_indent(text):
    return "\n".join(" " * (len(line) - len(line.lstrip())) + line for line in text.split("\n"))


def tabs(text):
    return "\n".join("\t" * ((len(line) - len(line.lstrip())) // 2) + line.lstrip() for line in text.split("\n"))


def wrapped(text):
    lines = []
    for line in text.split("\n"):
        indent = " " * (len(line) - len(line.lstrip()))
        more = indent + (" " * 2 if line.lstrip()[:2].rstrip(".").isdigit() else "")
        lines += textwrap.wrap(line, 78, initial_indent="", subsequent_indent=more, break_on_hyphens=False) or [""]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(lambda text: text.replace("\n", "\r"), id="CR"),
        pytest.param(lambda text: "\ufeff" + text, id="byte order mark"),
        pytest.param(double_indent, id="wider indentation"),
        pytest.param(tabs, id="tabs"),
        pytest.param(lambda text: text + "\n\nLeave a Reply\n\nAll rights reserved\n", id="footer"),
        pytest.param(lambda text: text.encode("utf-16"), id="UTF-16"),
    ],
)
def test_a_text_saved_otherwise_gives_the_same_conversation(read, text, change):
    plain, changed = read("page", text), read("page", change(text))
    assert gist(changed) == gist(plain)
    assert [block.text for block in changed.story.body] == [block.text for block in plain.story.body]
    assert changed.story.lead_photo == plain.story.lead_photo
    assert changed.report.declared[0].declared == 32


def test_wrapped_lines_are_joined_where_the_wrapping_cut_them(read, text):
    """A line end that falls where the wrapping would have cut cannot be told from it; every word is kept all the same."""
    plain, changed = read("page", text), read("page", wrapped(text))
    assert [block.text for block in changed.story.body] == [block.text for block in plain.story.body]
    assert [(*each[:3], each[3].split()) for each in gist(changed)] == [(*each[:3], each[3].split()) for each in gist(plain)]
    kept = sum(each[3].count("\n") for each in gist(changed))
    assert kept > 0.9 * sum(each[3].count("\n") for each in gist(plain))


def test_a_page_saved_by_a_browser_has_lost_the_raw_nesting(read, samples, uncertain):
    """The browser writes out its parsed tree: parents below the depth limit are the last certain ancestors."""
    html = LexborHTMLParser((samples / "page" / "page.html").read_text()).html
    reading = read("page", html)
    flattened = {f"r{n:02}" for n, each in enumerate(reading.responses, 1) if each.parent_basis == "flattened"}
    assert flattened == uncertain
    assert len(reading.responses) == 26


def test_the_page_in_latin_1_is_read_by_its_declared_encoding(read, samples):
    html = (samples / "page" / "page.html").read_text().replace("UTF-8", "windows-1252")
    assert gist(read("page", html.encode("cp1252", "xmlcharrefreplace"))) == gist(read("page", html.encode()))

"""Newlines, links and plain text made HTML."""

from __future__ import annotations

import pytest

from tertulia.transfer.formats.autop import autop
from tertulia.transfer.formats.bodies import (
    body_from_loose_html,
    body_from_markdown,
    body_from_maybe_loose_html,
    body_from_paragraph_html,
    body_from_text,
    link_addresses,
)


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("Line one\nline two", "<p>Line one<br>\nline two</p>"),
        ("One.\r\n\r\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("<blockquote>q</blockquote>\na", "<blockquote><p>q</p></blockquote>\n<p>a</p>"),
        ("a\n<ul>\n<li>x</li>\n</ul>\nb", "<p>a</p>\n<ul>\n<li>x</li>\n</ul>\n<p>b</p>"),
        ("<pre>a\n\nb</pre>", "<pre>a\n\nb</pre>"),
        ("a<br>\nb", "<p>a<br>\nb</p>"),
        ("<p>a</p>\n\n<p>b</p>", "<p>a</p>\n<p>b</p>"),
        ("<em>a\nb</em>", "<p><em>a<br>\nb</em></p>"),
        ("", ""),
    ],
)
def test_wordpress_s_rules_for_newlines(stored, expected):
    assert autop(stored) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("see https://a.example/x.", 'see <a href="https://a.example/x">https://a.example/x</a>.'),
        ('<a href="https://a.example">https://a.example</a>', '<a href="https://a.example">https://a.example</a>'),
        ("<code>https://a.example</code>", "<code>https://a.example</code>"),
        ("route://x.harbour", "route://x.harbour"),
    ],
)
def test_bare_addresses_become_links(html, expected):
    assert link_addresses(html) == expected


def test_plain_text_shows_markup_as_characters():
    body = body_from_text("<b>a</b> & b\nc\n\nd", "x")
    assert body.html == "<p>&lt;b&gt;a&lt;/b&gt; &amp; b<br>c</p>\n<p>d</p>"
    assert (body.original, body.original_format) == ("<b>a</b> & b\nc\n\nd", "x")


def test_markdown_keeps_line_ends():
    assert body_from_markdown("*a*\nb").html == "<p><em>a</em><br />\nb</p>"


def test_markdown_that_is_very_long_is_read_as_text():
    assert body_from_markdown("*a* " * 50_000).html.startswith("<p>*a* *a*")


def test_bare_paragraph_tags_part_paragraphs():
    assert body_from_paragraph_html("a<p>b", "x").html == "<p>a<p>b"
    assert body_from_paragraph_html("", "x").html == ""


def test_html_with_its_own_paragraphs_keeps_its_white_space():
    assert body_from_maybe_loose_html(" <p>a\nb</p> ", "x").html == "<p>a\nb</p>"
    assert body_from_maybe_loose_html("a\nb", "x").html == "<p>a<br>\nb</p>"


def test_the_original_is_kept_to_the_letter():
    assert body_from_loose_html("\n  a <b>\r\n", "x").original == "\n  a <b>\r\n"

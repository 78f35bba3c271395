"""What stories of other systems show besides words: each becomes the block that shows it here, and nothing vanishes."""

from __future__ import annotations

import pytest

from tertulia.transfer.formats.blocks import blocks_from_html, link_pictures


def kinds(html):
    return [block.kind for block in blocks_from_html(html)]


def one(html):
    (block,) = blocks_from_html(html)
    return block


@pytest.mark.parametrize(
    ("html", "address"),
    [
        ('<iframe src="//www.youtube.com/embed/abcdefghijk"></iframe>', "https://www.youtube.com/watch?v=abcdefghijk"),
        ('<p><iframe src="https://player.vimeo.com/video/77"></iframe></p>', "https://vimeo.com/77"),
        ("<p>https://youtu.be/abcdefghijk</p>", "https://youtu.be/abcdefghijk"),
        ('<figure><video controls src="https://quay.example/v.mp4"></video></figure>', "https://quay.example/v.mp4"),
        ('<audio><source src="https://quay.example/a.mp3"></audio>', "https://quay.example/a.mp3"),
        (
            '<figure><div class="wp-block-embed__wrapper">\nhttps://maps.example/7\n</div></figure>',
            "https://maps.example/7",
        ),
        (
            '<figure><a class="kg-bookmark-container" href="https://b.example/"><div class="kg-bookmark-title">B</div>'
            '<img src="https://b.example/t.png"></a></figure>',
            "https://b.example/",
        ),
    ],
)
def test_what_plays_elsewhere_is_an_embed(html, address):
    block = one(html)
    assert (block.kind, block.content["url"]) == ("embed", address)


def test_what_cannot_be_embedded_is_a_link():
    assert '<a href="http://quay.example/v.mp4"' in one('<video src="http://quay.example/v.mp4"></video>').html


def test_words_beside_a_player_and_a_picture_stay():
    html = '<p><img src="https://quay.example/i.jpg">Words <em>here</em>.</p><p>See <iframe src="https://maps.example/7" title="Map"></iframe></p>'
    assert kinds(html) == ["image", "paragraph", "paragraph", "embed"]
    assert blocks_from_html(html)[3].content["title"] == "Map"


def test_a_gallery_holds_every_picture_with_its_own_caption():
    block = one(
        '<figure class="wp-block-gallery"><figure><img src="https://q.example/1.jpg"><figcaption>One. Photo: Ida</figcaption></figure>'
        '<figure><img src="https://q.example/2.jpg"></figure><figcaption>Both</figcaption></figure>'
    )
    assert block.kind == "gallery"
    assert [(photo.url, photo.caption, photo.credit) for photo in block.photos] == [
        ("https://q.example/1.jpg", "One.", "Ida"),
        ("https://q.example/2.jpg", None, None),
    ]
    assert block.content == {"title": "Both"}
    linked = link_pictures(block.html)
    assert linked.count("<a ") == 2
    assert "<img" not in linked


def test_a_quote_says_whose_words_they_are():
    block = one("<blockquote><p>No.</p><cite>Ida Holm</cite></blockquote>")
    assert (block.kind, block.content) == ("quote", {"text": "No.", "source": "Ida Holm"})
    pulled = one("<figure><blockquote><p>No.</p></blockquote></figure>")
    assert (pulled.kind, pulled.content) == ("pull_quote", {"text": "No.", "source": ""})


def test_a_table_of_plain_words_is_one_here_and_any_other_stays_as_it_is():
    rows = "<tr><td>Ferry</td><td>1,200</td></tr><tr><td>Tram</td><td>900</td></tr>"
    block = one(
        f"<figure><table><thead><tr><th>What</th><th>How many</th></tr></thead>{rows}</table><figcaption>Port</figcaption></figure>"
    )
    assert block.kind == "table"
    assert block.content == {
        "caption": "",
        "columns": [{"type": "text", "heading": "What"}, {"type": "number", "heading": "How many"}],
        "rows": [["Ferry", "1,200"], ["Tram", "900"]],
        "source": "Port",
    }
    assert one(f"<table>{rows}</table>").content["columns"][0]["heading"] == ""
    assert one('<table><tr><td colspan="2">x</td></tr></table>').kind == "html"
    assert one('<table><tr><td><a href="https://q.example/">x</a></td></tr></table>').kind == "html"


def test_two_line_ends_part_paragraphs_as_blogger_writes_them():
    html = "One <b>bold</b>.<br /><br />\nTwo<br />same.<br /><br />"
    assert [block.html for block in blocks_from_html(html)] == ["<p>One <b>bold</b>.</p>", "<p>Two<br>same.</p>"]


def test_a_picture_in_a_table_with_its_caption_is_a_picture():
    block = one(
        '<table class="tr-caption-container"><tr><td><img src="https://q.example/1.jpg"></td></tr>'
        '<tr><td class="tr-caption">The quay</td></tr></table>'
    )
    assert (block.kind, block.photo.caption) == ("image", "The quay")


def test_a_hundred_thousand_spaces_and_line_ends_are_gone_through_once():
    assert [block.text for block in blocks_from_html("one" + " " * 100_000 + "two<br> " + "<br> " * 50_000)] == ["one two"]

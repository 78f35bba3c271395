"""Saved pages of other themes and languages, small and written for these tests."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tertulia.transfer.formats import SourceRefused

STORY = '<article><h1 class="entry-title">Ferry</h1><div class="entry-content"><p>It sails.</p></div></article>'


def classic(number, inner="", depth=1, name="Nora", when="2020-03-02T09:00:00+01:00", text="<p>Yes.</p>", link=True):
    reply = f'<a class="comment-reply-link" data-commentid="{number}" href="#respond">Reply</a>' if link else ""
    return (
        f'<li id="comment-{number}" class="comment even depth-{depth}"><article id="div-comment-{number}" '
        f'class="comment-body"><footer class="comment-meta"><div class="comment-author vcard"><img alt="" class="avatar">'
        f'<b class="fn">{name}</b> <span class="says">says:</span></div><div class="comment-metadata">'
        f'<time datetime="{when}">then</time></div></footer><div class="comment-content">{text}</div>{reply}</article>'
        f"{inner}</li>"
    )


def page(*responses, heading="2 thoughts on “Ferry”", story=STORY, head="", after=""):
    return (
        f'<!DOCTYPE html><html lang="en"><head>{head}</head><body>{story}<div id="comments" class="comments-area">'
        f'<h2 class="comments-title">{heading}</h2><ol class="comment-list">{"".join(responses)}</ol>{after}</div></body>'
    )


def children(*responses):
    return f'<ol class="children">{"".join(responses)}</ol>'


def test_a_classic_theme_gives_names_times_and_parents(read):
    reading = read("page", page(classic(5, children(classic(6, depth=2, name="Ade")))))
    first, second = reading.responses
    assert (first.author.name, first.created) == ("Nora", datetime(2020, 3, 2, 8, tzinfo=UTC))
    assert (second.author.name, second.parent, second.parent_basis) == ("Ade", first.id, "nesting")
    assert first.body.html == "<p>Yes.</p>"
    assert reading.story.title == "Ferry"


def test_a_classic_theme_at_its_depth_limit_hides_parents(read):
    deep = children(classic(7, depth=3, link=False), classic(8, depth=3, link=False))
    reading = read("page", page(classic(5, children(classic(6, deep, depth=2)))))
    assert [each.parent_basis for each in reading.responses] == ["nesting", "nesting", "nesting", "flattened"]
    assert reading.responses[3].parent == reading.responses[1].id


def test_reply_links_at_the_deepest_level_show_that_nothing_is_hidden(read):
    deep = children(*(classic(number, depth=5) for number in (7, 8)))
    reading = read("page", page(classic(5, deep)))
    assert {each.parent_basis for each in reading.responses} == {"nesting"}


def test_list_entries_that_are_never_closed_are_siblings(read):
    open_entries = "".join(classic(number).removesuffix("</li>") for number in (1, 2, 3))
    reading = read("page", page(open_entries))
    assert [each.parent for each in reading.responses] == [None, None, None]


def test_a_link_that_names_the_parent_is_believed(read):
    text = '<p>Yes.</p></div><a class="comment-parent-link" href="#comment-1">in reply to Nora</a><div>'
    reading = read("page", page(classic(1), classic(2), classic(3, text=text)))
    assert (reading.responses[2].parent, reading.responses[2].parent_basis) == (reading.responses[0].id, "explicit")


def test_lists_times_and_links_inside_a_body_are_words_not_structure(read):
    text = '<p>See <a href="#comment-1">this</a>.</p><ol><li>one</li></ol><time datetime="1999-01-01T00:00Z">x</time>'
    reading = read("page", page(classic(1), classic(2, text=text)))
    assert len(reading.responses) == 2
    assert reading.responses[1].created.year == 2020
    assert "<li>one</li>" in reading.responses[1].body.html


def test_a_pingback_is_a_mention(read):
    ping = '<li id="comment-9" class="pingback"><div class="comment-body">Pingback: <a href="https://b.example/">B</a></div></li>'
    reading = read("page", page(classic(1), ping))
    assert [each.kind for each in reading.responses] == ["response", "mention"]
    assert reading.responses[1].author.url == "https://b.example/"
    assert reading.report.facts["mentions"] == 1


def test_a_repeated_id_is_repaired_and_reported(read):
    reading = read("page", page(classic(1), classic(1, name="Ade")))
    assert len({each.id for each in reading.responses}) == 2
    assert reading.report.repaired.total == 1
    assert [each.aliases for each in reading.responses] == [("#comment-1",), ()]


def test_an_empty_name_falls_back_to_the_avatar_and_then_to_none(read):
    avatar = '<li class="comment" id="comment-1"><img class="avatar" alt="Avatar von Ida"><p>x</p></li>'
    nobody = '<li class="comment" id="comment-2"><img class="avatar" alt="User avatar"><p>y</p></li>'
    reading = read("page", page(avatar, nobody, classic(3, name="Anonymous")))
    assert [each.author.name for each in reading.responses] == ["Ida", None, None]
    assert reading.responses[2].source["printed_name"] == "Anonymous"


@pytest.mark.parametrize("order", ["{avatar}{name}{date}{text}", "{avatar}{date}{name}{text}"])
def test_block_themes_may_order_the_parts_as_they_like(read, order):
    inner = order.format(
        avatar='<div class="wp-block-avatar"><img alt="Ida Avatar" class="avatar"></div>',
        name='<div class="wp-block-comment-author-name"><a href="https://ida.example">Ida</a></div>',
        date='<div class="wp-block-comment-date"><a href="/#comment-4"><time datetime="2024-05-01T10:00:00Z">x</time></a></div>',
        text='<div class="wp-block-comment-content"><p>Text.</p></div>',
    )
    listed = f'<ol class="wp-block-comment-template"><li class="comment depth-1">{inner}</li></ol>'
    (response,) = read("page", STORY + "<h2>One response to “Ferry”</h2>" + listed).responses
    assert (response.author.name, response.author.url) == ("Ida", "https://ida.example")
    assert response.source["id"] == "4"
    assert response.body.html == "<p>Text.</p>"


@pytest.mark.parametrize(
    ("heading", "declared"),
    [
        ("One thought on “Ferry”", 1),
        ("3 comments", 3),
        ("No responses", 0),
        ("1,204 Responses to Ferry", 1204),
        ("1.204 Kommentare", 1204),
        ("1 204 commentaires", 1204),
        ("Comments (12)", 12),
        ("Ein Gedanke zu „Ferry“", 1),
        ("٣٢ تعليقًا على “Ferry”", 32),
        ("تعليقان على “Ferry”", 2),
        ("تعليق واحد على “Ferry”", 1),
        ("لا توجد تعليقات", 0),
        ("12 ответов на «Ferry»", 12),
        ("3件のコメント", 3),
        ("Comments", None),
    ],
)
def test_the_heading_is_read_in_many_languages(read, heading, declared):
    assert read("page", page(classic(1), heading=heading)).story.declared_responses == declared


def test_a_page_with_no_responses_is_a_page(read):
    reading = read("page", page(heading="No responses", after='<p class="no-comments">Comments are closed.</p>'))
    assert reading.responses == []
    assert reading.story.thread == "closed"


def test_the_story_is_typed_blocks_without_foreign_parts(read):
    inner = (
        "<h2>Part</h2><p>Two <b>words</b></p><ul><li>a</li></ul><blockquote><p>q</p></blockquote>"
        '<div class="sharedaddy">Share</div><script>alert(1)</script><figure><img src="https://a.example/i.jpg">'
        "<figcaption>Boat (Agency/N. Vik)</figcaption></figure>loose<table><tr><td>1</td></tr></table>"
    )
    story = STORY.replace("<p>It sails.</p>", "<p>It sails.</p>" + inner)
    blocks = read("page", page(story=story)).story.body
    assert [block.kind for block in blocks] == [
        *("paragraph", "heading", "paragraph", "list", "quote", "image", "paragraph", "table")
    ]
    assert blocks[1].level == 2
    assert blocks[5].photo.credit == "Agency/N. Vik"
    assert "Share" not in "".join(block.html for block in blocks)


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("Boat. Photograph: Ida/Agency", ("Boat.", "Photograph", "Ida/Agency")),
        ("Boat. Photo by Ida Holm", ("Boat.", "Photo by", "Ida Holm")),
        ("Boat | Credit: Agency", ("Boat", "Credit", "Agency")),
        ("Boat (Agency/Ida Holm)", ("Boat", None, "Agency/Ida Holm")),
        ("Boat (Photo: Ida Holm)", ("Boat", "Photo", "Ida Holm")),
        ("© Ida Holm", (None, "©", "Ida Holm")),
        ("العبّارة. تصوير: سعاد", ("العبّارة.", "تصوير", "سعاد")),
        ("A boat in a photo: history", ("A boat in a photo: history", None, None)),
        ("Boat", ("Boat", None, None)),
    ],
)
def test_captions_and_credits_are_taken_apart(read, caption, expected):
    figure = f'<figure><img src="https://a.example/i.jpg"><figcaption>{caption}</figcaption></figure>'
    photo = read("page", page(story=STORY.replace("<p>It", figure + "<p>It"))).story.lead_photo
    assert (photo.caption, photo.credit_label, photo.credit) == expected


def test_metadata_names_the_address_section_times_and_authors(read):
    head = (
        '<link rel="canonical" href="https://a.example/2020/03/01/ferry/"><link rel="shortlink" href="https://a.example/?p=7">'
        '<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","datePublished":"2020-03-01T08:00:00+02:00",'
        '"articleSection":"Harbour","author":[{"name":"Ida Holm"},{"name":"Ade Okafor"}]}]}</script>'
    )
    story = read("page", page(head=head)).story
    assert (story.url, story.aliases) == ("https://a.example/2020/03/01/ferry/", ("https://a.example/?p=7",))
    assert story.published == datetime(2020, 3, 1, 6, tzinfo=UTC)
    assert (story.section, story.bylines) == ("Harbour", ("Ida Holm", "Ade Okafor"))
    assert story.source["date_in_address"] == "2020-03-01"


def test_an_address_given_wins_and_the_old_one_stays_an_alias(read):
    head = '<link rel="canonical" href="https://a.example/old/">'
    before, after = read("page", page(head=head)), read("page", page(head=head), url="https://b.example/new/")
    assert (after.story.url, after.story.aliases) == ("https://b.example/new/", ("https://a.example/old/",))
    assert after.story.id == before.story.id


def test_a_wall_clock_needs_a_zone(read):
    content = page(classic(1, when="2020-03-02T09:00:00"))
    assert read("page", content).responses[0].created is None
    reading = read("page", content, zone=ZoneInfo("Africa/Cairo"))
    assert reading.responses[0].created == datetime(2020, 3, 2, 7, tzinfo=UTC)
    assert reading.responses[0].created_basis == "zone"


@pytest.mark.parametrize(
    "content",
    [
        "Just a text.\n",
        "<html><body><h1>Shop</h1><p>Buy</p></body></html>",
        b"\x00\xff\xfe\x80" * 50,
        "1. one\n2. two\n",
    ],
)
def test_anything_else_is_refused_with_a_reason(read, content):
    with pytest.raises(SourceRefused, match="not a saved news page"):
        read("page", content)


TEXT = """Ferry

The boat. Photo: Ida Holm
By Ade Okafor

It sails.

2 comments on “Ferry”

1. Nora says:
   March 2, 2020 at 9:05 pm

   1917 was a year.
   2014. Not a list.

   Reply

   1. Avatar de Ida

      Second
"""


def test_a_classic_theme_as_text(read):
    reading = read("page", TEXT, zone=ZoneInfo("UTC"))
    first, second = reading.responses
    assert (reading.story.bylines, reading.story.lead_photo.credit) == (("Ade Okafor",), "Ida Holm")
    assert [block.text for block in reading.story.body] == ["It sails."]
    assert (first.author.name, first.created) == ("Nora", datetime(2020, 3, 2, 21, 5, tzinfo=UTC))
    assert first.body.html == "<p>1917 was a year.<br>2014. Not a list.</p>"
    assert (second.author.name, second.parent, second.body.html) == ("Ida", first.id, "<p>Second</p>")


def test_a_sentence_about_a_film_is_no_name(read):
    text = "Film\n\nIt ran.\n\n2 comments\n\n  1. I loved Avatar\n\n  2. So did I.\n"
    first, second = read("page", text).responses
    assert (first.author.name, first.body.html) == (None, "<p>I loved Avatar</p>")
    assert second.author.name is None

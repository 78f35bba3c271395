"""What plugins, page builders, networks of sites and old versions make of a WordPress export."""

import pytest

from tertulia.transfer.formats.reading import ReadReport
from tertulia.transfer.formats.wordpress.shortcodes import shown, tags_of

HEAD = """<?xml version="1.0"?><rss xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><link>https://net.example/{path}</link><language>en</language>
 <wp:base_site_url>https://net.example/</wp:base_site_url><wp:base_blog_url>https://net.example/{path}</wp:base_blog_url>"""


def meta(**fields):
    return "".join(
        f"<wp:postmeta><wp:meta_key>{name}</wp:meta_key><wp:meta_value>{value}</wp:meta_value></wp:postmeta>"
        for name, value in fields.items()
    )


def item(number, kind="post", content="", more="", status="publish", link=None):
    return (
        f"<item><title>Item {number}</title><link>{link or f'https://net.example/{kind}/{number}/'}</link>"
        f"<wp:post_id>{number}</wp:post_id><wp:post_date_gmt>2020-03-0{number % 9 + 1} 10:00:00</wp:post_date_gmt>"
        f"<wp:post_type>{kind}</wp:post_type><wp:status>{status}</wp:status>"
        f"<content:encoded><![CDATA[{content}]]></content:encoded>{more}</item>"
    )


def comment(number, kind=""):
    return (
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_content>Said</wp:comment_content>"
        f"<wp:comment_approved>1</wp:comment_approved><wp:comment_type>{kind}</wp:comment_type></wp:comment>"
    )


def wxr(*items, path=""):
    return HEAD.format(path=path) + "".join(items) + "</channel></rss>"


def kinds(story):
    return [(block.kind, block.text) for block in story.body]


def test_a_page_that_divi_laid_out_keeps_its_words_pictures_films_and_buttons(read):
    content = (
        '[et_pb_section fb_built="1" admin_label="section"][et_pb_row][et_pb_column type="4_4"][et_pb_text admin_label="Text"]'
        '<p>The quay opened.</p>[/et_pb_text][et_pb_image src="https://net.example/a.jpg" alt="Quay"][/et_pb_image]'
        '[et_pb_button button_url="https://net.example/more" button_text="Read more"][/et_pb_button]'
        '[et_pb_blurb title="A heading"]Its words[/et_pb_blurb]'
        '[et_pb_video src="https://www.youtube.com/watch?v=abcdefghijk"][/et_pb_video]'
        "[/et_pb_column][/et_pb_row][/et_pb_section]"
    )
    found = read("wordpress", wxr(item(1, content=content)))
    assert [block.kind for block in found.story.body] == ["paragraph", "image", "paragraph", "heading", "paragraph", "embed"]
    assert not any("[" in block.text for block in found.story.body)
    assert found.story.body[1].photo.url == "https://net.example/a.jpg"
    assert found.report.warnings.total == 1


def test_a_page_that_wpbakery_laid_out_finds_its_pictures_by_number(read):
    content = (
        '[vc_row full_width="stretch_row"][vc_column][vc_column_text css=".x{margin:0}"]\n\nFirst words.\n\nSecond.\n\n[/vc_column_text]'
        '[vc_single_image image="9" img_size="full"][vc_custom_heading text="A heading"][vc_empty_space]'
        "[vc_raw_html]JTNDcCUzRVJhdyUzQyUyRnAlM0U=[/vc_raw_html]"
        '[vc_btn title="Go" link="url:https%3A%2F%2Fnet.example%2Fgo|title:Go"][/vc_column][/vc_row]'
    )
    picture = item(9, "attachment", status="inherit", more="<wp:attachment_url>https://net.example/9.jpg</wp:attachment_url>")
    story = read("wordpress", wxr(item(1, content=content), picture)).story
    assert kinds(story) == [
        ("paragraph", "First words."),
        ("paragraph", "Second."),
        ("image", ""),
        ("heading", "A heading"),
        ("paragraph", "Raw"),
        ("paragraph", "Go"),
    ]
    assert story.body[2].photo.url == "https://net.example/9.jpg"


@pytest.mark.parametrize(
    ("code", "address"),
    [
        ("[youtube=https://www.youtube.com/watch?v=abcdefghijk&w=320&h=240]", "https://www.youtube.com/watch?v=abcdefghijk"),
        ("[youtube https://youtu.be/abcdefghijk]", "https://youtu.be/abcdefghijk"),
        ("[vimeo 12345]", "https://vimeo.com/12345"),
        ("[tweet https://twitter.com/a/status/12]", "https://twitter.com/a/status/12"),
        ("[audio https://net.example/a.mp3|titles=x]", "https://net.example/a.mp3"),
        ("[embed width=5]https://vimeo.com/12345[/embed]", "https://vimeo.com/12345"),
        ('[video mp4="https://net.example/v.mp4"][/video]', "https://net.example/v.mp4"),
    ],
)
def test_what_wordpress_com_plays_by_a_shortcode_is_shown(read, code, address):
    story = read("wordpress", wxr(item(1, content=f"Look:\n\n{code}\n\nEnd."))).story
    assert [block.kind for block in story.body] == ["paragraph", "embed", "paragraph"]
    assert story.body[1].content["url"] == address


def test_code_keeps_its_lines_and_what_looks_like_a_shortcode_in_it(read):
    story = read("wordpress", wxr(item(1, content="[code language='x']\nif a < b:\n\n    [gallery]\n[/code]"))).story
    assert (story.body[0].kind, story.body[0].html) == ("html", "<pre>if a &lt; b:\n\n    [gallery]</pre>")


def test_captions_of_every_age(read):
    new = '[caption id="a" width="3"]<a href="/b"><img src="/up/b.jpg" alt="b" /></a> A <em>caption</em>.[/caption]'
    old = '[caption id="a" caption="An old one"]<img src="https://net.example/c.jpg" alt="c" />[/caption]'
    found = [block.photo for block in read("wordpress", wxr(item(1, content=f"x\n\n{new}\n\n{old}"))).story.body[1:]]
    assert [(each.url, each.caption) for each in found] == [
        ("https://net.example/up/b.jpg", "A caption."),
        ("https://net.example/c.jpg", "An old one"),
    ]


@pytest.mark.parametrize(
    "piece", ["[caption]<img src=x>", "[caption", "[caption x=1]", "[", "[a ", "[audio]", "[vc_row]", "[/caption]"]
)
def test_brackets_without_end_are_looked_at_once(piece):
    """Tags never overlap and end at the next bracket: however many open, each letter belongs to one at most."""
    text = piece * 2000 + "[/caption]" * 2000
    end = 0
    for tag in tags_of(text):
        assert tag.start >= end
        assert "[" not in text[tag.start + 1 : tag.end]
        end = tag.end
    joined = []
    made = shown(text, "x", ReadReport(), lambda html: joined.append(html) or "")
    assert sum(map(len, joined)) + len(made) <= 3 * len(text)


def test_topics_of_a_forum_are_stories_and_their_replies_responses(read):
    forum = meta(_bbp_forum_id=20, _bbp_author_ip="10.1.1.1")
    parent = "<wp:post_parent>21</wp:post_parent>"
    guest = meta(_bbp_reply_to=22, _bbp_anonymous_name="Guest G", _bbp_anonymous_email="g@net.example")
    found = read(
        "wordpress",
        wxr(
            "<wp:author><wp:author_id>1</wp:author_id><wp:author_login>jane</wp:author_login>"
            "<wp:author_display_name>Jane Roe</wp:author_display_name></wp:author>",
            item(20, "forum", "About all", forum),
            item(21, "topic", "I seek it.", forum, status="closed"),
            item(22, "reply", "Here.", f"{forum}{parent}<dc:creator>jane</dc:creator>"),
            item(23, "reply", "Buy.", forum + parent + guest, status="spam"),
        ),
    )
    assert (found.story.title, found.story.state, found.story.thread) == ("Item 21", "published", "closed")
    first, second = found.responses
    assert (first.story, first.parent, first.status, first.author.name) == (found.story.id, None, "approved", "Jane Roe")
    assert (second.parent, second.status, second.author.name) == (first.id, "spam", "Guest G")
    assert str(first.created) == "2020-03-05 10:00:00+00:00"
    assert not any("10.1.1.1" in str(each.source) or "g@net" in str(each.source) for each in [found.story, *found.responses])


def test_a_reply_that_stands_before_its_topic_waits_for_it(read):
    forum, parent = meta(_bbp_forum_id=20), "<wp:post_parent>21</wp:post_parent>"
    found = read("wordpress", wxr(item(12, "reply", "Here.", forum + parent), item(21, "topic", "I seek it.", forum)))
    assert [type(each).__name__ for each in found.records] == ["Header", "Story", "ResponseRecord"]
    assert found.responses[0].story == found.story.id


def test_what_a_plugin_notes_on_its_own_items_makes_no_story(read):
    order = item(
        30,
        "shop_order",
        more=comment(71, "order_note"),
        status="wc-completed",
        link="https://net.example/?post_type=shop_order&amp;p=30",
    )
    found = read("wordpress", wxr(order))
    assert (found.stories, found.responses) == ([], [])
    assert found.report.facts == {"items of type shop_order": 1, "notes on items of type shop_order": 1}


@pytest.mark.parametrize(("status", "state"), [("publish", "published"), ("private", "draft")])
def test_a_picture_that_people_wrote_below_is_as_public_as_its_post(read, status, state):
    address = "<wp:attachment_url>https://net.example/9.jpg</wp:attachment_url><wp:post_parent>1</wp:post_parent>"
    found = read("wordpress", wxr(item(1, status=status), item(9, "attachment", more=address + comment(7), status="inherit")))
    assert (found.stories[1].state, found.stories[1].lead_photo.url) == (state, "https://net.example/9.jpg")
    assert found.responses[0].story == found.stories[1].id


def test_sites_of_one_network_keep_their_posts_apart(read):
    ids = {read("wordpress", wxr(item(1), path=path)).story.id for path in ("", "north", "south")}
    assert ids == {f"wordpress:net.example{path}:story:1" for path in ("", "/north", "/south")}


def test_writers_language_and_first_section_are_those_that_plugins_tell(read):
    guest = item(12, "guest-author", more=meta(**{"cap-display_name": "Omar Karim", "cap-user_login": "omar-k"}))
    terms = (
        '<category domain="language" nicename="de">Deutsch</category><category domain="author" nicename="cap-jane">jane</category>'
        '<category domain="author" nicename="cap-omar-k">omar-k</category>'
        '<category domain="category" nicename="a">Zebra</category><category domain="category" nicename="b">Ant</category>'
        + meta(_yoast_wpseo_primary_category=77)
    )
    named = "<wp:category><wp:term_id>77</wp:term_id><wp:cat_name>Ant</wp:cat_name></wp:category>"
    story = read("wordpress", wxr(named, item(1, content="Kurz", more=terms), guest)).story
    assert (story.bylines, story.language, story.section) == (("jane", "Omar Karim"), "de", "Ant")


def test_tags_of_the_first_version_come_once(read):
    terms = '<category domain="tag">ice</category><category domain="tag" nicename="ice">ice</category>'
    assert read("wordpress", wxr(item(1, more=terms)).replace("export/1.2", "export/1.0")).story.tags == ("ice",)


def test_pictures_of_a_gallery_are_found_in_another_file_of_the_same_export(tmp_path, read):
    files = [tmp_path / "one.xml", tmp_path / "two.xml"]
    picture = item(9, "attachment", status="inherit", more="<wp:attachment_url>https://net.example/9.jpg</wp:attachment_url>")
    for file, content in zip(files, (item(1, content='[gallery ids="9"]'), picture), strict=True):
        file.write_text(wxr(content))
    assert read("wordpress", files).story.lead_photo.url == "https://net.example/9.jpg"

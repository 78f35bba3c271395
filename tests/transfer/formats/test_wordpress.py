"""WordPress exports of shapes that the samples do not have."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

HEAD = (
    '<rss xmlns:wp="http://wordpress.org/export/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:excerpt="http://wordpress.org/export/1.1/excerpt/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
    "<language>ar</language><wp:wxr_version>1.1</wp:wxr_version><wp:base_blog_url>https://news.example/blog</wp:base_blog_url>"
    "<wp:author><wp:author_id>3</wp:author_id><wp:author_login>ida</wp:author_login>"
    "<wp:author_display_name>Ida Holm</wp:author_display_name></wp:author>"
)


def export(*items):
    return HEAD + "".join(f"<item>{item}</item>" for item in items) + "</channel></rss>"


def comment(number, inner="", content="x"):
    return (
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_approved>1</wp:comment_approved>"
        f"<wp:comment_content>{content}</wp:comment_content>{inner}</wp:comment>"
    )


POST = (
    "<title>Ferry</title><link>https://news.example/ferry/</link><dc:creator>ida</dc:creator><wp:post_id>7</wp:post_id>"
    "<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
)


def test_a_story_comes_before_its_responses_with_byline_sections_and_tags(read):
    terms = '<category domain="category">Uncategorized</category><category domain="category">Harbour</category>'
    tags = '<category domain="post_tag">boats</category>'
    reading = read("wordpress", export(POST + terms + tags + comment(1)))
    assert [each.TYPE for each in reading.records] == ["header", "person", "story", "response"]
    story = reading.story
    assert (story.bylines, story.section, story.tags) == (("Ida Holm",), "Harbour", ("boats",))
    assert (story.language, story.state, story.source["type"]) == ("ar", "published", "post")
    assert reading.records[0].source.format == "wxr/1.1"


def test_classic_and_block_bodies_become_typed_blocks(read):
    classic = "<content:encoded><![CDATA[One\ntwo\n\n[caption id='1']<img src='https://a.example/i.jpg'> Boat. Photo: Ida[/caption]\n\nThree]]></content:encoded>"
    blocks = "<content:encoded><![CDATA[<!-- wp:paragraph -->\n<p>One\ntwo</p>\n<!-- /wp:paragraph -->]]></content:encoded>"
    found = read("wordpress", export(POST + classic)).story.body
    assert [each.kind for each in found] == ["paragraph", "image", "paragraph"]
    assert found[0].html == "<p>One<br>\ntwo</p>"
    assert (found[1].photo.caption, found[1].photo.credit) == ("Boat.", "Ida")
    assert [each.html for each in read("wordpress", export(POST + blocks)).story.body] == ["<p>One\ntwo</p>"]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("<wp:status>publish</wp:status>", "published"),
        ("<wp:status>future</wp:status>", "draft"),
        ("<wp:status>pending</wp:status>", "draft"),
        ("<wp:status>private</wp:status>", "private"),
        ("<wp:status>trash</wp:status>", "removed"),
        ("<wp:status>publish</wp:status><wp:post_password>x</wp:post_password>", "private"),
    ],
)
def test_what_was_not_public_does_not_become_so(read, status, state):
    item = POST.replace("<wp:status>publish</wp:status>", status)
    assert read("wordpress", export(item)).story.state == state


@pytest.mark.parametrize(
    ("inner", "status", "kind"),
    [
        ("<wp:comment_approved>post-trashed</wp:comment_approved>", "removed", "response"),
        ("<wp:comment_approved>hold</wp:comment_approved>", "pending", "response"),
        ("<wp:comment_approved>odd</wp:comment_approved>", "pending", "response"),
        ("<wp:comment_approved>1</wp:comment_approved><wp:comment_type>webmention</wp:comment_type>", "approved", "mention"),
        (
            "<wp:comment_approved>1</wp:comment_approved><wp:comment_type>order_note</wp:comment_type>",
            "approved",
            "other:order_note",
        ),
    ],
)
def test_statuses_and_types(read, inner, status, kind):
    one = f"<wp:comment><wp:comment_id>1</wp:comment_id>{inner}</wp:comment>"
    (response,) = read("wordpress", export(POST + one)).responses
    assert (response.status, response.kind) == (status, kind)


def test_a_wall_clock_is_read_in_the_zone_option_only(read):
    date = "<wp:comment_date>2024-07-01 12:00:00</wp:comment_date><wp:comment_date_gmt>0000-00-00 00:00:00</wp:comment_date_gmt>"
    content = export(POST + comment(1, date))
    assert read("wordpress", content).responses[0].created is None
    found = read("wordpress", content, zone=ZoneInfo("Asia/Kolkata")).responses[0]
    assert (found.created, found.created_basis) == (datetime(2024, 7, 1, 6, 30, tzinfo=UTC), "zone")
    assert found.source["local_date"] == "2024-07-01 12:00:00"


def test_a_split_cdata_section_is_one_text(read):
    reading = read("wordpress", export(POST + comment(1, content="<![CDATA[a ]]]]><![CDATA[> b]]>")))
    assert reading.responses[0].body.original == "a ]]> b"


def test_addresses_stay_only_on_request(read):
    inner = (
        "<wp:comment_author_IP>192.0.2.1</wp:comment_author_IP><wp:commentmeta><wp:meta_key>akismet_as_submitted</wp:meta_key>"
        "<wp:meta_value>192.0.2.1</wp:meta_value></wp:commentmeta>"
    )
    content = export(POST + comment(1, inner))
    assert "192.0.2.1" not in repr(read("wordpress", content).records)
    assert read("wordpress", content, keep_addresses=True).responses[0].source["ip"] == "192.0.2.1"


def test_an_attachment_is_media_and_names_its_story(read):
    picture = (
        "<title>Boat</title><wp:post_id>9</wp:post_id><wp:post_parent>7</wp:post_parent><wp:post_type>attachment</wp:post_type>"
        "<wp:attachment_url>https://news.example/i.jpg</wp:attachment_url><excerpt:encoded>Boat. Photo: Ida</excerpt:encoded>"
    )
    thumbnail = "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta>"
    reading = read(
        "wordpress", export(POST + thumbnail, picture, "<wp:post_id>8</wp:post_id><wp:post_type>nav_menu_item</wp:post_type>")
    )
    media = next(each for each in reading.records if each.TYPE == "media")
    assert (media.url, media.of) == ("https://news.example/i.jpg", (reading.story.id,))
    assert reading.story.source["lead_media"] == media.id
    assert reading.report.facts == {"items of type nav_menu_item": 1}


def test_responses_before_the_number_of_their_post_wait_for_it(read):
    reading = read("wordpress", export("<title>T</title>" + comment(1) + "<wp:post_id>7</wp:post_id>"))
    assert [each.TYPE for each in reading.records] == ["header", "person", "story", "response"]
    assert reading.responses[0].story == reading.story.id == "wordpress:news.example:story:7"


def test_a_comment_without_an_id_is_skipped_and_named(read):
    reading = read("wordpress", export(POST + "<wp:comment><wp:comment_content>x</wp:comment_content></wp:comment>"))
    assert reading.report.skipped.total == 1


def content(text):
    return f"<content:encoded><![CDATA[{text}]]></content:encoded>"


PICTURES = [
    f"<title>{title}</title><wp:post_id>{number}</wp:post_id><wp:post_parent>7</wp:post_parent>"
    f"<wp:post_type>attachment</wp:post_type><wp:attachment_url>https://news.example/{number}.jpg</wp:attachment_url>"
    for number, title in ((51, "Dawn"), (52, "Dusk"))
]


@pytest.mark.parametrize("code", ['[gallery ids="52,51"]', "[gallery columns='2' ids='52, 51']", "[gallery]"])
def test_a_gallery_finds_its_pictures_wherever_they_stand_in_the_file(read, code):
    story = read("wordpress", export(POST + content(f"One\n\n{code}\n\nTwo"), *PICTURES)).story
    assert [each.kind for each in story.body] == ["paragraph", "gallery", "paragraph"]
    assert {photo.url for photo in story.body[1].photos} == {"https://news.example/51.jpg", "https://news.example/52.jpg"}
    assert story.body[1].photos[0].alt == ("Dawn" if code == "[gallery]" else "Dusk")


def test_a_picture_that_a_gallery_lacks_is_named(read):
    reading = read("wordpress", export(POST + content('[gallery ids="51,99"]'), *PICTURES))
    assert [each.kind for each in reading.story.body] == ["image"] or reading.story.lead_photo
    assert [(note.reason, note.place) for note in reading.report.warnings] == [
        ("a picture of a gallery is not in the file", "post 7")
    ]


def test_a_block_used_in_many_stories_stands_in_each(read):
    shared = "<wp:post_id>70</wp:post_id><wp:post_type>wp_block</wp:post_type>" + content(
        "<!-- wp:paragraph --><p>Write to us.</p>"
    )
    story = content('<!-- wp:paragraph -->\n<p>One</p>\n<!-- /wp:paragraph -->\n<!-- wp:block {"ref":70} /-->')
    assert [each.text for each in read("wordpress", export(POST + story, shared)).story.body] == ["One", "Write to us."]


def test_players_shortcodes_and_footnotes_are_shown_and_what_a_plugin_wrote_is_told(read):
    text = (
        '[audio mp3="https://news.example/a.mp3"][/audio]\n\nhttps://vimeo.com/77\n\n[form id="8" title="Write"]\n\n[sic] stays'
    )
    reading = read("wordpress", export(POST + content(text)))
    assert [each.kind for each in reading.story.body] == ["embed", "embed", "paragraph", "paragraph"]
    assert [note.reason for note in reading.report.warnings] == ["the shortcode [form] of a plugin stays as it is in the text"]
    notes = '<wp:postmeta><wp:meta_key>footnotes</wp:meta_key><wp:meta_value>[{"content":"Counted.","id":"a"}]</wp:meta_value></wp:postmeta>'
    blocks = (
        '<!-- wp:paragraph -->\n<p>X<sup data-fn="a" class="fn"><a href="#a" id="a-link">1</a></sup></p>\n<!-- wp:footnotes /-->'
    )
    body = read("wordpress", export(POST + content(blocks) + notes)).story.body
    assert [each.html for each in body] == ["<p>X<sup>1</sup></p>", "<ol><li>Counted.</li></ol>"]


def test_a_files_name_leads_to_it_and_the_button_beside_it_goes(read):
    text = (
        '<!-- wp:file --><div class="wp-block-file"><a href="https://news.example/r.pdf">Report</a>'
        '<a href="https://news.example/r.pdf" class="wp-block-file__button wp-element-button" download>Download</a></div><!-- /wp:file -->'
    )
    (block,) = read("wordpress", export(POST + content(text))).story.body
    assert block.text == "Report"


def test_blocks_that_hold_blocks_many_times_each_are_told_and_left_out(read):
    deep = [
        f"<wp:post_id>{number}</wp:post_id><wp:post_type>wp_block</wp:post_type>"
        + content(f'<!-- wp:block {{"ref":{number + 1}}} /-->' * 200)
        for number in range(70, 75)
    ]
    story = content('<!-- wp:paragraph -->\n<p>One</p>\n<!-- /wp:paragraph -->\n<!-- wp:block {"ref":70} /-->')
    reading = read("wordpress", export(POST + story, *deep))
    assert [each.text for each in reading.story.body] == ["One"]
    assert "the blocks of a story are too long together, and are left out" in [note.reason for note in reading.report.warnings]


def test_a_gallery_named_again_and_again_is_not_shown_without_end(read):
    reading = read("wordpress", export(POST + content("One\n\n" + '[gallery ids="51,52"]\n\n' * 1_500), *PICTURES))
    assert sum(len(each.photos) for each in reading.story.body) == 2_000
    assert "a gallery has too many pictures, and is left out" in [note.reason for note in reading.report.warnings]

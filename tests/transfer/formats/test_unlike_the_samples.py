"""What real exports have and the samples have not: other versions, encodings, marks and habits."""

import gzip
import json
import re
import sqlite3
from datetime import UTC, datetime

import pytest

from tertulia.transfer.formats import SourceRefused, detect, read_source
from tertulia.transfer.formats.bodies import body_from_markdown, link_addresses
from tertulia.transfer.formats.reading import ReadOptions, ReadReport
from tertulia.transfer.formats.tongue import in_its_language
from tertulia.transfer.records import Action, Story

WXR = """<?xml version="1.0" encoding="{encoding}"?>
<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<link>https://quay.example</link><item><title>الجسر</title><link>https://quay.example/bridge/</link>
<content:encoded><![CDATA[{content}]]></content:encoded><wp:post_id>1</wp:post_id><wp:comment><wp:comment_id>2</wp:comment_id>
<wp:comment_content>نعم</wp:comment_content><wp:comment_approved>1</wp:comment_approved></wp:comment></item></channel></rss>"""
ENTRIES = "TITLE: الجسر\nBASENAME: bridge\nDATE: 05/04/2019 10:00:00\n-----\nBODY:\nمغلق\n-----\nCOMMENT:\nAUTHOR: سارة\n\nلماذا؟\n-----\n--------\n"
STORY = "https://quay.example/bridge/"


def wxr(encoding="UTF-8", content="Closed."):
    return WXR.format(encoding=encoding, content=content)


@pytest.mark.parametrize("declared", ["UTF-16", "UTF-8", "utf-8"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_xml_in_utf_16_is_found_out_whatever_it_declares(read, encoding, declared):
    found = read("auto", wxr(declared).encode(encoding))
    assert (found.report.source, found.story.title, found.responses[0].body.html) == ("wordpress", "الجسر", "<p>نعم</p>")


@pytest.mark.parametrize(
    "content", [ENTRIES.encode("utf-8-sig"), ENTRIES.encode("utf-16"), ENTRIES.replace("\n", "\r\n").encode()]
)
def test_a_text_export_is_found_out_with_marks_in_front_and_in_utf_16(read, content):
    found = read("auto", content)
    assert (found.report.source, found.story.title, found.responses[0].author.name) == ("movabletype", "الجسر", "سارة")


def test_a_text_that_is_not_utf_8_is_told_of_and_read_as_what_it_is_said_to_be(read):
    content = ENTRIES.encode("windows-1256")
    assert "Windows-1252" in read("movabletype", content).report.warnings.first[0].reason
    named = read("movabletype", content, encoding="cp1256", url="https://quay.example")
    assert (named.story.title, named.responses[0].body.html, named.report.warnings.total) == ("الجسر", "<p>لماذا؟</p>", 1)


def test_an_embed_of_the_block_editor_is_a_link(read):
    block = '<!-- wp:embed -->\n<figure><div class="wp-block-embed__wrapper">\nhttps://video.example/7\n</div></figure>\n<!-- /wp:embed -->'
    assert '<a href="https://video.example/7"' in read("wordpress", wxr(content=block)).story.body[0].html


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see https://a.example/Quay_(port)?x=1 now", "https://a.example/Quay_(port)?x=1"),
        ("(at https://a.example/b).", "https://a.example/b"),
        ("(https://a.example/Quay_(port)), too", "https://a.example/Quay_(port)"),
    ],
)
def test_brackets_that_an_address_opens_belong_to_it(text, address):
    assert f'<a href="{address}">{address}</a>' in link_addresses(text)


def test_bare_addresses_in_markdown_are_links_and_words_with_dots_are_not():
    html = body_from_markdown("https://a.example/x and quay.example").html
    assert '<a href="https://a.example/x">' in html
    assert html.count("<a ") == 1


def atom(*entries):
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"><id>x</id>{"".join(entries)}</feed>'


def entry(key, ref, href, more=""):
    return f'<entry><id>{key}</id><content>x</content><thr:in-reply-to ref="{ref}" href="{href}"/>{more}</entry>'


def test_an_entry_that_answers_the_story_by_an_id_of_its_own_stands_at_the_top(read):
    found = read(
        "atom",
        atom(entry("c1", "https://quay.example/?p=1", STORY), entry("c2", f"{STORY}#comment-1", f"{STORY}#comment-1")),
    )
    assert [each.parent for each in found.responses] == [None, "atom:quay.example:comment:https://quay.example/bridge/#comment-1"]


def test_a_reply_at_blogger_hangs_below_the_comment_it_answers(read):
    blog = "tag:blogger.com,1999:blog-1.post-"
    related = '<link rel="related" href="https://www.blogger.com/feeds/1/2/comments/default/3"/>'
    found = read("atom", atom(entry(f"{blog}3", f"{blog}2", STORY), entry(f"{blog}4", f"{blog}2", STORY, related)))
    assert [each.parent for each in found.responses] == [None, found.responses[0].id]


def disqus(link, message):
    return (
        f'<disqus xmlns:dsq="http://disqus.com/disqus-internals"><thread dsq:id="1"><link>{link}</link></thread>'
        f'<post dsq:id="2"><message><![CDATA[{message}]]></message><thread dsq:id="1"/></post></disqus>'
    )


def test_disqus_hands_over_addresses_without_where_somebody_came_from(read):
    counted = '<p><a href="https://disq.us/url?url=https%3A%2F%2Fa.example%2Fx%3Fy%3D1%3AaB3-_&amp;cuid=7">a</a></p>'
    found = read("disqus", disqus(f"{STORY}?utm_source=mail", counted))
    assert (found.story.url, found.story.aliases) == (STORY, (f"{STORY}?utm_source=mail",))
    assert found.responses[0].body.html == '<p><a href="https://a.example/x?y=1">a</a></p>'


POST = {"id": "p", "title": "The bridge", "slug": "bridge", "status": "published", "type": "post"}


def ghost(**tables):
    return json.dumps({"db": [{"meta": {"version": "5.82.0"}, "data": tables}]})


def test_ghost_says_who_wrote_it_where_it_stands_and_what_it_shows(read):
    picture = "__GHOST_URL__/content/images/b.jpg"
    found = read(
        "auto",
        ghost(
            posts=[{**POST, "feature_image": picture, "html": '<p><a href="__GHOST_URL__/x/">x</a></p>'}],
            tags=[{"id": "t", "name": "Port"}, {"id": "u", "name": "Ice"}, {"id": "h", "name": "#hidden"}],
            posts_tags=[{"post_id": "p", "tag_id": each, "sort_order": n} for n, each in enumerate("thu")],
            users=[{"id": "w", "name": "R. Vidal"}],
            posts_authors=[{"post_id": "p", "author_id": "w"}],
            posts_meta=[{"post_id": "p", "feature_image_caption": "<i>The lock</i>", "feature_image_alt": "A lock"}],
        ),
        url="https://quay.example",
    )
    story = found.story
    assert (found.report.source, story.bylines, story.section, story.tags) == ("ghost", ("R. Vidal",), "Port", ("Ice",))
    photo = story.lead_photo
    assert (photo.url, photo.caption, photo.alt) == ("https://quay.example/content/images/b.jpg", "The lock", "A lock")
    assert 'href="https://quay.example/x/"' in story.body[0].html


def test_a_page_of_ghost_is_a_page_and_what_members_pay_for_is_not_for_everybody(read):
    found = read("ghost", ghost(posts=[{**POST, "type": "page"}, {**POST, "id": "q", "visibility": "paid"}]), url=STORY)
    assert [(each.kind, each.state) for each in found.stories] == [("page", "published"), (None, "private")]
    assert found.report.warnings.first[0].place == "post q"


def test_ghost_counts_time_in_thousandths_in_old_exports(read):
    found = read("ghost", ghost(posts=[POST], comments=[{"id": "c", "post_id": "p", "created_at": 1_556_964_000_000}]))
    assert found.responses[0].created == datetime(2019, 5, 4, 10, tzinfo=UTC)


def test_what_the_staff_whispers_at_discourse_is_no_response(read):
    posts = [{"id": n, "post_number": n, "cooked": "<p>x</p>", "post_type": kind} for n, kind in enumerate((1, 1, 4), 1)]
    topic = {"post_stream": {"posts": posts}, "id": 7, "title": "T", "version": 3, "tags": ["ice", {"name": "port"}]}
    found = read("auto", json.dumps(topic), site="quay.example")
    assert (found.report.source, [each.kind for each in found.responses]) == ("discourse", ["response", "other:whisper"])
    assert found.story.tags == ("ice", "port")


ITEMS = [
    {"id": 1, "type": "story", "time": 1, "title": "T"},
    {"id": 2, "type": "comment", "parent": 1, "time": 2, "by": "a", "text": "x"},
    {"id": 3, "type": "comment", "parent": 2, "time": 3, "deleted": True},
]
TREE = {"id": 1, "type": "story", "created_at_i": 1, "title": "T", "author": "z", "children": []}
TREE["children"] = [{"id": 2, "type": "comment", "author": "a", "created_at_i": 2, "text": "x", "parent_id": 1, "children": []}]
TREE["children"][0]["children"] = [
    {"id": 3, "type": "comment", "author": None, "created_at_i": 3, "parent_id": 2, "children": []}
]


@pytest.mark.parametrize("content", [json.dumps(ITEMS), "\n".join(map(json.dumps, ITEMS)), json.dumps(TREE)])
def test_hacker_news_comes_as_lines_as_an_array_and_as_a_tree(read, content):
    found = read("auto", content)
    rows = [(each.id[-1], (each.parent or "-")[-1], each.status, each.author.name) for each in found.responses]
    assert (found.report.source, rows) == ("hackernews", [("2", "-", "approved", "a"), ("3", "2", "deleted", None)])


def test_a_block_of_a_page_that_is_no_json_takes_nothing_else_with_it(read):
    block = {"@type": "Article", "@id": STORY, "comment": [{"@type": "Comment", "@id": "#c1", "text": "x"}]}
    scripts = f'<script type="application/ld+json">{json.dumps(block)}</script><script type="application/ld+json">{{,}}</script>'
    found = read("jsonld", f"<html><body>{scripts}</body></html>")
    assert found.responses[0].id.endswith(f"{STORY}#c1")
    assert "not JSON" in found.report.warnings.first[0].reason


def test_what_stood_first_elsewhere_is_told_of_as_a_choice(read):
    comment = {"id": "c", "storyID": "s", "revisions": [{"body": "x"}], "tags": [{"type": "FEATURED", "createdBy": "u"}]}
    chosen = [each for each in read("coral", json.dumps(comment)).records if isinstance(each, Action)]
    assert [(each.action, each.by) for each in chosen] == [("feature", "coral:unknown:person:u")]
    line = {"id": "1", "text": "x", "pin": True, "locator": {"site": "q", "url": STORY}}
    assert any(isinstance(each, Action) and each.action == "pin" for each in read("remark42", json.dumps(line)).records)


def comentario():
    page, at = {"id": "p", "path": "/bridge/", "title": "The bridge", "isReadonly": True}, "2019-05-04T10:00:00Z"
    comments = [
        {
            "id": "a",
            "pageId": "p",
            "html": "<p>One</p>",
            "markdown": "One",
            "isApproved": True,
            "isSticky": True,
            "userCreated": "w",
        },
        {
            "id": "b",
            "pageId": "p",
            "parentId": "a",
            "html": "<p>Two</p>",
            "isApproved": True,
            "authorName": "Passing",
            "score": -2,
        },
        {"id": "c", "pageId": "p", "parentId": "b", "html": "<p>Three</p>", "isPending": True},
        {"id": "d", "pageId": "p", "parentId": "b", "html": "<p>Four</p>"},
        {"id": "e", "pageId": "p", "parentId": "b", "isDeleted": True},
    ]
    people = [{"id": "w", "name": "Una", "email": "una@reader.example"}]
    timed = [{**each, "createdTime": at} for each in comments]
    return json.dumps({"version": 3, "pages": [page], "comments": timed, "commenters": people})


def test_comentario_hands_over_pages_people_and_what_became_of_comments(read):
    found = read("auto", gzip.compress(comentario().encode()), url="https://quay.example")
    assert (found.report.source, found.story.url, found.story.thread) == ("comentario", STORY, "closed")
    rows = [(each.id[-1], (each.parent or "-")[-1], each.status, each.author.name) for each in found.responses]
    assert rows == [
        ("a", "-", "approved", "Una"),
        ("b", "a", "approved", "Passing"),
        ("c", "b", "pending", None),
        ("d", "b", "removed", None),
        ("e", "b", "deleted", None),
    ]
    assert [each.action for each in found.records if isinstance(each, Action)] == ["pin"]


def test_comentario_under_the_name_of_commento_is_refused_with_its_own_name(read):
    with pytest.raises(SourceRefused, match="as comentario"):
        read("commento", comentario())


def test_the_first_version_of_comentario_names_host_and_path(read):
    comment = {"commentHex": "1", "host": "quay.example", "path": "/bridge/", "url": "", "markdown": "x", "state": "approved"}
    found = read("auto", json.dumps({"version": 1, "comments": [comment], "commenters": []}))
    assert (found.report.source, found.story.url) == ("commento", STORY)


def test_json_of_nothing_known_is_never_taken_for_a_page(tmp_path):
    path = tmp_path / "some.json"
    path.write_text('{"html": "<p>1 comment</p>"}')
    with pytest.raises(SourceRefused, match="none of the known sources"):
        detect(path)
    with pytest.raises(SourceRefused):
        list(read_source("auto", [path], ReadOptions(), ReadReport()))


def test_files_beside_a_note_are_links_below_it_and_those_without_an_address_are_told(read):
    note = {
        "id": "https://social.example/users/olu/statuses/1",
        "type": "Note",
        "content": "<p>Look</p>",
        "attachment": [
            {"type": "Document", "url": "media_attachments/files/1/a.jpg", "name": "The weir"},
            {"type": "Document", "url": "https://social.example/b.jpg"},
            {"type": "Document", "url": "/bucket/c.jpg"},
        ],
    }
    found = read("activitypub", json.dumps({"type": "OrderedCollection", "orderedItems": [note]}), url=STORY)
    html = found.responses[0].body.html
    assert '<a href="https://social.example/system/media_attachments/files/1/a.jpg">The weir</a>' in html
    assert '<a href="https://social.example/b.jpg">b.jpg</a>' in html
    assert found.responses[0].source["attachments"][-1]["url"] == "/bucket/c.jpg"
    assert "without a whole address" in found.report.warnings.first[0].reason


def test_a_thread_known_by_its_path_is_at_the_site_that_was_named(read):
    thread = '<thread dsq:id="1"><link>/2023/01/02/old/</link><title>Old</title></thread>'
    disqus = f'<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">{thread}</disqus>'
    assert read("disqus", disqus, site="quay.example").story.url == "https://quay.example/2023/01/02/old/"
    assert read("disqus", disqus, url="https://quay.example").story.url == "https://quay.example/2023/01/02/old/"
    lost = read("disqus", disqus)
    assert "say with --url" in lost.report.warnings.first[0].reason


def test_links_inside_a_forum_are_whole(read):
    post = {"id": 1, "post_number": 1, "cooked": '<p><a href="/u/ida">@ida</a> <img src="/uploads/x.png"></p>'}
    topic = {"id": 7, "title": "T", "post_stream": {"posts": [post, {**post, "id": 2, "post_number": 2}]}}
    html = read("discourse", json.dumps(topic), site="forum.example").responses[0].body.html
    assert 'href="https://forum.example/u/ida"' in html
    assert 'src="https://forum.example/uploads/x.png"' in html


@pytest.mark.parametrize(
    ("source", "content", "said"),
    [
        ("wordpress", b"PK\x03\x04rest", "a zip archive; unpack it"),
        ("auto", b"PK\x03\x04rest", "a zip archive; unpack it"),
        ("wordpress", b"<!DOCTYPE html><html><body><p>Log in<br></body></html>", "it is a web page (HTML), not an export"),
        ("disqus", wxr().encode(), "it looks like wordpress"),
        ("wordpress", wxr().encode()[:400], "the file ends too early, it was cut off"),
    ],
)
def test_a_refusal_says_what_the_file_is(read, source, content, said):
    with pytest.raises(SourceRefused, match=re.escape(said)):
        read(source, content)


@pytest.mark.parametrize(
    ("said", "title", "language"),
    [
        ("en-GB", "تجمّدت القناة", "ar"),
        (None, "تجمّدت القناة", "ar"),
        ("en", "یخ‌زدن کانال در گرمای پاییز", "fa"),
        ("fa", "تجمّدت القناة", "fa"),
        ("en", "The canal القناة freezes", "en"),
    ],
)
def test_a_story_is_in_the_language_of_its_letters(said, title, language):
    assert in_its_language(Story(id="x", language=said, title=title)).language == language


def test_an_exchange_file_is_believed_about_languages(read):
    header = {"type": "header", "format": "tertulia-exchange", "version": 1, "source": {"system": "x"}}
    told = {"type": "story", "id": "x:y:story:1", "url": STORY, "title": "الجسر", "language": "en"}
    assert read("exchange", "".join(json.dumps(each) + "\n" for each in (header, told))).story.language == "en"
    assert read("wordpress", wxr(content="الجسر مغلق")).story.language == "ar"


TALK = {
    "assets": [{"_id": {"$oid": "5a"}, "id": "s", "url": STORY, "title": "Bridge", "publication_date": {"$date": "2018-02-01T00:00:00Z"}, "scraped": None}],
    "users": [
        {"id": "u", "username": "Ann", "lowercaseUsername": "ann", "profiles": [{"id": "ann@a.example", "provider": "local"}], "status": {"banned": {"status": True}}},
    ],
    "comments": [
        {
            "id": "a",
            "body": "Two & three\n\nlines",
            "body_history": [
                {"body": "Two", "created_at": {"$date": "2018-03-01T10:00:00Z"}},
                {"body": "Two & three\n\nlines", "created_at": {"$date": "2018-03-01T10:05:00Z"}},
            ],
            "asset_id": "s",
            "author_id": "u",
            "status": "ACCEPTED",
            "parent_id": None,
            "action_counts": {"respect": {"$numberInt": "3"}, "like": 2, "flag": 1, "flag_COMMENT_OTHER": 1},
            "tags": [{"tag": {"name": "FEATURED"}, "assigned_by": "u"}],
            "created_at": {"$date": {"$numberLong": "1519898400000"}},
        },
        {"id": "b", "body": "x", "asset_id": "s", "status": "REJECTED", "parent_id": "a", "created_at": {"$date": "2018-03-01T11:00:00Z"}},
        {"id": "c", "body": "y", "asset_id": "s", "status": "PREMOD", "parent_id": "a", "deleted_at": {"$date": "2018-03-01T11:00:00Z"}},
    ],
    "actions": [
        {"action_type": "FLAG", "item_type": "COMMENTS", "item_id": "a", "user_id": "u", "group_id": "spam"},
        {"action_type": "FLAG", "item_type": "USERS", "item_id": "u", "user_id": "u"},
    ],
}  # fmt: skip


def test_talk_4_comes_in_whatever_collection_is_named_first(read, tmp_path):
    files = []
    for name, rows in TALK.items():
        files.append(tmp_path / f"{name}.json")
        files[-1].write_text("\n".join(map(json.dumps, rows)))
        assert detect(files[-1]).NAME == "coral"
    found = read("auto", files)
    first, second, third = found.responses
    assert (found.story.title, found.story.url, str(found.story.published)[:10]) == ("Bridge", STORY, "2018-02-01")
    assert (first.status, first.author.name, first.counts) == ("approved", "Ann", {"likes": 5})
    assert (first.body.html, first.body.original) == ("<p>Two &amp; three</p>\n<p>lines</p>", "Two & three\n\nlines")
    assert [(str(first.created)[11:16], str(first.edited)[11:16])] == [("10:00", "10:05")]
    assert [(each.status, each.parent) for each in (second, third)] == [("removed", first.id), ("deleted", first.id)]
    assert sorted(each.action for each in found.records if isinstance(each, Action)) == ["feature", "flag", "suspend"]
    assert found.report.skipped.total == 0


def test_numbers_that_mongoexport_wrote_with_their_type_are_counted(read):
    comment = {"id": "c", "storyID": "s", "revisions": [{"body": "x"}], "actionCounts": {"REACTION": {"$numberInt": "3"}}}
    assert read("coral", json.dumps(comment)).responses[0].counts == {"likes": 3}


def test_json_laid_out_over_many_lines_is_one_object(read):
    tree = {"id": 1, "created_at_i": 1, "type": "story", "title": "T", "children": [
        {"id": 2, "created_at_i": 2, "type": "comment", "author": "b", "text": "<p>yes", "parent_id": 1, "children": []}]}  # fmt: skip
    found = read("auto", json.dumps(tree, indent=2))
    assert (found.report.source, found.story.title, found.responses[0].author.name) == ("hackernews", "T", "b")
    several = [{"id": each, "storyID": "s", "revisions": [{"body": each}]} for each in "ab"]
    assert len(read("auto", "\n".join(json.dumps(each, indent=1) for each in several)).responses) == 2


def test_what_the_search_at_hacker_news_found_comes_with_the_story_it_names(read):
    hit = {"objectID": "2", "created_at_i": 5, "author": "b", "comment_text": "yes", "parent_id": 1, "story_id": 1}
    hit |= {"story_title": "T", "story_url": STORY, "_tags": ["comment", "author_b", "story_1"]}
    deeper = {**hit, "objectID": "3", "parent_id": 2}
    found = read("auto", json.dumps({"hits": [deeper, hit], "nbHits": 2}))
    assert (found.report.source, found.story.title, found.story.url) == ("hackernews", "T", STORY)
    below, top = found.responses
    assert (top.parent, below.parent, below.story, top.created) == (None, top.id, found.story.id, datetime.fromtimestamp(5, UTC))


PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


def note(number, **more):
    return {"id": f"https://m.example/{number}", "type": "Note", "content": f"<p>{number}</p>", **more}


def test_what_was_written_for_some_only_is_shown_nowhere_and_actors_give_names(read, tmp_path):
    sent = [
        {"type": "Create", "object": note(1, to=[PUBLIC], attributedTo="https://m.example/a")},
        {"type": "Create", "object": note(2, to=["https://m.example/a/followers"], cc=[PUBLIC])},
        {"type": "Create", "object": note(3, to=["https://m.example/b"], cc=[])},
        {"type": "Create", "object": note(4, to="as:Public")},
        {"type": "Announce", "object": "https://z.example/1"},
    ]
    files = [tmp_path / "outbox.json", tmp_path / "actor.json"]
    files[0].write_text(json.dumps({"@context": "https://www.w3.org/ns/activitystreams", "orderedItems": sent}))
    files[1].write_text(json.dumps({"id": "https://m.example/a", "type": "Person", "preferredUsername": "ann", "name": "Ann"}))
    found = read("activitypub", files, url=STORY)
    assert [each.kind for each in found.responses] == ["response", "response", "other:not-public", "response"]
    assert [each.author.name for each in found.responses] == ["Ann", None, None, None]
    assert found.report.warnings.first[0].place == "https://m.example/3"


def test_notes_one_a_line_and_by_other_spellings_of_their_type(read):
    lines = [
        note(1),
        note(2, type=["as:Note"], inReplyTo=[{"id": "https://m.example/1"}]),
        {**note(3), "type": f"{PUBLIC[:-6]}Note"},
    ]
    lines.append({"@type": "Note", "@id": "https://m.example/4", "content": "x", "inReplyTo": "https://m.example/2"})
    found = read("auto", "\n".join(map(json.dumps, lines)), url=STORY)
    assert (found.report.source, found.report.skipped.total) == ("activitypub", 0)
    ids = [each.id for each in found.responses]
    assert [each.parent for each in found.responses] == [None, ids[0], None, ids[1]]


def status(number, answered, visibility="public"):
    return {
        "id": str(number),
        "uri": f"https://m.example/{number}",
        "created_at": "2022-01-01T02:00:00.000Z",
        "in_reply_to_id": answered,
        "visibility": visibility,
        "favourites_count": 2,
        "content": "<p>x</p>",
        "account": {"username": "b", "display_name": ""},
    }


def test_the_context_of_a_status_is_the_thread_below_it(read):
    context = {"ancestors": [], "descendants": [status(2, "1"), status(3, "2"), status(4, "1", "direct")]}
    found = read("auto", json.dumps(context), url=STORY)
    first, second, third = found.responses
    assert (first.parent, second.parent, third.parent) == (None, first.id, None)
    assert (first.author.name, first.counts, str(first.created)) == ("b", {"likes": 2}, "2022-01-01 02:00:00+00:00")
    assert [each.kind for each in found.responses] == ["response", "response", "other:not-public"]


def test_comments_that_a_graph_holds_beside_their_article_are_its_comments_once(read):
    said = {"@type": "Comment", "text": "one", "author": {"name": "A"}, "dateCreated": "2020-01-02T00:00:00Z"}
    article = {"@type": "NewsArticle", "@id": f"{STORY}#a", "url": STORY, "headline": "H", "datePublished": "2020-01-01"}
    graph = [
        {**article, "comment": [{"@id": f"{STORY}#c1"}]},
        {**said, "@id": f"{STORY}#c1"},
        {**said, "@id": f"{STORY}#c2", "parentItem": {"@id": f"{STORY}#c1"}},
        {**said, "@id": f"{STORY}#c3", "parentItem": {"@id": f"{STORY}#a"}},
    ]
    found = read("auto", json.dumps({"@context": "https://schema.org", "@graph": graph}))
    assert (found.story.url, str(found.story.published)) == (STORY, "2020-01-01 00:00:00+00:00")
    first, second, third = found.responses
    assert [each.body.html for each in found.responses] == ["<p>one</p>"] * 3
    assert (first.parent, second.parent, third.parent) == (None, first.id, None)
    assert {each.story for each in found.responses} == {found.story.id}


def test_a_posting_in_a_forum_and_a_question_with_answers(read):
    like = {"interactionType": "https://schema.org/LikeAction", "userInteractionCount": 2}
    posting = {"@type": "DiscussionForumPosting", "url": STORY, "headline": "H", "text": "The first post"}
    posting["comment"] = {"@type": "Comment", "text": "c", "author": {"name": "B"}, "interactionStatistic": like}
    found = read("jsonld", json.dumps({"@type": "WebPage", "mainEntity": posting}))
    assert (found.story.title, found.story.body[0].text, found.responses[0].counts) == ("H", "The first post", {"likes": 2})
    question = {
        "@type": "Question",
        "name": "Why?",
        "text": "Why is it?",
        "suggestedAnswer": [{"@type": "Answer", "text": "No idea"}],
    }
    question["acceptedAnswer"] = {
        "@type": "Answer",
        "text": "So",
        "upvoteCount": 3,
        "comment": [{"@type": "Comment", "text": "hm"}],
    }
    found = read("jsonld", json.dumps({"@type": "QAPage", "mainEntity": question}), url=STORY)
    assert [each.body.html for each in found.responses] == ["<p>So</p>", "<p>hm</p>", "<p>No idea</p>"]
    assert [each.parent for each in found.responses] == [None, found.responses[0].id, None]


def test_what_answers_nothing_in_a_feed_is_a_story_with_what_answers_it_below(read):
    post = (
        f'<entry><id>tag:x,1</id><title type="html">A &amp;amp; B</title><link href="{STORY}"/><author><name>Ann</name></author>'
    )
    post += (
        '<published>2020-01-01T00:00:00Z</published><category term="Ports"/><content type="html">&lt;p&gt;Words</content></entry>'
    )
    answer = '<entry><id>c1</id><content>x</content><thr:in-reply-to ref="tag:x,1"/></entry>'
    found = read("atom", atom(answer, post))
    assert (found.story.title, found.story.url, found.story.bylines, found.story.tags) == ("A & B", STORY, ("Ann",), ("Ports",))
    assert (found.story.body[0].text, found.responses[0].story, found.responses[0].parent) == ("Words", found.story.id, None)


def test_wordpress_names_the_story_in_a_feed_of_comments_by_whatever_id_it_has(read):
    feed = atom(entry("c1", "urn:imported:bridge", STORY), entry("c2", f"{STORY}#comment-1", f"{STORY}#comment-1"))
    feed = feed.replace("<id>x</id>", "<id>x</id><title>Comments on: Bridge</title><generator>WordPress</generator>")
    found = read("atom", feed)
    assert (found.story.title, [each.parent is None for each in found.responses]) == ("Bridge", [True, False])


RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>{}</title>
<link>{}</link>{}</channel></rss>"""


def test_stories_and_comments_come_from_rss(read):
    story = f"<item><title>Ice &amp;amp; fog</title><link>{STORY}</link><dc:creator>Ann</dc:creator><category>Ports</category>"
    story += "<pubDate>Fri, 01 Jan 2010 01:00:00 +0100</pubDate><comments>x#comments</comments><slash:comments>7</slash:comments>"
    story += "<description>Short</description><content:encoded>&lt;p&gt;Long</content:encoded></item>"
    found = read("auto", RSS.format("Harbour", "https://quay.example", story))
    assert (found.report.source, found.story.title, found.story.url) == ("rss", "Ice & fog", STORY)
    assert (found.story.bylines, found.story.tags, found.story.declared_responses) == (("Ann",), ("Ports",), 7)
    assert (str(found.story.published), found.story.body[0].text) == ("2010-01-01 00:00:00+00:00", "Long")
    comment = f"<item><title>By: Ann</title><link>{STORY}#comment-5</link><dc:creator>Ann</dc:creator><guid>https://quay.example/?p=1#comment-5</guid>"
    comment += "<pubDate>Sat, 02 Jan 2010 00:00:00 +0000</pubDate><description>First words</description></item>"
    found = read("auto", RSS.format("Comments on: Ice", STORY, comment))
    assert (found.story.title, found.story.url, found.story.body) == ("Ice", STORY, ())
    (response,) = found.responses
    assert (response.story, response.author.name, response.body.html) == (found.story.id, "Ann", "<p>First words</p>")
    assert (str(response.created), response.aliases) == ("2010-01-02 00:00:00+00:00", ("#comment-5",))
    comments = comment + comment.replace("bridge", "lock").replace("By: Ann", "Comment on Locks by Ann")
    titles = [each.title for each in read("rss", RSS.format("Comments for Harbour", "https://quay.example", comments)).stories]
    assert titles == [None, "Locks"]


def test_a_picture_that_stands_for_a_letter_is_that_letter(read):
    story = read(
        "wordpress", wxr(content='<p>Well <img class="wp-smiley" src="https://s.example/1.gif" alt=":)"> done</p>')
    ).story
    assert [(block.kind, block.html) for block in story.body] == [("paragraph", "<p>Well :) done</p>")]


def topic(number, *posts):
    return {"id": number, "title": f"T{number}", "slug": f"t{number}", "post_stream": {"posts": posts}}


@pytest.mark.parametrize("write", [json.dumps, lambda topics: "\n".join(map(json.dumps, topics))])
def test_several_topics_in_one_file_stand_each_at_its_own_address(read, write):
    topics = [
        topic(5, {"id": 1, "post_number": 1}, {"id": 2, "post_number": 2, "cooked": "x"}),
        topic(6, {"id": 9, "post_number": 1}),
    ]
    found = read("auto", write(topics), url="https://forum.example")
    assert [each.url for each in found.stories] == ["https://forum.example/t/t5/5", "https://forum.example/t/t6/6"]
    assert [each.story for each in found.responses] == [found.stories[0].id]


@pytest.mark.parametrize("name", ["topic_list", "latest_posts"])
def test_a_list_of_topics_is_refused_with_what_to_give_instead(read, name):
    with pytest.raises(SourceRefused, match="print=true"):
        read("auto", json.dumps({name: {}}))


def test_ghost_without_its_outer_shell_and_as_its_api_answers(read):
    tables = {
        "posts": [{**POST, "html": None, "plaintext": "Plain & words", "author_id": "w"}],
        "users": [{"id": "w", "name": "R. Vidal"}],
    }
    found = read("auto", json.dumps({"meta": {"exported_on": 1, "version": "2.0"}, "data": tables}), url="https://quay.example")
    assert (found.report.source, found.story.bylines, found.story.body[0].html) == (
        "ghost",
        ("R. Vidal",),
        "<p>Plain &amp; words</p>",
    )
    post = {**POST, "url": STORY, "feature_image": None, "tags": [{"name": "Port"}, {"name": "#x"}], "authors": [{"name": "Ann"}]}
    found = read("auto", json.dumps({"posts": [{**post, "html": "<p>x</p>"}]}))
    assert (found.story.url, found.story.section, found.story.bylines) == (STORY, "Port", ("Ann",))
    said = {"status": "published", "html": "<p>x</p>", "created_at": "2023-01-01T00:00:00.000Z", "count": {"likes": 2}}
    reply = {**said, "id": "d", "parent_id": "c", "member": {"id": "n", "name": "No"}}
    top = {
        **said,
        "id": "c",
        "member": {"id": "m", "name": "Mo"},
        "post": {"id": "p", "title": "T", "url": STORY},
        "replies": [reply],
    }
    found = read("auto", json.dumps({"comments": [top]}))
    first, second = found.responses
    assert (found.report.source, found.story.url, first.story, second.story) == ("ghost", STORY, found.story.id, found.story.id)
    assert (first.author.name, second.author.name, second.parent, first.counts) == ("Mo", "No", first.id, {"likes": 2})


def test_what_ghost_sent_by_mail_only_is_public_nowhere(read):
    found = read("ghost", ghost(posts=[{**POST, "status": "sent", "html": "<p>x</p>"}]), url=STORY)
    assert (found.story.state, found.report.warnings.first[0].reason) == ("draft", "sent by mail only: it becomes a draft here")


def test_services_that_write_movable_types_format_have_fields_and_dates_of_their_own(read):
    text = (
        "TITLE: Lock\nBASENAME: lock\nCONVERT BREAKS: markdown\nDATE: 2008/04/12 22:05:13\n-----\nBODY:\n* *one*\n* two\n-----\n"
    )
    text += "COMMENT:\nAUTHOR: Ben\nSECRET: 1\nPASS: 12ab\nDATE: 2008-04-12 23:05:13\n\nFor you.\n-----\n"
    text += "COMMENT:\nAUTHOR: Cy\nSECRET: 0\nDATE: 12.04.2008\n\nHm.\n-----\n--------\n"
    found = read("movabletype", text, zone=UTC, url="https://quay.example")
    assert (found.story.body[0].kind, str(found.story.published)) == ("list", "2008-04-12 22:05:13+00:00")
    secret, other = found.responses
    assert (secret.status, secret.body.html, str(secret.created)) == ("pending", "<p>For you.</p>", "2008-04-12 23:05:13+00:00")
    assert "12ab" not in str(secret.source)
    assert (other.status, other.created, found.report.warnings.first[-1].reason) == (
        "approved",
        None,
        "unreadable time, left unknown",
    )


def isso(path, journal):
    database = sqlite3.connect(path)
    database.execute(f"pragma journal_mode={journal}")
    database.executescript(
        """create table threads(id integer primary key, uri text, title text);
        create table comments(tid integer, id integer primary key, parent integer, created float, modified float, mode integer,
        remote_addr text, text text, author text, email text, website text, likes integer, dislikes integer, voters blob);
        insert into threads values(1, '/bridge/', null);
        insert into comments values(1, 1, null, 1500000000.5, null, 1, '', 'x', 'Ann', null, null, 0, 0, x'00');"""
    )
    return database


def test_a_database_of_isso_may_be_compressed(tmp_path, read):
    isso(tmp_path / "comments.db", "delete").close()
    packed = tmp_path / "comments.db.gz"
    packed.write_bytes(gzip.compress((tmp_path / "comments.db").read_bytes()))
    assert read("auto", [packed], url="https://quay.example").responses[0].author.name == "Ann"


def test_a_database_that_isso_still_writes_to_is_refused_and_nothing_is_lost_in_silence(tmp_path, read):
    database = isso(tmp_path / "comments.db", "wal")
    with pytest.raises(SourceRefused, match="stop Isso"):
        read("isso", [tmp_path / "comments.db"])
    database.close()
    assert len(read("isso", [tmp_path / "comments.db"]).responses) == 1


def test_remark42_by_its_api_and_with_paths_for_addresses(read):
    def said(key, parent, url=STORY):
        return {"id": key, "pid": parent, "text": "x", "user": {"name": "A", "id": "g"}, "locator": {"site": "s", "url": url}}

    tree = {"comments": [{"comment": said("a", ""), "replies": [{"comment": said("b", "a")}]}], "info": {"count": 2}}
    found = read("auto", json.dumps(tree))
    assert [each.parent for each in found.responses] == [None, found.responses[0].id]
    assert read("auto", json.dumps(said("a", "", "/bridge/")), url="https://quay.example").story.url == STORY


def test_a_thread_of_disqus_that_is_called_by_its_address_stands_there(read):
    export = disqus("", "x").replace("<link></link>", f"<id>{STORY}</id><link/>")
    assert read("disqus", export).story.url == STORY


def test_a_story_comes_before_its_responses_wherever_it_stands_in_the_file(read):
    item = {"id": 2, "type": "comment", "parent": 1, "time": 2, "text": "x"}
    hit = {
        "objectID": "2",
        "created_at_i": 2,
        "author": "b",
        "comment_text": "x",
        "parent_id": 1,
        "story_id": 1,
        "_tags": ["comment"],
    }
    top = {"objectID": "1", "created_at_i": 1, "title": "T", "_tags": ["story"]}
    post = f'<entry><id>tag:x,1</id><title>T</title><link href="{STORY}"/></entry>'
    answer = '<entry><id>c1</id><content>x</content><thr:in-reply-to ref="tag:x,1"/></entry>'
    article = {"id": STORY, "type": "Article", "name": "T", "content": "x"}
    for source, content in (
        ("hackernews", "\n".join(map(json.dumps, [item, {"id": 1, "type": "story", "title": "T", "time": 1}]))),
        ("hackernews", json.dumps({"hits": [hit, top]})),
        ("atom", atom(answer, post)),
        ("activitypub", json.dumps([note(1, inReplyTo=STORY), article])),
    ):
        found = read(source, content)
        kinds = [type(each).__name__ for each in found.records]
        assert kinds == ["Header", "Story", "ResponseRecord"], source
        assert (found.responses[0].story, found.responses[0].parent) == (found.story.id, None)

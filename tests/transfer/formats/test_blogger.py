"""Blogger's backup in both of its shapes: posts become stories, comments their responses."""

from __future__ import annotations

import pytest

BLOG = "tag:blogger.com,1999:blog-7.post-"
KIND = '<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#{}"/>'
REPLY = (
    f'<thr:in-reply-to ref="{BLOG}100" href="http://tow.example/2012/06/lock.html"/>'
    '<published>2012-06-03T10:00:00.000+02:00</published><content type="html">By all.&lt;br /&gt;Yes.</content>'
)
OLD = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0">
<entry><id>tag:blogger.com,1999:blog-7.settings.NAME</id>{KIND.format("settings")}<content type="text">Tow</content></entry>
<entry><id>{BLOG}201</id>{KIND.format("comment")}<author><name>Bea</name><uri>http://p.example/2</uri></author>{REPLY}
<link rel="related" href="http://www.blogger.com/feeds/7/100/comments/default/200"/></entry>
<entry><id>{BLOG}200</id>{KIND.format("comment")}<author><name>Anonymous</name><email>noreply@blogger.com</email></author>{REPLY}</entry>
<entry><id>{BLOG}100</id>{KIND.format("post")}<category scheme="http://www.blogger.com/atom/ns#" term="canal"/>
<published>2012-06-01T10:00:00.000+02:00</published><title>The lock</title><content type="html">One.&lt;br /&gt;&lt;br /&gt;Two.</content>
<link rel="alternate" href="http://tow.example/2012/06/lock.html"/><author><name>Ida</name></author></entry>
<entry><id>{BLOG}101</id>{KIND.format("post")}<app:control xmlns:app="http://purl.org/atom/app#"><app:draft>yes</app:draft></app:control>
<title>Half</title><content type="html">x</content></entry></feed>"""


def new(kind, number, status="LIVE", more=""):
    return (
        f"<entry><id>{BLOG}{number}</id><blogger:type>{kind}</blogger:type><blogger:status>{status}</blogger:status>"
        f'<published>2021-01-05T10:00:00Z</published><content type="html">Ice</content>{more}</entry>'
    )


def takeout(*entries):
    spaces = 'xmlns="http://www.w3.org/2005/Atom" xmlns:blogger="http://schemas.google.com/blogger/2018"'
    return f"<feed {spaces}><id>tag:blogger.com,1999:blog-7</id>{''.join(entries)}</feed>"


@pytest.mark.parametrize("source", ["auto", "blogger", "atom"])
def test_a_backup_is_posts_with_their_comments_whatever_it_is_called(read, source):
    found = read(source, OLD)
    story, draft = found.stories
    assert (story.title, story.url, story.tags, story.bylines) == (
        "The lock",
        "http://tow.example/2012/06/lock.html",
        ("canal",),
        ("Ida",),
    )
    assert [each.html for each in story.body] == ["<p>One.</p>", "<p>Two.</p>"]
    assert draft.state == "draft"
    answer, first = found.responses
    assert (first.author.name, first.author.email, first.parent, first.story) == (None, None, None, story.id)
    assert (answer.author.name, answer.parent, answer.aliases) == ("Bea", first.id, ("#c201",))
    assert found.report.facts == {"entries of type settings": 1}


def test_takeouts_shape_knows_paths_and_states(read):
    parent = f"<blogger:parent>{BLOG}11</blogger:parent>"
    content = takeout(
        new("POST", 11, more="<title>Ice</title><blogger:filename>/2021/01/ice.html</blogger:filename>"),
        new("PAGE", 12, "DRAFT"),
        new("COMMENT", 13, more=parent),
        new("COMMENT", 14, "SPAM_COMMENT", more=parent + f"<blogger:inReplyTo>{BLOG}13</blogger:inReplyTo>"),
        new("COMMENT", 15, "SOFT_TRASHED", more=parent),
        new("COMMENT", 16, "NEW_WORD", more=parent),
    )
    found = read("auto", content)
    assert [(each.kind, each.state, each.aliases) for each in found.stories] == [
        (None, "published", ("/2021/01/ice.html",)),
        ("page", "draft", ()),
    ]
    assert [each.status for each in found.responses] == ["approved", "spam", "removed", "pending"]
    assert found.responses[1].parent == found.responses[0].id
    assert read("auto", content, url="https://tow.example").stories[0].url == "https://tow.example/2021/01/ice.html"


def test_a_comment_to_a_post_that_is_not_there_is_kept(read):
    found = read("blogger", takeout(new("COMMENT", 13, more=f"<blogger:parent>{BLOG}99</blogger:parent>")))
    assert found.responses[0].story == found.story.id

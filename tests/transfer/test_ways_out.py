"""The ways out other than the exchange file."""

import io
import json
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree

import feedparser
import pytest

from tertulia.config.commands.exporting import FORMATS
from tertulia.responses.models import Response, Thread
from tertulia.responses.posting import post_response
from tertulia.stories.models import StoryPage
from tertulia.transfer.choices import ExportOptions
from tertulia.transfer.exporting import export_conversations
from tertulia.transfer.formats import ReadOptions, ReadReport, read_source
from tertulia.transfer.models import Origin
from tertulia.transfer.out import WAYS
from tertulia.transfer.records import Author, Body, Photo, ResponseRecord, Story
from tests.transfer.test_loading import TREE, response, run, story
from tests.transfer.test_samples import clear

pytestmark = pytest.mark.django_db
WORDPRESS = "wordpress:localhost"


def written(name, **asked):
    stream, lost = io.BytesIO(), Counter()
    WAYS[name].write(export_conversations(ExportOptions(**asked)), stream, lost, site="localhost")
    return stream.getvalue(), {what for what, count in lost.items() if count}


def read_back(name, content, tmp_path):
    file = tmp_path / "out"
    file.write_bytes(content)
    report = ReadReport()
    return list(read_source(name, [file], ReadOptions(), report)), report


def wordpress(number, parent=None, **more):
    raw = f"Line {number}\nand <b>another</b> ]]> \x07end\n\nA paragraph."
    body = Body(html=f"<p>Line {number}<br>and another</p>", original=raw, original_format="wordpress-html")
    known = {"id": f"{WORDPRESS}:comment:{number}", "story": f"{WORDPRESS}:story:42", "body": body}
    return replace(response(number, **known, **more), parent=f"{WORDPRESS}:comment:{parent}" if parent else None)


def test_every_format_of_the_command_has_its_module():
    assert set(FORMATS) == {"exchange", *WAYS}


def test_wxr_read_again_keeps_ids_parents_statuses_instants_and_bodies(tmp_path):
    statuses = ["approved", "approved", "pending", "spam", "removed", "approved"]
    said = [wordpress(number, number - 1 if number % 2 else None, status=statuses[number % 6]) for number in range(1, 13)]
    run(story(id=f"{WORDPRESS}:story:42", tags=("ice",), section="City", thread="closed"), *said, wordpress(30, 99))
    content, lost = written("wxr")
    records, report = read_back("wordpress", content, tmp_path)
    assert report.skipped.total == 0
    found = {each.id: each for each in records if isinstance(each, ResponseRecord)}
    assert len(found) == 13
    for each in [*said, wordpress(30, 99)]:
        back = found[each.id]
        kept = each.body.original.replace("\x07", "\ufffd")
        assert (back.story, back.parent, back.status, back.created) == (each.story, each.parent, each.status, each.created)
        assert (back.body.original, back.author.name) == (kept, each.author.name)
    (post,) = [each for each in records if each.TYPE == "story"]
    assert (post.id, post.url, post.thread, post.tags, post.section) == (
        f"{WORDPRESS}:story:42",
        "https://paper.example/2019/05/04/canal/",
        "closed",
        ("ice",),
        "City",
    )
    assert not any("WordPress" in each for each in lost)


def stored():
    """What is read: a line break is one with and without a newline after it."""
    rows = Response.objects.order_by("place", "id").values_list("html", "author_name", "depth")
    return [(html.replace("<br>\n", "<br>"), name, depth) for html, name, depth in rows]


def test_wxr_has_every_element_that_wordpress_writes_of_a_comment():
    run(story(id=f"{WORDPRESS}:story:42"), wordpress(1))
    comment = next(ElementTree.fromstring(written("wxr")[0]).iter("{http://wordpress.org/export/1.2/}comment"))
    names = "id author author_email author_url author_IP date date_gmt content approved type parent user_id"
    assert [each.tag.rpartition("comment_")[2] for each in comment] == names.split()


def test_wxr_of_what_was_written_here_reads_as_the_same_words(story_thread, reader, tmp_path):
    top = post_response(thread=story_thread.pk, author=reader, text="It was *dark*.\nVery.\n\n> cold\n\n1 < 2 & 3").response
    post_response(thread=story_thread.pk, author=None, name="سلمى", text="`a  b`\n\n```\nkeep\n\n  this\n```", parent=top.pk)
    before = stored()
    content, lost = written("wxr")
    assert "numbers of responses that did not come from WordPress" in lost
    records, _report = read_back("wordpress", content, tmp_path)
    clear()
    run(*records[1:])
    assert stored() == before
    assert StoryPage.objects.get().title == "The lamp on Rope Street is lit again"


def test_atom_is_well_formed_and_threaded(tmp_path):
    run(story(), *TREE, response(8, status="pending"), response(9, body=Body(html="<p>1 &lt; 2 &amp; 3</p>")))
    content, lost = written("atom")
    feed = feedparser.parse(content)
    assert (feed.bozo, len(feed.entries)) == (False, 8)
    assert feed.entries[-1].content[0].value == "<p>1 &lt; 2 &amp; 3</p>"
    assert lost == {"words of stories", "responses not public"}
    records, _report = read_back("atom", content, tmp_path)
    found = {each.id.rpartition(":")[2]: each for each in records if isinstance(each, ResponseRecord)}
    parents = {number: (each.parent or "").rpartition(":")[2] for number, each in found.items()}
    assert parents == {"1": "", "2": "1", "3": "2", "4": "", "5": "1", "6": "5", "7": "3", "9": ""}
    assert {each.created for each in found.values()} >= {each.created for each in TREE}


def test_commento_keeps_the_tree_and_what_is_held(tmp_path):
    run(story(), *TREE, response(8, status="pending"), response(9, 1, status="removed"))
    content, _lost = written("commento")
    records, report = read_back("commento", content, tmp_path)
    assert report.skipped.total == 0
    statuses = Counter(each.status for each in records if isinstance(each, ResponseRecord))
    assert statuses == {"approved": 7, "pending": 1, "deleted": 1}
    clear()
    run(*records[1:])
    assert sorted(Response.objects.filter(state="visible").values_list("author_name", "depth")) == sorted(
        (f"Reader {number}", depth) for number, depth in {1: 1, 2: 2, 3: 3, 4: 1, 5: 2, 6: 3, 7: 4}.items()
    )


def test_isso_and_disqus_say_what_they_lose(tmp_path):
    run(story(), *TREE, response(8, status="spam"))
    content, lost = written("isso")
    assert "places of replies: all stand at the top" in lost
    records, _report = read_back("isso", content, tmp_path)
    assert sum(isinstance(each, ResponseRecord) for each in records) == 7
    content, lost = written("disqus")
    assert lost == {"words of stories", "responses not public"}
    assert content.count(b"<wp:comment>") == 7


def test_json_feed_says_what_answers_what():
    run(story(), *TREE)
    content, _lost = written("jsonfeed")
    items = json.loads(content)["items"]
    assert {each["id"]: each["_tertulia"]["parent"] for each in items} == {each.id: each.parent for each in TREE}


def test_the_public_way_out_leaves_drafts_and_what_is_held_at_home():
    run(story(state="draft"), *TREE)
    assert b"Word 1" not in written("wxr", privacy="public")[0]
    Origin.objects.all().delete()
    assert Thread.objects.count() == 1


def test_two_wordpress_sites_of_the_same_numbers_stay_two(tmp_path):
    for site in ("quay", "tow"):
        number = f"wordpress:{site}.example"
        one = story(id=f"{number}:story:42", url=f"https://{site}.example/2019/05/04/{site}/", title=site)
        run(one, response(1, id=f"{number}:comment:7", story=one.id), response(2, id=f"{number}:comment:8", story=one.id))
    read = read_back("wordpress", written("wxr")[0], tmp_path)[0]
    stories = [each for each in read if isinstance(each, Story)]
    said = [each for each in read if isinstance(each, ResponseRecord)]
    assert len({each.id for each in stories}) == 2
    assert len({each.id for each in said}) == 4
    assert {each.source["id"] for each in stories} >= {"42"}


NASTY = "سلام 👩‍👩‍👧‍👦 𝔘𝔫𝔦 ]]> <!-- -- --> & < > \" ' \x0b\x1f\x7f\x85\u2028\ufffe \u200f%s {x} \\ end"
STATES = ("approved", "pending", "spam", "removed", "deleted")


def nasty_site():
    """Words that break what is glued together by hand, in every state, below each other, and one long chain."""
    said = {
        "title": NASTY,
        "url": "https://paper.example/2019/05/04/قناة & more/?a=1&b=%D9",
        "tags": ("ice & fog", "ثلج"),
        "section": "Ports <1>",
        "bylines": ("R. ]]> Vidal",),
        "lead_photo": Photo(url="https://paper.example/a.jpg?x=1&y=2", caption="The <lock>", alt='A "lock"'),
    }
    body = Body(html="<p>" + NASTY.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</p>")
    many = [
        response(
            number,
            number - 1 if number % 7 else None,
            status=STATES[number % 5],
            body=body,
            author=Author(name=NASTY, url="https://x.example/?a=1&b=<2>"),
        )
        for number in range(1, 60)
    ]
    chain = [response(number, number - 1 if number > 1000 else None) for number in range(1000, 2500)]
    run(story(**said), *many, *chain)


@pytest.mark.parametrize("name", [*WAYS])
def test_words_that_break_what_is_glued_together_come_out_whole(tmp_path, name):
    nasty_site()
    content, _lost = written(name)
    if name in {"isso", "commento", "jsonfeed"}:
        json.loads(content)
    else:
        ElementTree.fromstring(content)
    source = {"disqus": "wordpress", "wxr": "wordpress"}.get(name, name)
    if source == "jsonfeed":
        return
    records, report = read_back(source, content, tmp_path)
    assert (report.skipped.total, report.repaired.total) == (0, 0)
    found = [each for each in records if isinstance(each, ResponseRecord)]
    assert len({each.id for each in found}) == len(found)
    chain = [each for each in found if each.body and "Word " in each.body.html]
    assert len(chain) == 1500
    if source != "isso":  # it knows no parents
        assert sum(each.parent is None for each in chain) == 1
        parents = {each.parent for each in chain} - {None}
        assert parents < {each.id for each in chain}
    said = [each for each in found if each.status == "approved" and each.body and "Word " not in each.body.html]
    assert len(said) == sum(STATES[number % 5] == "approved" for number in range(1, 60))
    assert all(each.body.html.startswith("<p>سلام 👩‍👩‍👧‍👦 𝔘𝔫𝔦 ]]&gt; &lt;!-- -- --&gt; &amp; &lt; &gt;") for each in said)
    assert all("👩‍👩‍👧‍👦 𝔘𝔫𝔦 ]]" in each.author.name for each in said)
    assert sum(each.status == "approved" for each in found) == 1500 + len(said)


def test_wxr_is_what_wordpress_importer_reads_terms_lead_photo_and_parents_before_their_replies(tmp_path):
    nasty_site()
    content, _lost = written("wxr")
    post = next(ElementTree.fromstring(content).iter("item"))
    terms = {each.text: each.get("nicename") for each in post.findall("category")}
    assert terms == {"Ports <1>": "ports-1", "ice & fog": "ice-fog", "ثلج": "%D8%AB%D9%84%D8%AC"}
    wp = "{http://wordpress.org/export/1.2/}"
    pairs = [
        (int(each.find(f"{wp}comment_id").text), int(each.find(f"{wp}comment_parent").text)) for each in post.iter(f"{wp}comment")
    ]
    assert all(parent < number for number, parent in pairs), "the importer takes comments by their number"
    (found,) = [each for each in read_back("wordpress", content, tmp_path)[0] if isinstance(each, Story)]
    assert (found.lead_photo.url, found.lead_photo.caption, found.lead_photo.alt) == (
        "https://paper.example/a.jpg?x=1&y=2",
        "The <lock>",
        'A "lock"',
    )
    assert (found.tags, found.section, found.bylines) == (("ice & fog", "ثلج"), "Ports <1>", ("R. ]]> Vidal",))

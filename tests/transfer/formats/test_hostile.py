"""Whatever is handed in: records or a refusal with a reason, in bounded time and memory, never another error."""

from __future__ import annotations

import gzip
import json
import resource
import sqlite3
import time

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertulia.transfer.formats import SOURCES, ReadOptions, ReadReport, SourceRefused, read_source
from tests.transfer.formats.conftest import SAMPLES

WXR = (
    b'<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><link>https://a.example</link><item>'
    b"<title>T</title><wp:post_id>1</wp:post_id><wp:comment><wp:comment_id>2</wp:comment_id><wp:comment_content>x"
    b"</wp:comment_content><wp:comment_approved>1</wp:comment_approved></wp:comment></item></channel></rss>"
)
SEEDS = {
    "exchange": b'{"type":"header","format":"tertulia-exchange","version":1,"source":{"system":"x"}}\n'
    b'{"type":"story","id":"s"}\n',
    "page": b'<h1>T</h1><p>x</p><h2>1 comment</h2><ol><li class="comment depth-1" id="comment-1"><p>y</p>'
    b'<ol><li class="comment">',
    "wordpress": WXR,
    "disqus": b'<disqus xmlns:dsq="http://disqus.com/disqus-internals"><thread dsq:id="1"><link>https://a.example/</link></thread>'
    b'<post dsq:id="2"><message>m</message><thread dsq:id="1"/></post></disqus>',
    "blogger": b"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:blogger="http://schemas.google.com/blogger/2018"><entry>
<id>tag:blogger.com,1999:blog-7.post-1</id><blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status>
<content type="html">x</content></entry></feed>""",
    "atom": b'<feed xmlns="http://www.w3.org/2005/Atom"><id>https://a.example/</id><entry><id>1</id><content>x</content></entry></feed>',
    "rss": b"<rss><channel><link>https://a.example/</link><item><title>T</title><link>https://a.example/t/</link></item>"
    b"<item><link>https://a.example/t/#comment-1</link><description>x</description></item></channel></rss>",
    "isso": b'[{"id":"/a","title":"t","comments":[{"id":0,"text":"x","created":"2005-02-24 04:03:37"}]}]',
    "remark42": b'{"version":1,"users":[],"posts":[]}\n'
    b'{"id":"1","pid":"","text":"x","locator":{"site":"s","url":"https://a.example/"}}\n',
    "commento": b'{"comments":[{"commentHex":"1","domain":"a.example","url":"/","markdown":"x"}],"commenters":[]}',
    "comentario": b'{"version":3,"pages":[{"id":"p","path":"/"}],"comments":[{"id":"c","pageId":"p","html":"x"}],"commenters":[]}',
    "coral": b'{"id":"c","storyID":"s","revisions":[{"body":"x","createdAt":{"$date":"2023-10-29T00:12:39Z"}}]}\n',
    "ghost": b'{"db":[{"data":{"posts":[{"id":"p","slug":"s"}],"comments":[{"id":"c","post_id":"p","html":"x"}],"members":[]}}]}',
    "discourse": b'{"id":1,"title":"t","post_stream":{"posts":[{"id":2,"post_number":2,"cooked":"x"}],"stream":[1,2]}}',
    "movabletype": b"TITLE: T\nDATE: 01/02/2003 04:05:06 AM\n-----\nBODY:\nx\n-----\nCOMMENT:\nAUTHOR: A\n\ny\n-----\n--------\n",
    "hackernews": b'{"id":1,"type":"story","time":1}\n{"id":2,"type":"comment","parent":1,"time":2,"text":"x"}\n',
    "activitypub": b'{"type":"Note","id":"https://a.example/1","content":"x","inReplyTo":["https://a.example/0"]}',
    "jsonld": b'{"@type":"Article","@id":"https://a.example/","comment":[{"text":"x","comment":[{"text":"y"}]}]}',
}


def read(tmp_path, source, content, **options):
    """The records and the report, or None for a refusal."""
    path = tmp_path / "given"
    path.write_bytes(content)
    report = ReadReport()
    try:
        return list(read_source(source, [path], ReadOptions(**options), report)), report
    except SourceRefused as refusal:
        assert str(refusal)
        return None


def test_every_source_has_a_seed():
    assert set(SEEDS) == set(SOURCES)


@pytest.mark.parametrize("source", SOURCES)
def test_the_seed_itself_is_read_and_recognised(tmp_path, source):
    records, report = read(tmp_path, source, SEEDS[source])
    assert len(records) > 1
    assert report.skipped.total == 0
    if source != "coral":
        assert report.source == source
    read(tmp_path, "auto", SEEDS[source])
    assert read(tmp_path, "auto", SEEDS[source])[1].source == source


quiet = settings(max_examples=60, deadline=2000, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("source", ["auto", *SOURCES])
@quiet
@given(content=st.binary(max_size=400))
def test_any_bytes(tmp_path, source, content):
    read(tmp_path, source, content)


@pytest.mark.parametrize("source", SOURCES)
@quiet
@given(data=st.data())
def test_a_file_that_is_cut_swapped_or_flipped(tmp_path, source, data):
    content = bytearray(SEEDS[source])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 20))
        content[at : at + length] = data.draw(
            st.binary(max_size=12) | st.sampled_from([b"null", b"[]", b"{}", b"1e999", b'"\\ud800"', b"<", b"&x;"])
        )
    read(tmp_path, source, bytes(content), repair=data.draw(st.booleans()))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=4), each, max_size=3),
    max_leaves=4,
)


@pytest.mark.parametrize("source", [name for name in SOURCES if SEEDS[name].lstrip()[:1] in b"{["])
@quiet
@given(data=st.data())
def test_fields_of_any_type(tmp_path, source, data):
    lines = []
    for line in SEEDS[source].splitlines():
        content = json.loads(line)
        for _ in range(data.draw(st.integers(1, 3))):
            _spoil(content, data)
        lines.append(json.dumps(content).encode())
    read(tmp_path, source, b"\n".join(lines))


def _spoil(content, data):
    """Put any value somewhere into a JSON value."""
    while isinstance(content, dict | list) and content:
        name = data.draw(st.sampled_from(sorted(content) if isinstance(content, dict) else range(len(content))))
        if data.draw(st.booleans()) or not isinstance(content[name], dict | list):
            content[name] = data.draw(json_values)
            return
        content = content[name]


def test_random_bytes_in_a_database(tmp_path):
    path = tmp_path / "isso.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE threads (id, uri, title)")
        database.execute("CREATE TABLE comments (tid, id, parent, created, mode, text)")
        database.execute("INSERT INTO threads VALUES (1, ?, 'x')", (b"\xff\x00",))
        database.execute("INSERT INTO comments VALUES ('1', 'k', NULL, 'then', 'x', CAST(? AS TEXT))", (b"\xff",))
    database.close()
    content = path.read_bytes()
    assert len(read(tmp_path, "isso", content)[0]) == 3
    for at in range(0, len(content), 97):
        read(tmp_path, "isso", content[:at] + b"\xff\xfe" + content[at + 2 :])
    assert path.read_bytes() == content


@pytest.mark.parametrize("source", ["wordpress", "disqus", "atom", "commento", "ghost", "isso"])
def test_a_file_cut_off_at_its_end_gives_not_one_record(tmp_path, source):
    path = tmp_path / "given"
    path.write_bytes(SEEDS[source].rstrip()[:-3])
    assert_nothing_comes_of(source, path)


@pytest.mark.parametrize("source", ["exchange", "remark42", "hackernews", "wordpress"])
def test_packing_damaged_at_its_end_gives_not_one_record(tmp_path, source):
    path = tmp_path / "given"
    path.write_bytes(gzip.compress(SEEDS[source])[:-6])
    assert_nothing_comes_of(source, path)


def assert_nothing_comes_of(source, path):
    report = ReadReport()
    with pytest.raises(SourceRefused):
        list(read_source(source, [path], ReadOptions(), report))
    assert report.read.keys() <= {("header",)}


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    b'<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><title>&b;</title></item></channel></rss>'
)
OUTSIDE = LAUGHS.replace(b'<!ENTITY a "ha">', b'<!ENTITY a SYSTEM "file:///etc/hostname">')


@pytest.mark.parametrize(
    "content", [LAUGHS, OUTSIDE, LAUGHS.replace(b' [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]', b' SYSTEM "http://a.example/x"')]
)
@pytest.mark.parametrize("repair", [False, True])
@pytest.mark.parametrize("source", ["wordpress", "disqus", "atom"])
def test_document_types_and_entities_are_refused(tmp_path, source, content, repair):
    assert read(tmp_path, source, content, repair=repair) is None


BOMBS = {
    "deep XML": ("wordpress", lambda: WXR.replace(b"<title>", b"<x>" * 200_000)),
    "deep JSON": ("commento", lambda: b'{"comments":' + b"[" * 200_000),
    "deep JSON in a line": ("remark42", lambda: b'{"id":' + b"[" * 200_000 + b"\n"),
    "deep JSON-LD": ("jsonld", lambda: b'{"@type":"Article","comment":[' * 50_000),
    "deep HTML": ("page", lambda: b"<h2>3 comments</h2>" + b"<div>" * 200_000 + b"<li class=comment>" * 20_000),
    "unclosed entries": ("page", lambda: b"<h2>3 comments</h2><ol>" + b"<li class=comment><b class=fn>x" * 50_000),
    "open tags": ("page", lambda: b"<h2>3 comments</h2>" + b"<li " * 200_000),
    "open comments": ("page", lambda: b"<h2>3 comments</h2>" + b"<!--" * 200_000),
    "long heading": ("page", lambda: b"<h2>" + b"1 " * 200_000 + b"comments</h2>"),
    "quotes": ("page", lambda: b"<h2>3 comments " + "“".encode() * 100_000 + b"</h2>"),
    "numbers": ("page", lambda: b"T\n\n2 comments\n\n" + b"1. x\n" * 100_000),
    "stairs": ("page", lambda: b"T\n\n2 comments\n\n" + b"\n".join(b" " * n + b"1. x" for n in range(2000))),
    "blank lines": ("page", lambda: b"T\n\n2 comments\n\n1. x" + b"\n" * 1_000_000),
    "headings": ("page", lambda: b"2 comments\n\n" * 20_000),
    "rules": ("movabletype", lambda: b"TITLE: T\n" + b"-----\n" * 300_000),
    "zip": ("wordpress", lambda: gzip.compress(WXR + b" " * (400 << 20))),
    "zstd": ("wordpress", lambda: zstandard.compress(WXR + b" " * (400 << 20))),
    "cut gzip": ("wordpress", lambda: gzip.compress(WXR)[:-9]),
    "one text": ("wordpress", lambda: WXR.replace(b">x<", b">" + b"x" * (70 << 20) + b"<")),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_defused_in_bounded_time(tmp_path, name):
    source, make = BOMBS[name]
    content = make()
    begun = time.process_time()
    read(tmp_path, source, content)
    read(tmp_path, "auto", content)
    assert time.process_time() - begun < 20


def test_control_characters_in_xml_are_taken_out_and_reported(tmp_path):
    records, report = read(tmp_path, "wordpress", WXR.replace(b">x<", b">a\x0b\x00b<"))
    assert records[-1].body.original == "ab"
    assert report.repaired.total == 1


def test_broken_xml_is_refused_with_its_place_unless_repair_is_asked(tmp_path):
    broken = WXR.replace(b">x<", b">a & b &nbsp;\xff <![CDATA[c & d]]><")
    path = tmp_path / "export.xml"
    path.write_bytes(broken)
    with pytest.raises(SourceRefused, match=r"line 1, column \d+.*--repair"):
        list(read_source("wordpress", [path], ReadOptions(), ReadReport()))
    records, report = read(tmp_path, "wordpress", broken, repair=True)
    assert records[-1].body.original == "a & b \xa0\ufffd c & d"
    assert report.repaired.total == 3
    assert report.skipped.total == 0


def test_a_cut_export_is_read_as_far_as_it_goes_when_repair_is_asked(tmp_path):
    records, report = read(tmp_path, "wordpress", WXR[: WXR.index(b"</item>")], repair=True)
    assert records[-1].source["id"] == "2"
    assert "the rest of the file was dropped" in report.skipped.first[0].reason


def test_a_long_export_needs_no_more_memory_than_a_short_one(tmp_path):
    head, tail = WXR.split(b"<wp:comment>")[0], b"</item></channel></rss>"
    comment = b"<wp:comment>" + WXR.split(b"<wp:comment>")[1].split(b"</item>")[0]
    path = tmp_path / "long.xml"
    with path.open("wb") as file:
        file.write(head)
        for _ in range(60_000):
            file.write(comment.replace(b">x<", b">" + b"word " * 40 + b"<"))
        file.write(tail)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = sum(1 for _ in read_source("wordpress", [path], ReadOptions(), ReadReport()))
    assert count == 60_002
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40 * 1024


@pytest.mark.parametrize("source", ["page", "wordpress", "movabletype", "exchange"])
def test_a_missing_file_is_refused(tmp_path, source):
    with pytest.raises(SourceRefused, match="No such file"):
        list(read_source(source, [tmp_path / "nowhere"], ReadOptions(), ReadReport()))


def test_an_unknown_source_and_no_file_are_refused(tmp_path):
    with pytest.raises(SourceRefused, match="no source named"):
        list(read_source("myspace", [tmp_path], ReadOptions(), ReadReport()))
    with pytest.raises(SourceRefused, match="no file"):
        list(read_source("page", [], ReadOptions(), ReadReport()))


def test_hostile_json_lines_are_refused(tmp_path):
    sample = SAMPLES / "hostile" / "import_json_sample.jsonl"
    if not sample.is_file():
        pytest.skip("put the samples at ../shared/data")
    for line in sample.read_text().splitlines():
        text = json.loads(line)["text"].encode()
        header = SEEDS["exchange"].splitlines()[0]
        records, report = read(tmp_path, "exchange", header + b'\n{"type":"response",' + text[1:] + b"\n")
        assert (len(records), report.skipped.total) == (1, 1)


@pytest.mark.parametrize(
    ("source", "content"),
    [
        ("wordpress", b"\n\n  " + WXR),
        ("wordpress", b"\xef\xbb\xbf\n" + WXR),
        ("wordpress", WXR.decode().encode("utf-16")),
        ("isso", b"\xef\xbb\xbf" + SEEDS["isso"]),
        ("commento", b"\xef\xbb\xbf" + SEEDS["commento"]),
        ("movabletype", SEEDS["movabletype"].replace(b"\n", b"\r")),
        ("movabletype", SEEDS["movabletype"].replace(b"\n", b"\r\n")),
    ],
)
def test_what_editors_and_old_machines_do_to_a_file_costs_no_response(tmp_path, source, content):
    (tmp_path / "file").write_bytes(content)
    report = ReadReport()
    found = list(read_source(source, [tmp_path / "file"], ReadOptions(url="https://a.example"), report))
    assert [each.TYPE for each in found].count("response") == 1
    assert report.skipped.total == 0


@pytest.mark.parametrize("source", sorted(SOURCES))
def test_an_empty_file_is_refused_as_such(tmp_path, source):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(SourceRefused, match=r"file: the file is empty"):
        list(read_source(source, [tmp_path / "file"], ReadOptions(), ReadReport()))


@pytest.mark.parametrize("source", ["isso", "ghost", "commento"])
def test_a_refusal_is_one_line_without_the_words_of_the_file(tmp_path, source):
    (tmp_path / "file").write_bytes(b'{"comments": [{"markdown": "somebody\'s words" oops}]}')
    with pytest.raises(SourceRefused) as refusal:
        list(read_source(source, [tmp_path / "file"], ReadOptions(), ReadReport()))
    assert "\n" not in str(refusal.value)
    assert "somebody" not in str(refusal.value)

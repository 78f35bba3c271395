"""Records to lines and back, and whole files."""

from __future__ import annotations

import gzip
import json
from dataclasses import MISSING, fields, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.transfer import exchange, records
from tertulia.transfer.exchange import BadLine, dump_line, from_line, load_line, to_line, writing_to
from tertulia.transfer.formats import ReadOptions, ReadReport, SourceRefused, read_source
from tertulia.transfer.records import (
    Action,
    Author,
    Block,
    Body,
    Contributor,
    Correction,
    Header,
    Media,
    Person,
    Photo,
    ResponseRecord,
    Revision,
    Section,
    Source,
    Story,
    Trailer,
    Unknown,
    Vote,
)

AT = datetime(2024, 3, 10, 5, 45, 35, 120000, tzinfo=UTC)
HEADER = Header(source=Source(system="wordpress", id="news.example", format="wxr/1.2"), created=AT, privacy="public")
RECORDS = [
    Story(
        id="s",
        url="https://news.example/a/",
        aliases=("https://news.example/?p=1",),
        title="A “title”",
        bylines=("Ida Holm",),
        published=AT,
        lead_photo=Photo(url="https://news.example/i.jpg", caption="c", credit="d"),
        body=(Block(kind="heading", html="<h2>x</h2>", text="x", level=2), Block(kind="paragraph", html="<p>y</p>")),
        source={"id": "1", "deep": {"list": [1, None, {"a": "ب"}]}},
        extra={"colour": "red", "lead_photo": {"lens": 50}, "body": {"1": {"note": "n"}}},
    ),
    Person(id="p", name=None, verified=False),
    ResponseRecord(
        id="r",
        story="s",
        author=Author(name="Ade\u2028Okafor"),
        created=AT,
        edited_unknown=True,
        body=Body(html="<p>1<br>2</p>", original="1\n2", original_format="text"),
        counts={"likes": 0, "score": -3},
    ),
    Section(title="Harbour", slug="harbour", close_after=14),
    Contributor(name="Nora Vik", slug="nora-vik", about="Writes.", photo=Photo(media="sha256:ab")),
    Revision(response="r", number=1, at=AT, body=Body(html="<p>0</p>")),
    Vote(response="r", voter="pseudonym:1", value=-1),
    Action(on="r", action="approve", reason="ok"),
    Media(id="m", url="https://news.example/i.jpg", bytes=12, of=("r", "s")),
    Unknown(line={"type": "weather", "degrees": 12.5}),
]


@pytest.mark.parametrize("record", [HEADER, *RECORDS, Trailer(counts={"story": 1}, sha256="ab")], ids=lambda each: each.TYPE)
def test_a_record_survives_its_line(record):
    line = dump_line(record)
    assert line.count(b"\n") == 1
    assert load_line(line) == record
    assert dump_line(load_line(line)) == line


def test_unknown_fields_stand_where_they_stood():
    line = to_line(RECORDS[0])
    assert line["colour"] == "red"
    assert line["lead_photo"]["lens"] == 50
    assert line["body"][1]["note"] == "n"


def test_instants_are_written_in_utc():
    east = AT.astimezone(timezone(timedelta(hours=3)))
    assert to_line(Revision(response="r", number=1, at=east))["at"] == "2024-03-10T05:45:35.120000Z"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON"),
        (b"\xff{}", "not JSON"),
        (b"[1]", "not a JSON object"),
        (b'{"id":"x"}', "no type"),
        (b'{"type":"story"}', "without id"),
        (b'{"type":"story","id":1.5}', "must be text"),
        (b'{"type":"story","id":""}', "1 to 512 bytes"),
        (b'{"type":"response","id":"r","parent":"' + b"p" * 513 + b'"}', "1 to 512 bytes"),
        (b'{"type":"story","id":"s","aliases":"x"}', "must be a list"),
        (b'{"type":"story","id":"s","published":"yesterday"}', "no instant"),
        (b'{"type":"story","id":"s","published":"2024-01-01T00:00:00"}', "no zone"),
        (b'{"type":"response","id":"r","counts":{"likes":true}}', "whole number"),
        (b'{"type":"response","id":"r","counts":{"likes":1e400}}', "whole number"),
        (b'{"type":"response","id":"r","position":99999999999999999999}', "whole number"),
        (b'{"type":"response","id":"r","position":' + b"9" * 5000 + b"}", "not JSON"),
        (b'{"type":"response","id":"r","x":NaN}', "not JSON"),
        (b'{"type":"response","id":"r","body":{"format":"html"}}', "without html"),
        (b'{"type":"response","id":"r","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "not JSON"),
    ],
)
def test_a_bad_line_says_what_is_wrong(line, reason):
    with pytest.raises(BadLine, match=reason):
        load_line(line)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["story", "s", "2024-01-01T00:00:00Z"]),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=8), each, max_size=3),
    max_leaves=8,
)
names = sorted({field.name for kind in exchange._TYPES.values() for field in fields(kind)})


@given(st.sampled_from(sorted(exchange._TYPES)), st.dictionaries(st.sampled_from(names), values, max_size=6))
def test_any_object_is_a_record_or_a_bad_line(kind, line):
    try:
        record = from_line({"type": kind, **line})
    except BadLine:
        return
    assert from_line(to_line(record)) == record or "nan" in repr(record)


@pytest.mark.parametrize("name", ["a.ndjson", "a.ndjson.gz", "a.ndjson.zst"])
def test_a_file_is_written_and_read_back(tmp_path, name):
    path = tmp_path / name
    with writing_to(path) as writer:
        for record in [HEADER, *RECORDS]:
            writer.write(record)
    report = ReadReport()
    assert list(read_source("auto", [path], ReadOptions(), report)) == [HEADER, *RECORDS]
    assert not report.skipped
    assert not report.declared
    assert [note.reason for note in report.warnings] == ['line of the unknown type "weather", kept as it is']


def test_the_same_records_give_the_same_bytes(tmp_path):
    for name in ("a.ndjson.gz", "b.ndjson.gz"):
        with writing_to(tmp_path / name) as writer:
            writer.write(HEADER)
    assert (tmp_path / "a.ndjson.gz").read_bytes() == (tmp_path / "b.ndjson.gz").read_bytes()


def test_a_writing_that_fails_leaves_no_file(tmp_path):
    with pytest.raises(ZeroDivisionError), writing_to(tmp_path / "a.ndjson") as writer:
        writer.write(HEADER)
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def read_bytes(tmp_path: Path, content: bytes) -> tuple[list[records.Record], ReadReport]:
    path = tmp_path / "given"
    path.write_bytes(content)
    report = ReadReport()
    return list(read_source("exchange", [path], ReadOptions(), report)), report


def lines(*given: records.Record) -> bytes:
    return b"".join(dump_line(each) for each in given)


def test_a_bad_line_is_skipped_and_named(tmp_path):
    found, report = read_bytes(tmp_path, lines(HEADER) + b"{oops\n" + lines(RECORDS[0]))
    assert found == [HEADER, RECORDS[0]]
    assert [note.place for note in report.skipped] == ["given line 2"]


def test_a_line_that_is_too_long_is_skipped_and_named(tmp_path):
    long = b'{"type":"story","id":"' + b"x" * (17 << 20) + b'"}\n'
    found, report = read_bytes(tmp_path, lines(HEADER) + long + lines(RECORDS[0]))
    assert found == [HEADER, RECORDS[0]]
    assert [note.place for note in report.skipped] == ["given line 2"]


def test_a_changed_file_and_a_cut_one_are_reported(tmp_path):
    with writing_to(tmp_path / "a.ndjson") as writer:
        for record in (HEADER, *RECORDS[:2]):
            writer.write(record)
    content = (tmp_path / "a.ndjson").read_bytes()
    _, changed = read_bytes(tmp_path, content.replace(b"title", b"Title"))
    assert "checksum" in changed.warnings.first[0].reason
    _, cut = read_bytes(tmp_path, content[: content.index(b'{"type":"trailer"')])
    assert "cut off" in cut.warnings.first[0].reason
    _, short = read_bytes(tmp_path, content.replace(dump_line(RECORDS[1]), b""))
    assert [(each.what, each.declared, each.found) for each in short.declared] == [("person", 1, 0)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"hello\n", "not an export of Tertulia"),
        (lines(RECORDS[0]), "not an export of Tertulia"),
        (lines(replace(HEADER, version=2)), "newer"),
        (gzip.compress(lines(HEADER, *RECORDS))[:-20], "damaged or cut off"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path, content, reason):
    with pytest.raises(SourceRefused, match=reason):
        read_bytes(tmp_path, content)


def test_a_zip_bomb_is_refused(tmp_path):
    with pytest.raises(SourceRefused, match="zip bomb"):
        read_bytes(tmp_path, gzip.compress(lines(HEADER) + b"0" * (300 << 20)))


def test_characters_that_cannot_be_stored_are_replaced_and_reported(tmp_path):
    found, report = read_bytes(
        tmp_path, lines(HEADER) + b'{"type":"story","id":"s","title":"a\\u0000b\\ud800","x":{"k\\u0000":["\\u0000"]}}\n'
    )
    assert found[1] == Story(id="s", title="a\ufffdb\ufffd", extra={"x": {"k\ufffd": ["\ufffd"]}})
    assert report.repaired.total == 1


def test_the_schema_names_the_fields_of_the_records():
    schema = json.loads(Path(exchange.__file__).with_name("exchange.schema.json").read_text())
    parts = {"source": Source, "photo": Photo, "block": Block, "body": Body, "author": Author, "correction": Correction}
    parts |= exchange._TYPES
    for name, kind in parts.items():
        known = {field.name for field in fields(kind)} - {"extra"}
        assert set(schema["$defs"][name]["properties"]) == known
        required = {field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING}
        assert set(schema["$defs"][name].get("required", ())) == required
    assert {each["if"]["properties"]["type"]["const"] for each in schema["allOf"]} == set(exchange._TYPES)

"""The report of a reading."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

from tertulia.transfer.formats import sentences
from tertulia.transfer.formats.reading import KEPT_NOTES, ReadReport
from tertulia.transfer.formats.sentences import SENTENCES


def test_a_report_counts_everything_and_keeps_the_first_notes():
    report = ReadReport()
    for number in range(KEPT_NOTES + 500):
        report.skip("no-id", f"line {number}")
    assert report.skipped.total == len(report.skipped) == KEPT_NOTES + 500
    assert len(list(report.skipped)) == KEPT_NOTES
    assert report.skipped.reasons == {"without an id": KEPT_NOTES + 500}


def test_a_report_is_plain_json():
    report = ReadReport(source="page")
    report.read["response", "response", "approved"] += 1
    report.declare("s", "responses", declared=32, found=26)
    report.repair("id-twice-on-page", "response 2", id="9")
    found = json.loads(json.dumps(report.as_json()))
    assert found["read"] == {"response/response/approved": 1}
    assert found["declared"] == [{"subject": "s", "what": "responses", "declared": 32, "found": 26}]
    said = "id 9 stands more than once on the page; the later one got an id of its own"
    assert found["repaired"]["first"] == [{"reason": said, "place": "response 2", "code": "id-twice-on-page"}]
    assert found["repaired"]["codes"] == {said: {"code": "id-twice-on-page", "values": {"id": "9"}}}


CALLS = {"skip", "repair", "warn", "SourceRefused", "told"}


def codes_of(tree):
    """Codes that a module names: in calls of the report, in refusals, and in constants for them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in CALLS and isinstance(node.args[0].value, str):
                yield node.args[0].value, {each.arg for each in node.keywords} - {"file"}


def test_every_note_has_a_sentence_with_all_that_stands_in_it_and_every_sentence_is_said():
    folder = Path(sentences.__file__).parent.parent
    sources = [file.read_text() for file in folder.rglob("*.py") if file.name != "sentences.py"]
    said = [pair for source in sources for pair in codes_of(ast.parse(source))]
    for code, values in said:
        assert set(re.findall(r"%\((\w+)\)s", SENTENCES[code])) == values, code
    assert [code for code in SENTENCES if not any(f'"{code}"' in source for source in sources)] == []

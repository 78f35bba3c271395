"""The report of a reading."""

from __future__ import annotations

import json

from tertulia.transfer.formats.reading import KEPT_NOTES, ReadReport


def test_a_report_counts_everything_and_keeps_the_first_notes():
    report = ReadReport()
    for number in range(KEPT_NOTES + 500):
        report.skip("line is not JSON", f"line {number}")
    assert report.skipped.total == len(report.skipped) == KEPT_NOTES + 500
    assert len(list(report.skipped)) == KEPT_NOTES
    assert report.skipped.reasons == {"line is not JSON": KEPT_NOTES + 500}


def test_a_report_is_plain_json():
    report = ReadReport(source="page")
    report.read["response", "response", "approved"] += 1
    report.declare("s", "responses", declared=32, found=26)
    report.repair("id 9 stands twice", "response 2")
    found = json.loads(json.dumps(report.as_json()))
    assert found["read"] == {"response/response/approved": 1}
    assert found["declared"] == [{"subject": "s", "what": "responses", "declared": 32, "found": 26}]
    assert found["repaired"]["first"] == [{"reason": "id 9 stands twice", "place": "response 2"}]

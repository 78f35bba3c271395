"""Instants and wall clocks, whatever zone the machine is in."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.transfer.formats.reading import ReadReport
from tertulia.transfer.formats.times import Clock, from_epoch, parse_english, parse_iso

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def report():
    return ReadReport()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-01T12:00:00Z", "2024-05-01T12:00:00+00:00"),
        ("2024-05-01 12:00:00", "2024-05-01T12:00:00"),
        ("2024-05-01T12:00:00.123456789+02:00", "2024-05-01T12:00:00.123456+02:00"),
        ("2024-05-01 12:00:00 UTC", "2024-05-01T12:00:00+00:00"),
        ("0000-00-00 00:00:00", None),
        ("2024-05-01", None),
        ("20240501T120000", None),
        ("yesterday", None),
        (None, None),
        (12, None),
    ],
)
def test_written_times_are_read(text, expected):
    found = parse_iso(text)
    assert (found.isoformat() if found else None) == expected


def test_a_wall_clock_without_a_zone_stays_unknown_and_is_reported(report):
    assert Clock(None, report).read("2024-05-01 12:00:00", "comment 1").at is None
    assert report.warnings.first[0].place == "comment 1"


def test_a_repeated_hour_is_told_by_the_order_of_the_file(report):
    clock = Clock(AMSTERDAM, report)
    before, after = clock.read("2023-10-29 02:56:50"), clock.read("2023-10-29 02:40:41")
    assert (before.at, after.at) == (
        datetime(2023, 10, 29, 0, 56, 50, tzinfo=UTC),
        datetime(2023, 10, 29, 1, 40, 41, tzinfo=UTC),
    )
    assert report.warnings.total == 1


def test_a_repeated_hour_alone_is_read_as_its_first_reading_with_a_warning(report):
    assert Clock(AMSTERDAM, report).read("2023-10-29 02:30:00").at == datetime(2023, 10, 29, 0, 30, tzinfo=UTC)
    assert "repeats" in report.warnings.first[0].reason


def test_a_skipped_hour_moves_forward_with_a_warning(report):
    assert Clock(AMSTERDAM, report).read("2023-03-26 02:30:00").at == datetime(2023, 3, 26, 1, 30, tzinfo=UTC)
    assert "skips" in report.warnings.first[0].reason


def test_another_list_starts_over(report):
    clock = Clock(AMSTERDAM, report)
    clock.read("2023-10-29 02:56:50")
    clock.start_over()
    assert clock.read("2023-10-29 02:40:41").at == datetime(2023, 10, 29, 0, 40, 41, tzinfo=UTC)


def test_english_themes_print_wall_clocks():
    assert parse_english("on March 3rd, 2008 at 12:01 am") == datetime(2008, 3, 3, 0, 1)
    assert parse_english("Sept. 30, 2020, 14:05") == datetime(2020, 9, 30, 14, 5)
    assert parse_english("Smarch 3, 2008 at 10:01 am") is None
    assert parse_english("February 31, 2008 at 10:01 am") is None


@given(st.none() | st.booleans() | st.integers() | st.floats() | st.text())
def test_any_epoch_is_an_instant_in_utc_or_none(value):
    found = from_epoch(value)
    assert found is None or found.tzinfo is UTC


@given(st.text(max_size=50) | st.datetimes().map(str))
def test_any_text_is_an_instant_in_utc_or_none(text):
    found = Clock(AMSTERDAM, ReadReport()).read(text).at
    assert found is None or found.tzinfo is UTC

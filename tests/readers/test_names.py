import json
import time

import pytest

from tertulia.errors import NameMissing, NameRefused
from tertulia.readers.names import tidy_name


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("  Rosa   Vidal\n", "Rosa Vidal"),
        ("سلمى درويش", "سلمى درويش"),
        ("e\u0301ric", "éric"),
        ("نرگس\u200cجان", "نرگس\u200cجان"),
        ("मुक्\u200dता", "मुक्\u200dता"),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("مُحَمَّد", "مُحَمَّد"),
        ("O’Brien-Sæther, Jr. 3rd", "O’Brien-Sæther, Jr. 3rd"),
        ("李小龍", "李小龍"),
        ("👩\u200d🌾 Ada", "👩\u200d🌾 Ada"),
        ("ad\u200dmin", "admin"),
        ("ad\u200bm\u2060i\u00adn\ufe0f", "admin"),
        ("ad\u1160m\u034fi\u3164n", "admin"),
        ("A\u202etxt.exe", "Atxt.exe"),
        ("\u200fRosa\u200e", "Rosa"),
        ("Ro\x00sa\x1b[31m", "Rosa[31m"),
        ("\ud800Rosa", "Rosa"),
        ("Rosa\u2028Vidal\u3000X", "Rosa Vidal X"),
        ("<b>Rosa</b>", "<b>Rosa</b>"),
        ("x" * 60, "x" * 60),
    ],
)
def test_a_name_is_kept_as_it_is_seen(name, tidy):
    assert tidy_name(name) == tidy
    assert tidy_name(tidy) == tidy


@pytest.mark.parametrize(
    "name",
    ["", "  ", "\u200b", "\u115f\u115f", "\u3164", "\u2800", "\u00ad", "\u202e", "\x00", "\u0301\u0302", "\ue000", "\u200d"],
)
def test_a_name_that_shows_nothing_is_none(name):
    with pytest.raises(NameMissing):
        tidy_name(name)


@pytest.mark.parametrize(
    "name", ["x" * 61, "Z" + "\u0336" * 4, "Z" + "\u0336\u200d" * 9, "Z" + "\u0301\u0316" * 500, "x" * 10_000_000]
)
def test_a_name_too_long_or_piled_up_is_refused(name):
    with pytest.raises(NameRefused):
        tidy_name(name)


def test_a_hostile_name_takes_no_time():
    started = time.process_time()
    for name in ("a" + "\u0301\u0316" * 500_000, "\u202e" * 1_000_000, "\u0301" * 1_199, "a\u0301" * 600):
        with pytest.raises((NameRefused, NameMissing)):
            tidy_name(name)
    assert time.process_time() - started < 1


def test_samples_of_invisible_names(shared):
    for line in (shared / "hostile" / "unicode_nasty_sample.jsonl").read_text().splitlines():
        case = json.loads(line)
        if case["cls"] == "invisible" and case["where"] == "name":
            if case["expect"].startswith("same as"):
                assert tidy_name(case["input"]) == case["expect"].split('"')[1], case["id"]
            else:
                with pytest.raises(NameMissing):
                    tidy_name(case["input"])

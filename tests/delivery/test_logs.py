import logging

import pytest

from tertulia.delivery.logs import LONGEST, WithoutPersons, without_persons


@pytest.mark.parametrize(
    "person",
    [
        "ada@mail.example",
        "ada.b+c@sub.mail.example",
        "ada%40mail.example",
        "198.51.100.7",
        "2001:db8::1",
        "2001:db8:1:2:3:4:5:6",
        "::1",
    ],
)
@pytest.mark.parametrize("around", ["{}", "from {}, twice", "<{}>", "[{}]", "/account/{}/", "?next={}&x=1"])
def test_addresses_are_blanked(person, around):
    assert person not in without_persons(around.format(person))


@pytest.mark.parametrize(
    "text",
    [
        "Not Found: /2026/11/20/rope-street-lamp/",
        "thread 12: 3 of 4 handled in 0.25 s",
        "tertulia.web",
        "std::vector",
        "Django 5.2.19",
    ],
)
def test_everything_else_stays(text):
    assert without_persons(text) == text


def written(**more):
    record = logging.makeLogRecord({"name": "x", "levelname": "ERROR", "msg": "it failed: %s", "args": ("198.51.100.7",), **more})
    assert WithoutPersons().filter(record)
    return record


def test_arguments_and_extras_are_looked_at_as_well():
    record = written(reason="by ada@mail.example", event=12, request=object())
    assert record.getMessage() == "it failed: (address)"
    assert (record.reason, record.event) == ("by (e-mail)", 12)
    assert not hasattr(record, "request")


def test_a_traceback_keeps_its_frames_and_loses_its_message():
    try:
        raise ValueError("planted " + "words")
    except ValueError as error:
        record = written(exc_info=(type(error), error, error.__traceback__))
    text = logging.Formatter().format(record)
    assert "test_logs.py" in text
    assert text.endswith("ValueError")
    assert "planted words" not in text


def test_a_message_is_bounded():
    assert len(written(msg="x" * 50_000, args=()).getMessage()) == LONGEST

"""The commands about mail."""

import email
import email.policy
import io
import sys

import pytest

from tertulia.config.commands.mailing import carry_out, parse
from tertulia.errors import CannotStart
from tertulia.readers.dead_addresses import is_dead, mark_dead, proof_of
from tests.delivery.test_bouncing import SAMPLES


@pytest.fixture(autouse=True)
def outbox(db, settings, tmp_path):
    settings.EMAIL_BACKEND = "tertulia.delivery.mail.OutboxBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    return tmp_path


def mail(*arguments):
    return carry_out(parse(arguments))


def test_a_test_mail_leaves_and_has_a_text(outbox, capsys):
    assert mail("test", "you@news.example") == 0
    (file,) = outbox.iterdir()
    sent = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert (sent["To"], sent.get_content_type()) == ("you@news.example", "text/plain")
    assert "Mail leaves" in sent.get_content()
    assert "you@news.example" in capsys.readouterr().out


def test_a_mail_server_that_is_not_there_is_said_in_one_line(settings, capsys):
    settings.EMAIL_BACKEND = "tertulia.delivery.mail.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert mail("test", "you@news.example") == 1
    assert "did not leave: ConnectionRefusedError" in capsys.readouterr().err


@pytest.mark.parametrize("address", ["nonsense", "a@b", "a@b.example\nBcc: c@d.example"])
def test_what_is_no_address_is_refused(outbox, address):
    with pytest.raises(CannotStart):
        mail("test", address)
    assert not list(outbox.iterdir())


def test_an_address_that_was_given_up_is_named_as_such(now):
    mark_dead("you@news.example", status="5.1.1", now=now)
    with pytest.raises(CannotStart, match="given up"):
        mail("test", "you@news.example")
    assert mail("allow", "you@news.example") == 0
    assert mail("test", "you@news.example") == 0


def test_a_bounce_is_read_from_standard_input(monkeypatch, capsys):
    raw = (SAMPLES / "unknown.eml").read_bytes().replace(b"PROOF", proof_of("gone@there.example").encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    assert mail("bounce") == 0
    assert "5.1.1: given up" in capsys.readouterr().out
    assert is_dead("gone@there.example")


def test_what_is_no_bounce_is_said(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Subject: hello\n\nhello")))
    assert mail("bounce") == 1

"""Reports of failed delivery, and what is sent no more."""

from pathlib import Path

import pytest
from django.core.mail import EmailMessage

from tertulia.delivery.bouncing import read_report, take_report
from tertulia.delivery.mail import PROOF, OutboxBackend, ready_to_leave
from tertulia.readers.dead_addresses import is_dead, mark_dead, proof_of, revive
from tertulia.readers.models import DeadAddress

SAMPLES = Path(__file__).parent / "bounces"


def report(name, address=""):
    return (SAMPLES / f"{name}.eml").read_bytes().replace(b"PROOF", proof_of(address).encode())


def test_an_unknown_address_gets_no_more_mail(db, now):
    (failure,) = {each.address.lower(): each for each in take_report(report("unknown", "gone@there.example"), now=now)}.values()
    assert (failure.status, failure.is_for_good, failure.is_proven) == ("5.1.1", True, True)
    assert is_dead("GONE@there.example ")
    assert not is_dead("other@there.example")
    assert "there" not in str(DeadAddress.objects.values())
    assert ready_to_leave([EmailMessage("a", "b", to=["gone@there.example"])]) == []


def test_a_full_mailbox_is_written_to_again(db, now):
    (failure,) = take_report(report("full", "full@big.example"), now=now)
    assert (failure.status, failure.is_for_good, failure.is_proven) == ("5.2.2", False, True)
    assert not is_dead("full@big.example")


def test_a_delay_is_no_failure(db, now):
    assert take_report(report("delayed"), now=now) == []


@pytest.mark.parametrize("proof", ["", "0" * 32, "other@there.example"])
def test_nobody_s_mail_is_stopped_by_a_report_made_up(db, now, proof):
    made_up = (SAMPLES / "unknown.eml").read_bytes().replace(b"PROOF", (proof_of(proof) if "@" in proof else proof).encode())
    assert not any(failure.is_proven for failure in take_report(made_up, now=now))
    assert not is_dead("gone@there.example")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: hello\n\nNothing of that kind.",
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n",
        b"Content-Type: message/delivery-status\n\nAction: failed\n\nAction: failed\nFinal-Recipient: rfc822\n",
        b"Content-Type: message/rfc822\n\n" * 200,
    ],
)
def test_whatever_comes_in_is_read_without_a_fall(db, now, raw):
    assert take_report(raw, now=now) == []


def test_an_address_is_taken_back(db, now):
    mark_dead("gone@there.example", status="5.1.1", now=now)
    assert revive("Gone@there.example")
    assert not revive("gone@there.example")
    assert not is_dead("gone@there.example")


def test_every_mail_carries_the_proof_that_its_report_is_known_by(db, settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path
    assert OutboxBackend().send_messages([EmailMessage("a", "b", to=["gone@there.example"])]) == 1
    (file,) = tmp_path.iterdir()
    assert f"{PROOF}: {proof_of('gone@there.example')}".encode() in file.read_bytes()
    assert read_report(b"Content-Type: message/rfc822\n\n" + file.read_bytes()) == []


def test_of_several_recipients_the_others_get_it(db, now):
    mark_dead("gone@there.example", status="5.1.1", now=now)
    (left,) = ready_to_leave([EmailMessage("a", "b", to=["gone@there.example", "here@there.example"])])
    assert left.to == ["here@there.example"]

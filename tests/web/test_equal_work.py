"""Whether an address has an account is told by nothing: not the words (test_accounts.py), nor the work that was done."""

import time
from itertools import count

import pytest
from django.contrib.auth import hashers
from django.test import Client

from tertulia.readers.models import Reader

PASSWORD = "lantern-on-a-rope"
KNOWN, UNKNOWN, INSIDE = "rosa@reader.example", "nobody@reader.example", "omar@reader.example"
NAMES = (f"Nadia {number}" for number in count())  # nobody's yet, or the form would come back before any work is done


def add_email(client, email):
    """Somebody who signed in a moment ago wants to change to `email`."""
    reader = Reader.objects.get(email=INSIDE)
    client.force_login(reader)
    session = client.session
    session["account_authentication_methods_user"] = str(reader.pk)
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session.save()
    return client.post("/account/email/", {"email": email, "action_add": ""})


DOORS = {
    "sign in": lambda client, email: client.post("/account/login/", {"login": email, "password": "wrong"}),
    "sign up": lambda client, email: client.post(
        "/account/signup/", {"name": next(NAMES), "email": email, "password1": PASSWORD}
    ),
    "code": lambda client, email: client.post("/account/login/code/", {"email": email}),
    "reset": lambda client, email: client.post("/account/password/reset/", {"email": email}),
    "add e-mail": add_email,
}


@pytest.fixture
def hashed(db, monkeypatch):
    """How often a password was hashed, which is all but one hundredth of the time these pages take."""
    for email, name in ((KNOWN, "Rosa"), (INSIDE, "Omar")):
        Reader.objects.create_user(email, PASSWORD, name=name).emailaddress_set.create(email=email, verified=True, primary=True)
    done = []
    encode = hashers.Argon2PasswordHasher.encode

    def counted(self, password, salt):
        done.append(1)
        return encode(self, password, salt)

    verify = hashers.Argon2PasswordHasher.verify

    def checked(self, password, encoded):
        done.append(1)
        return verify(self, password, encoded)

    monkeypatch.setattr(hashers.Argon2PasswordHasher, "encode", counted)
    monkeypatch.setattr(hashers.Argon2PasswordHasher, "verify", checked)
    return done


@pytest.mark.parametrize("door", sorted(DOORS))
def test_a_known_and_an_unknown_address_cost_the_same(hashed, mailoutbox, door):
    work = []
    for email in (KNOWN, UNKNOWN):
        before, mails = len(hashed), len(mailoutbox)
        answer = DOORS[door](Client(), email)
        work.append((len(hashed) - before, len(mailoutbox) - mails, answer.status_code, answer.headers.get("Location")))
    assert work[0] == work[1]
    assert work[0][:2] == {"sign in": (1, 0), "sign up": (1, 1)}.get(door, (0, 1))


def test_signing_up_with_a_known_address_leaves_nothing(hashed):
    DOORS["sign up"](Client(), KNOWN)
    assert {reader.email for reader in Reader.objects.all()} == {KNOWN, INSIDE}


def test_an_account_without_a_password_costs_the_same(hashed):
    Reader.objects.update(password="!")
    before = len(hashed)
    DOORS["sign in"](Client(), KNOWN)
    assert len(hashed) - before == 1


def test_twenty_guesses_are_all_there_are_over_all_doors_and_the_answer_says_when_to_come_back(hashed):
    guessing, inside = Client(), Client()
    inside.force_login(Reader.objects.get(email=KNOWN))
    for _guess in range(7):
        guessing.post("/account/login/", {"login": KNOWN, "password": "wrong"})
        inside.post("/account/reauthenticate/", {"password": "wrong"})
        inside.post("/account/password/change/", {"oldpassword": "wrong", "password1": "new-lantern", "password2": "new-lantern"})
    before = len(hashed)
    refused = guessing.post("/account/login/", {"login": KNOWN, "password": PASSWORD})
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert inside.post("/account/reauthenticate/", {"password": PASSWORD}).status_code == 429
    assert len(hashed) == before

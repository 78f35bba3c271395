"""Whether an address has an account is told by nothing: not the words (test_accounts.py), nor the work that was done."""

import pytest
from django.contrib.auth import hashers
from django.test import Client

from tertulia.readers.models import Reader

PASSWORD = "lantern-on-a-rope"
KNOWN, UNKNOWN = "rosa@reader.example", "nobody@reader.example"
DOORS = {
    "sign in": lambda client, email: client.post("/account/login/", {"login": email, "password": "wrong"}),
    "sign up": lambda client, email: client.post("/account/signup/", {"name": "Nadia", "email": email, "password1": PASSWORD}),
    "code": lambda client, email: client.post("/account/login/code/", {"email": email}),
    "reset": lambda client, email: client.post("/account/password/reset/", {"email": email}),
}


@pytest.fixture
def hashed(db, monkeypatch):
    """How often a password was hashed, which is all but one hundredth of the time these pages take."""
    Reader.objects.create_user(KNOWN, PASSWORD, name="Rosa").emailaddress_set.create(email=KNOWN, verified=True, primary=True)
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
    assert work[0][0] == (1 if door in ("sign in", "sign up") else 0)


def test_an_account_without_a_password_costs_the_same(hashed):
    Reader.objects.update(password="!")
    before = len(hashed)
    DOORS["sign in"](Client(), KNOWN)
    assert len(hashed) - before == 1


def test_twenty_guesses_are_all_there_are_over_all_doors_and_the_answer_says_when_to_come_back(hashed):
    guessing, inside = Client(), Client()
    inside.force_login(Reader.objects.get())
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

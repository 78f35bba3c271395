"""Tokens of a host site: what is read, and what is refused."""

from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from tertulia.errors import MembershipRefused
from tertulia.options import HostKey, HostSite
from tertulia.readers.membership import admit_member, read_token
from tertulia.readers.models import Membership, Reader
from tertulia.readers.roles import Grant, Role, grant_role, grants_of

SECRET = "at least thirty-two letters of secret"
OLDER = "another secret, also long enough for it"
HOST = HostSite(
    name="The Quay",
    address="https://quay.example/tertulia",
    audience="https://news.example",
    keys=[HostKey(id="2026", algorithm="HS256", key=SECRET), HostKey(id="2025", algorithm="HS256", key=OLDER)],
    roles={"desk": "moderator", "chief": "editor"},
    badges={"friend": "Friend of The Quay"},
)


@pytest.fixture
def claims(now):
    issued = int(now.timestamp())
    return {
        "aud": HOST.audience, "sub": "77", "nonce": "n", "jti": "j-1", "iat": issued, "exp": issued + 120,
        "name": "Nadia Rahal", "email": "Nadia@quay.example", "email_verified": True,
    }  # fmt: skip


def sign(claims, key=SECRET, kid="2026", algorithm="HS256"):
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid} if kid else None)


def read(token, now, nonce="n", host=HOST):
    return read_token(token, host, nonce=nonce, now=now)


def test_a_good_token_says_who_somebody_is(db, claims, now):
    member = read(sign({**claims, "roles": ["desk", "unknown"], "badges": ["friend"]}), now)
    assert (member.subject, member.name, member.email) == ("77", "Nadia Rahal", "nadia@quay.example")
    assert (member.roles, member.badge) == ({Role.MODERATOR}, "Friend of The Quay")


def test_a_token_is_read_once(db, claims, now):
    read(sign(claims), now)
    for later in (timedelta(0), timedelta(seconds=100), timedelta(seconds=170)):
        with pytest.raises(MembershipRefused):
            read(sign(claims), now + later)


def test_both_keys_are_good_while_one_takes_over_from_the_other(db, claims, now):
    read(sign(claims), now)
    read(sign({**claims, "jti": "j-2"}, OLDER, "2025"), now)
    alone = HOST.model_copy(update={"keys": HOST.keys[:1]})
    with pytest.raises(MembershipRefused):
        read(sign({**claims, "jti": "j-3"}, OLDER, "2025"), now, host=alone)


@pytest.mark.parametrize(
    "spoil",
    [
        {"aud": "https://other.example"},
        {"aud": None},
        {"nonce": "another"},
        {"nonce": None},
        {"jti": None},
        {"sub": None},
        {"exp": None},
        {"iat": None},
        {"exp": 10**12},
        {"exp": "soon"},
        {"iat": -(10**18)},
    ],
)
def test_a_claim_that_is_wrong_or_missing_is_refused(db, claims, now, spoil):
    spoilt = {name: value for name, value in {**claims, **spoil}.items() if value is not None}
    with pytest.raises(MembershipRefused):
        read(sign(spoilt), now)


@pytest.mark.parametrize(("seconds", "good"), [(-61, False), (-59, True), (0, True), (179, True), (181, False)])
def test_the_two_clocks_may_differ_by_a_minute(db, claims, now, seconds, good):
    if good:
        read(sign(claims), now + timedelta(seconds=seconds))
    else:
        with pytest.raises(MembershipRefused):
            read(sign(claims), now + timedelta(seconds=seconds))


def test_a_token_without_an_asking_window_is_refused(db, claims, now):
    with pytest.raises(MembershipRefused):
        read(sign({**claims, "nonce": ""}), now, nonce="")


@pytest.mark.parametrize(
    ("key", "kid", "algorithm"),
    [
        ("", "2026", "none"),
        (SECRET, "2024", "HS256"),
        (SECRET, None, "HS256"),
        (OLDER, "2026", "HS256"),
        (SECRET, "2026", "HS512"),
    ],
)
def test_another_key_or_another_algorithm_is_refused(db, claims, now, key, kid, algorithm):
    with pytest.raises(MembershipRefused):
        read(sign(claims, key, kid, algorithm), now)


@pytest.mark.parametrize("token", ["", "a.b.c", "é.é.é", "x" * 5000, "eyJhbGciOiJub25lIn0.e30."])
def test_nonsense_is_refused(db, now, token):
    with pytest.raises(MembershipRefused):
        read(token, now)


KEYS = {"RS256": lambda: rsa.generate_private_key(65537, 2048), "ES256": lambda: ec.generate_private_key(ec.SECP256R1())}
KEYS["EdDSA"] = ed25519.Ed25519PrivateKey.generate


@pytest.mark.parametrize("algorithm", sorted(KEYS))
def test_public_keys_work_and_are_no_shared_secret(db, claims, now, algorithm):
    private = KEYS[algorithm]()
    public = private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    host = HOST.model_copy(update={"keys": [HostKey(id="p", algorithm=algorithm, key=public.decode())]})
    assert read(sign(claims, private, "p", algorithm), now, host=host).subject == "77"
    import hashlib
    import hmac
    import json
    from base64 import urlsafe_b64encode

    def text(part):
        return urlsafe_b64encode(part).rstrip(b"=")

    said = text(json.dumps({"alg": "HS256", "kid": "p"}).encode()) + b"." + text(json.dumps({**claims, "jti": "x"}).encode())
    forged = said + b"." + text(hmac.new(public, said, hashlib.sha256).digest())
    with pytest.raises(MembershipRefused):
        read(forged.decode(), now, host=host)


@pytest.fixture
def member(db, claims, now):
    return lambda **more: read(sign({**claims, "jti": f"{more}{Membership.objects.count()}", **more}), now)


def test_the_first_visit_makes_an_account_and_the_next_finds_it(member):
    made = admit_member(member(), HOST)
    assert (made.email, made.name, made.has_usable_password()) == ("nadia@quay.example", "Nadia Rahal", False)
    assert admit_member(member(email="new@quay.example"), HOST) == made
    assert Reader.objects.count() == 1


def test_roles_and_badge_follow_the_host(member):
    made = admit_member(member(roles=["desk"], badges=["friend"]), HOST)
    assert Grant(Role.MODERATOR) in grants_of(made)
    assert Membership.objects.get().badge == "Friend of The Quay"
    made = Reader.objects.get(pk=admit_member(member(roles=[], badges=[]), HOST).pk)
    assert grants_of(made) == (Grant(Role.READER),)
    assert Membership.objects.get().badge == ""


def test_a_role_that_the_host_does_not_map_stays_as_it_is(member):
    made = admit_member(member(), HOST)
    grant_role(reader=made, role=Role.SENIOR_MODERATOR)
    admit_member(member(roles=["chief"]), HOST)
    assert {grant.role for grant in grants_of(Reader.objects.get())} == {Role.READER, Role.SENIOR_MODERATOR, Role.EDITOR}


@pytest.mark.parametrize("more", [{"email": ""}, {"email_verified": False}, {"email_verified": "true"}, {"name": " \u200b "}])
def test_without_a_proven_e_mail_or_a_name_there_is_no_account(member, more):
    with pytest.raises(MembershipRefused):
        admit_member(member(**more), HOST)
    assert not Reader.objects.exists()


def test_a_reader_with_the_same_address_is_that_member_and_an_unproven_password_goes(member):
    known = Reader.objects.create_user("nadia@quay.example", "set-by-somebody-else", name="Nadia")
    assert admit_member(member(), HOST) == known
    assert not Reader.objects.get().has_usable_password()


def test_an_account_with_a_role_is_not_opened_by_its_address(member):
    chief = Reader.objects.create_user("nadia@quay.example", name="Nadia")
    grant_role(reader=chief, role=Role.EDITOR)
    with pytest.raises(MembershipRefused):
        admit_member(member(), HOST)

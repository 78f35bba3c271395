"""Authenticator apps, recovery codes, and who has to have a second factor. Passkeys take a browser: see the journeys."""

import re
import time
from datetime import timedelta

import pytest
import time_machine
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tertulia.options import options
from tertulia.readers.models import Reader, Token
from tertulia.readers.roles import Role, grant_role
from tertulia.readers.tokens import create_token

PASSWORD = "lantern-on-a-rope"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now(secret=SECRET, step=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


@pytest.fixture(autouse=True)
def still():
    cache.clear()  # allauth remembers used codes there, by the reader's key, which tests share
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


@pytest.fixture
def mo(db):
    person = Reader.objects.create_user("mo@quay.example", PASSWORD, name="Mo")
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    grant_role(reader=person, role=Role.MODERATOR)
    return person


@pytest.fixture
def with_app(mo):
    TOTP.activate(mo, SECRET)
    return mo


def sign_in(client, next="/account/"):
    return client.post("/account/login/", {"login": "mo@quay.example", "password": PASSWORD, "next": next})


def enter(client, code):
    return client.post("/account/second-factor/authenticate/", {"code": code})


def activate(client, secret, capture):
    """Set the app up; what runs at the commit, which the tests never see, runs as if still inside the request."""
    with capture() as callbacks:
        answer = client.post("/account/second-factor/totp/activate/", {"code": code_now(secret)})
    with request_context(answer.wsgi_request):
        for callback in callbacks:
            callback()
    answer.wsgi_request.session.save()
    return answer


def signed_in(client):
    return client.get("/account/").status_code == 200


def test_an_app_is_set_up_with_its_code_and_recovery_codes_come_with_it(
    client, mo, mailoutbox, django_capture_on_commit_callbacks
):
    sign_in(client)
    elsewhere = Client()
    elsewhere.force_login(mo)
    create_token(reader=mo)
    asked = client.get("/account/second-factor/totp/activate/")
    assert asked.url.startswith("/account/reauthenticate/")
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/second-factor/totp/activate/").content.decode()
    secret = re.search(r'class="key"[^>]*>([A-Z2-7]+)<', page)[1]
    assert "<svg" in page
    answer = activate(client, secret, django_capture_on_commit_callbacks)
    assert answer.url == "/account/second-factor/recovery-codes/"
    assert len(re.findall(r"<li><code>", client.get(answer.url).content.decode())) == 10
    assert client.get("/account/second-factor/recovery-codes/download/").content.decode().count("\n") >= 10
    assert [mail.subject for mail in mailoutbox] == ["Tertulia: an authenticator app was set up"]
    assert not signed_in(elsewhere)
    assert not Token.objects.exists()


def test_the_password_alone_does_not_open_the_account(client, with_app):
    assert sign_in(client).url.startswith("/account/second-factor/authenticate/")
    assert not signed_in(client)
    assert enter(client, "000000").status_code == 200
    assert not signed_in(client)
    assert enter(client, code_now()).url == "/account/"
    assert signed_in(client)


def test_neither_does_a_code_by_mail_or_a_new_password(client, with_app, mailoutbox):
    client.post("/account/login/code/", {"email": with_app.email})
    code = re.search(r"\d{4}-\d{4}", mailoutbox[0].body)[0]
    assert client.post("/account/login/code/confirm/", {"code": code}).url.startswith("/account/second-factor/")
    assert not signed_in(client)
    other = Client()
    other.post("/account/password/reset/", {"email": with_app.email})
    code = re.search(r"\d{4}-\d{4}", mailoutbox[1].body)[0]
    other.post("/account/password/reset/confirm/", {"code": code})
    new = {"password1": "another-lantern", "password2": "another-lantern"}
    assert other.post("/account/password/reset/complete/", new).url.startswith("/account/second-factor/")
    assert not signed_in(other)


def test_a_code_is_good_once_whatever_the_worker(client, with_app):
    code = code_now()
    sign_in(client)
    enter(client, code)
    cache.clear()  # another worker knows nothing of this one's memory
    other = Client()
    sign_in(other)
    enter(other, code)
    assert not signed_in(other)


def test_codes_in_other_digits_are_the_same_codes(client, with_app):
    sign_in(client)
    enter(client, code_now().translate({ord(str(n)): "٠١٢٣٤٥٦٧٨٩"[n] for n in range(10)}))
    assert signed_in(client)


def test_codes_cannot_be_guessed_without_end(client, with_app):
    for _attempt in range(4):
        sign_in(client)
        for _guess in range(5):
            enter(client, "000000")
    sign_in(client)
    assert "Too many attempts" in enter(client, code_now()).content.decode()
    assert not signed_in(client)


def test_a_recovery_code_opens_once(client, with_app):
    codes = RecoveryCodes.activate(with_app).get_unused_codes()
    sign_in(client)
    enter(client, codes[0])
    assert signed_in(client)
    other = Client()
    sign_in(other)
    enter(other, codes[0])
    assert not signed_in(other)


def test_taking_the_app_away_ends_every_other_session(client, with_app, still):
    sign_in(client)
    enter(client, code_now())
    elsewhere = Client()
    elsewhere.force_login(with_app)
    still.shift(timedelta(minutes=1))
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.post("/account/second-factor/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert signed_in(client)
    assert not signed_in(elsewhere)


@pytest.fixture
def required(monkeypatch):
    monkeypatch.setattr(options, "staff_second_factor", True)


def test_where_it_is_required_roles_sleep_until_it_was_shown(client, mo, required, story_thread):
    assert sign_in(client, next="/admin/").url == "/account/second-factor/?next=%2Fadmin%2F"
    assert "asks its people for a second factor" in client.get("/account/second-factor/").content.decode()
    for door in ("/admin/", "/admin/held/", "/desk/", "/admin/pages/"):
        assert client.get(door).url.startswith("/account/second-factor/?next="), door
    assert client.post(f"/admin/threads/{story_thread.pk}/", {"state": "closed"}).url.startswith("/account/second-factor/")
    story_thread.refresh_from_db()
    assert story_thread.state == "open"


def test_setting_one_up_opens_the_doors(client, mo, required, django_capture_on_commit_callbacks):
    sign_in(client)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/second-factor/totp/activate/").content.decode()
    secret = re.search(r'class="key"[^>]*>([A-Z2-7]+)<', page)[1]
    activate(client, secret, django_capture_on_commit_callbacks)
    assert client.get("/admin/held/").status_code == 200


def test_a_session_that_is_older_than_the_demand_is_asked_as_well(client, with_app, required):
    client.force_login(with_app)
    assert client.get("/admin/").url.startswith("/account/second-factor/")


def test_with_the_code_the_doors_are_open(client, with_app, required):
    sign_in(client)
    enter(client, code_now())
    assert client.get("/admin/held/").status_code == 200


def test_no_verb_of_a_role_works_through_a_session_without_it(rf, mo, required, client):
    """Whatever page or endpoint asks: the answer comes from the roles of the reader in the request."""
    from tertulia.errors import SecondFactorNeeded
    from tertulia.readers.roles import Verb, allows, require
    from tertulia.web.second_factor import SecondFactorMiddleware

    def answer(request):
        assert allows(request.user, Verb.POST)
        assert not request.user.has_perm("responses.moderate")
        for verb in (Verb.DECIDE, Verb.SEE_QUEUE, Verb.MANAGE_PEOPLE):
            with pytest.raises(SecondFactorNeeded):
                require(request.user, verb)

    request = rf.post("/responses/1/anything/")
    request.user, request.session = mo, {}
    SecondFactorMiddleware(answer)(request)


def test_readers_without_a_role_are_not_asked(client, reader, required):
    client.force_login(reader)
    assert signed_in(client)
    assert client.get("/account/second-factor/").status_code == 200


def test_where_it_is_not_required_nothing_changes(client, mo):
    client.force_login(mo)
    assert client.get("/admin/held/").status_code == 200

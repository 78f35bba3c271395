"""Signing in with an account elsewhere, as a member of a host site, and as staff that needs a second factor."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tertulia.config.demonstration.people import PASSWORD
from tests import openid
from tests.journeys.test_second_factor import find_nothing_serious

KEY = "at least thirty-two letters of secret"


class Host(BaseHTTPRequestHandler):
    """A host site whose one member is always signed in."""

    def do_GET(self) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        now = int(time.time())
        claims = {
            "aud": "tertulia", "sub": "77", "nonce": asked["nonce"], "jti": asked["nonce"], "iat": now, "exp": now + 60,
            "name": "Leïla Haddad", "email": "leila@host.example", "email_verified": True,
        }  # fmt: skip
        token = jwt.encode(claims, KEY, algorithm="HS256", headers={"kid": "1"})
        self.send_response(302)
        self.send_header("Location", f"{asked['back']}?{urlencode({'token': token})}")
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def site(make_site) -> Iterator[str]:
    """The address of a site with the demonstration, a provider, a host site, and staff that needs a second factor."""
    host = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=host.serve_forever, daemon=True).start()
    with openid.running() as provider:
        known = {"id": "there", "name": "There", "server": provider.url, "client_id": openid.CLIENT}
        ours = {"name": "The Host", "address": f"http://127.0.0.1:{host.server_port}/", "audience": "tertulia"}
        made = make_site(
            "places",
            TERTULIA_OPENID_PROVIDERS=json.dumps([{**known, "client_secret": openid.SECRET}]),
            TERTULIA_HOST_SITE=json.dumps({**ours, "keys": [{"id": "1", "algorithm": "HS256", "key": KEY}]}),
            TERTULIA_STAFF_SECOND_FACTOR="true",
        )
        made.command("demo")
        yield made.start().url
    host.shutdown()


def test_an_account_elsewhere_opens_one_here(page, site):
    page.goto(f"{site}/account/login/?next=/account/sessions/")
    find_nothing_serious(page)
    page.get_by_role("button", name="Sign in with There").click()
    page.wait_for_url(f"{site}/account/sessions/")
    page.goto(f"{site}/account/")
    assert page.get_by_text("Nadia Rahal").first.is_visible()
    page.get_by_role("link", name="Look after them").click()
    find_nothing_serious(page)
    assert page.console_errors == []


def test_a_member_of_the_host_site_comes_in_with_one_click(page, site):
    page.goto(f"{site}/account/login/?next=/account/sessions/")
    page.get_by_role("link", name="Sign in with The Host").click()
    page.wait_for_url(f"{site}/account/sessions/")
    page.goto(f"{site}/account/")
    assert page.get_by_text("Leïla Haddad").first.is_visible()


def test_a_moderator_is_led_to_a_second_factor_and_then_to_work(page, site):
    page.goto(f"{site}/account/login/?next=/admin/")
    page.get_by_label("E-mail").fill("miriam@quay.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("asks its people for a second factor").wait_for()
    find_nothing_serious(page)
    page.goto(f"{site}/admin/")
    assert "/account/second-factor/" in page.url
    page.get_by_role("link", name="Set one up").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    key = page.locator(".key").inner_text()
    page.get_by_label("Code").fill(format_hotp_value(hotp_value(key, int(time.time()) // 30)))
    page.get_by_role("button", name="Set up").click()
    page.get_by_text("The authenticator app is set up.").wait_for()
    assert page.goto(f"{site}/admin/").status == 200
    assert page.url == f"{site}/admin/"

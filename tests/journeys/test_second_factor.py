"""Passkeys with the browser's virtual authenticator, an authenticator app, and the list of sessions."""

import re
import secrets
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_core_python.sync_playwright import Axe

from tests.journeys.people import enter

AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
PASSWORD = """
reader.set_password("lantern-on-a-rope"); reader.save()
from allauth.account.models import EmailAddress
EmailAddress.objects.update_or_create(user=reader, email=reader.email, defaults={"verified": True, "primary": True})
"""


def find_nothing_serious(page):
    found = Axe().run(page)["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []


@pytest.fixture
def rosa(demo_site):
    """The address of somebody with a password."""
    from tests.journeys.people import _with_reader

    address = f"rosa.{secrets.token_hex(3)}@reader.example"
    _with_reader(demo_site, address, PASSWORD, "Rosa Vidal")
    return address


@pytest.fixture
def site(demo_site):
    """The address by name: passkeys know no numbers."""
    return demo_site.url.replace("127.0.0.1", "localhost")


def with_authenticator(page):
    window = page.context.new_cdp_session(page)
    window.send("WebAuthn.enable")
    window.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def sign_in(page, site, address):
    page.goto(f"{site}/account/login/")
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password").fill("lantern-on-a-rope")
    page.get_by_role("button", name="Sign in", exact=True).click()


def once_more(page):
    page.get_by_label("Password").fill("lantern-on-a-rope")
    page.get_by_role("button", name="Go on").click()


def test_a_passkey_is_made_and_opens_the_account_without_a_password(page, site, rosa):
    with_authenticator(page)
    sign_in(page, site, rosa)
    page.get_by_role("link", name="Passkeys and codes").click()
    find_nothing_serious(page)
    page.get_by_role("link", name="Add one").click()
    once_more(page)
    page.get_by_label("What to call it").fill("My phone")
    find_nothing_serious(page)
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_text("The passkey is yours.").wait_for()
    assert page.locator(".codes li").count() == 10
    page.get_by_role("link", name="Done").click()
    page.get_by_role("link", name="Look after them").click()
    assert page.get_by_text("My phone").is_visible()
    find_nothing_serious(page)

    page.goto(f"{site}/account/")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{site}/account/login/?next=/account/sessions/")
    find_nothing_serious(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{site}/account/sessions/")
    assert page.console_errors == []


def test_a_passkey_is_the_second_factor_after_the_password(page, site, rosa):
    with_authenticator(page)
    sign_in(page, site, rosa)
    page.goto(f"{site}/account/second-factor/webauthn/add/")
    once_more(page)
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_text("The passkey is yours.").wait_for()
    page.goto(f"{site}/account/")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, site, rosa)
    page.get_by_role("heading", name="And the second factor").wait_for()
    find_nothing_serious(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{site}/account/")


def test_a_browser_without_passkeys_shows_no_such_button(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/account/login/")
    assert page.get_by_role("button", name="Use a passkey").count() == 0
    context.close()


def test_an_authenticator_app_is_asked_for_at_the_next_sign_in(page, site, rosa):
    sign_in(page, site, rosa)
    page.goto(f"{site}/account/second-factor/totp/activate/")
    once_more(page)
    find_nothing_serious(page)
    key = page.locator(".key").inner_text()

    def code(step=0):
        return format_hotp_value(hotp_value(key, int(time.time()) // 30 + step))

    page.get_by_label("Code").fill(code())
    page.get_by_role("button", name="Set up").click()
    page.get_by_text("The authenticator app is set up.").wait_for()
    find_nothing_serious(page)
    page.goto(f"{site}/account/")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, site, rosa)
    page.get_by_label("Code").fill(code(1))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/account/")


def test_a_session_is_ended_from_another_window(page, browser, demo_site, rosa):
    enter(page, demo_site, rosa)
    elsewhere = browser.new_context().new_page()
    enter(elsewhere, demo_site, rosa)
    elsewhere.goto(f"{demo_site.url}/account/")
    page.goto(f"{demo_site.url}/account/sessions/")
    assert page.locator(".places li").count() == 2
    find_nothing_serious(page)
    page.get_by_role("button", name="Sign out everywhere else").click()
    page.get_by_text("You are signed out in 1 other place.").wait_for()
    elsewhere.reload()
    assert re.search("/account/login/", elsewhere.url)
    elsewhere.context.close()

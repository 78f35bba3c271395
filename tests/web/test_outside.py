"""Accounts elsewhere, by OpenID Connect, with a provider that really runs."""

import re
import secrets
from html import unescape
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.test import Client

from tertulia.options import OpenIdProvider, options
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tests import openid


@pytest.fixture
def provider(db, settings, monkeypatch):
    with openid.running() as made:
        registry.register(OpenIDConnectProvider)  # as its application does, which is installed where a provider is set
        known = OpenIdProvider(id="there", name="There", server=made.url, client_id=openid.CLIENT, client_secret=openid.SECRET)
        monkeypatch.setattr(options, "openid_providers", [known])
        app = {"provider_id": "there", "name": "There", "client_id": openid.CLIENT, "secret": openid.SECRET}
        app["settings"] = {"server_url": made.url, "email_authentication": True}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield made


def begin(client, next="/account/"):
    """The provider's address that the browser is sent to."""
    page = client.post("/account/by/there/", {"next": next}).content.decode()
    return unescape(re.search(r'content="0; url=([^"]+)"', page)[1])


def come_back(client, address):
    """What the site says once the provider has answered."""
    answered = requests.get(address, allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(answered)
    return client.get(f"{parts.path}?{parts.query}")


def signed_in(client):
    return client.get("/account/").status_code == 200


def test_a_button_leads_there_and_back_into_a_new_account(client, provider):
    assert "Sign in with There" in client.get("/account/login/").content.decode()
    answer = come_back(client, begin(client, next="/account/sessions/"))
    assert answer.url == "/account/sessions/"
    made = Reader.objects.get()
    assert (made.name, made.email, made.has_usable_password()) == ("Nadia Rahal", "nadia@elsewhere.example", False)
    assert made.emailaddress_set.get().verified
    assert SocialAccount.objects.get().extra_data == {}


def test_the_second_visit_is_the_same_reader_whatever_the_address_says(client, provider):
    come_back(client, begin(client))
    provider.person = {**provider.person, "email": "other@elsewhere.example"}
    again = Client()
    come_back(again, begin(again))
    assert signed_in(again)
    assert Reader.objects.count() == 1


def test_without_providers_there_is_no_button(client, db):
    assert "Sign in with" not in client.get("/account/login/").content.decode().replace("Sign in with a code", "")
    assert client.post("/account/by/there/").status_code == 404
    assert client.get("/account/by/there/back/?code=a&state=b").status_code == 404


def test_nothing_begins_by_a_mere_link(client, provider):
    assert client.get("/account/by/there/").status_code == 405


def test_whoever_comes_without_a_name_is_asked_for_one(client, provider):
    provider.person = {"sub": "p-2", "email": "n@elsewhere.example", "email_verified": True}
    answer = come_back(client, begin(client))
    assert answer.url == "/account/with/signup/"
    assert client.get(answer.url).status_code == 200
    client.post(answer.url, {"name": "Nadia", "email": "n@elsewhere.example"})
    assert Reader.objects.get().name == "Nadia"
    assert signed_in(client)


def test_an_unproven_address_opens_nobody_s_account(client, provider, reader):
    provider.person = {**provider.person, "email": reader.email, "email_verified": False}
    come_back(client, begin(client))
    assert not signed_in(client)
    assert not SocialAccount.objects.exists()


def test_a_proven_address_opens_a_reader_s_account_but_nobody_s_who_has_a_role(client, provider, reader):
    reader.emailaddress_set.create(email=reader.email, verified=True, primary=True)
    provider.person = {**provider.person, "email": reader.email}
    come_back(client, begin(client))
    assert signed_in(client)
    SocialAccount.objects.all().delete()
    grant_role(reader=reader, role=Role.MODERATOR)
    again = Client()
    come_back(again, begin(again))
    assert not signed_in(again)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda claims: {**claims, "aud": "somebody-else"},
        lambda claims: {**claims, "iss": "https://evil.example"},
        lambda claims: {**claims, "exp": claims["iat"] - 60},
    ],
)
def test_a_token_for_somebody_else_of_somebody_else_or_too_old_is_refused(client, provider, spoil):
    provider.spoil = spoil
    assert come_back(client, begin(client)).status_code == 401
    assert not Reader.objects.exists()


@pytest.mark.parametrize(("key", "algorithm"), [("", "none"), ("x" * 32, "HS256"), ("other", "RS256")])
def test_a_token_that_is_unsigned_or_signed_by_another_is_refused(client, provider, key, algorithm):
    from cryptography.hazmat.primitives.asymmetric import rsa

    provider.signs_with = rsa.generate_private_key(65537, 2048) if key == "other" else key
    provider.algorithm = algorithm
    assert come_back(client, begin(client)).status_code == 401
    assert not Reader.objects.exists()


def test_an_answer_that_another_window_asked_for_is_refused(client, provider):
    answered = requests.get(begin(client), allow_redirects=False, timeout=5).headers["Location"]
    victim = Client()
    parts = urlsplit(answered)
    assert victim.get(f"{parts.path}?{parts.query}").status_code == 401
    assert not signed_in(victim)
    forged = victim.get(f"{parts.path}?code=x&state={secrets.token_urlsafe(8)}")
    assert forged.status_code == 401


def test_a_provider_that_is_down_is_no_error_of_ours(client, provider, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = client.post("/account/by/there/")
    assert answer.status_code < 500
    assert "did not let you in" in answer.content.decode()


@pytest.mark.parametrize("next", ["//elsewhere.example/", "https://elsewhere.example/", "/\\elsewhere.example"])
def test_the_way_back_stays_on_this_site(client, provider, next):
    assert come_back(client, begin(client, next=next)).url == "/account/"


def test_it_can_be_taken_away_again(client, provider):
    come_back(client, begin(client))
    reader = Reader.objects.get()
    reader.set_password("lantern-on-a-rope")
    reader.save()
    client.force_login(reader)
    page = client.get("/account/with/").content.decode()
    assert "There" in page
    client.post("/account/reauthenticate/", {"password": "lantern-on-a-rope"})
    client.post("/account/with/", {"account": SocialAccount.objects.get().pk})
    assert not SocialAccount.objects.exists()

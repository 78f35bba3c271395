"""Members of a host site come in with its token; the examples of the documentation make such tokens."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tertulia.options import options
from tertulia.readers.models import Reader
from tests.readers.test_membership import HOST, SECRET
from tests.tools import need

PAGE = (Path(__file__).parent.parent.parent / "docs" / "signing-in.md").read_text()
BACK = "https://news.example/account/member/back/"
MEMBER = {"id": 77, "name": "Nadia Rahal", "email": "nadia@quay.example", "roles": ["desk"], "badges": ["friend"]}


def example(language):
    return re.search(rf"^```{language}\n(.*?)^```", PAGE[PAGE.index("## Members of a host site") :], re.DOTALL | re.MULTILINE)[1]


def by_python(nonce):
    names = {}
    exec(compile(example("python"), "signing-in.md", "exec"), names)
    return names["address_back"](BACK, nonce, MEMBER, SECRET)


def by_php(nonce):
    need(shutil.which("php") is not None, "php is missing: install the package php-cli")
    call = f"echo address_back('{BACK}', '{nonce}', json_decode('{json.dumps(MEMBER)}', true), '{SECRET}');"
    done = subprocess.run(["php"], input=example("php") + call, capture_output=True, text=True, check=True, timeout=30)
    return done.stdout


@pytest.fixture(autouse=True)
def host(db, monkeypatch):
    monkeypatch.setattr(options, "host_site", HOST)


def begin(client, next="/account/sessions/"):
    """The nonce that the host site is given."""
    answer = client.get("/account/member/", {"next": next})
    assert answer.url.startswith("https://quay.example/tertulia?")
    asked = parse_qs(urlsplit(answer.url).query)
    assert asked["back"] == ["http://testserver/account/member/back/"]
    return asked["nonce"][0]


def come_back(client, address):
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


@pytest.mark.parametrize("example", [by_python, by_php])
def test_the_example_signs_a_member_in(client, example):
    assert "Sign in with The Quay" in client.get("/account/login/").content.decode()
    answer = come_back(client, example(begin(client)))
    assert answer.url == "/account/sessions/"
    assert client.get("/account/").status_code == 200
    assert Reader.objects.get().emailaddress_set.get().verified


def test_a_token_opens_one_window_once(client):
    address = by_python(begin(client))
    stranger = Client()
    begin(stranger)
    assert come_back(stranger, address).status_code == 403
    come_back(client, address)
    client.post("/account/logout/")
    assert come_back(client, address).status_code == 403
    assert client.get("/account/").status_code == 302


def test_the_examples_refuse_to_send_a_member_elsewhere():
    with pytest.raises(AssertionError):
        names = {}
        exec(compile(example("python"), "signing-in.md", "exec"), names)
        names["address_back"]("https://evil.example/", "n", MEMBER, SECRET)


@pytest.mark.parametrize("next", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", ""])
def test_the_way_back_stays_on_this_site(client, next):
    assert come_back(client, by_python(begin(client, next))).url == "/account/"


def test_a_closed_account_stays_closed(client):
    come_back(client, by_python(begin(client)))
    Reader.objects.update(is_active=False)
    again = Client()
    assert come_back(again, by_python(begin(again))).status_code == 403


def test_without_a_host_site_there_is_nothing_here(client, monkeypatch):
    monkeypatch.setattr(options, "host_site", None)
    for path in ("/account/member/", "/account/member/back/?token=x"):
        assert client.get(path).status_code == 404

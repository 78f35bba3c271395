"""A new site asks on the first visit, if one holds the key from its console."""

from typing import Any

import pytest
from django.test import Client

from tertulia.config import newsroom
from tertulia.options import options
from tertulia.readers.models import Reader
from tertulia.stories.identity import name_of
from tertulia.stories.models import PlainPage

SAID = {"name": "The Ness", "language": "en", "zone": "UTC", "editor": "Ed", "email": "Ed@ness.example"}


@pytest.fixture
def key(db: None, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(options.__dict__, "folder", tmp_path)
    return newsroom.make_setup_key()


def test_the_front_page_of_a_new_site_leads_there(key: str, client: Client) -> None:
    page = client.get("/").content.decode()
    assert "The Quay" not in page
    assert 'href="/setup/"' in page
    assert 'name="key"' in client.get("/setup/").content.decode()


def test_nobody_gets_in_without_the_key(key: str, client: Client) -> None:
    for sent in ({}, {"key": ""}, {"key": "guess"}, {"key": key + "x"}):
        answer = client.post("/setup/", {**SAID, "password": "a-long-enough-word", **sent})
        assert b"Begin" not in answer.content
    assert not Reader.objects.exists()


def test_with_the_key_the_site_begins_and_the_editor_is_signed_in(key: str, client: Client) -> None:
    assert "Begin" in client.get(f"/setup/?key={key}").content.decode()
    answer = client.post("/setup/", {**SAID, "key": key, "password": "a-long-enough-word"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert name_of(None) != "The Ness"
    assert "The Ness" in client.get("/").content.decode()
    assert {page.slug for page in PlainPage.objects.all()} == {"about", "contact", "privacy", "imprint"}
    assert client.get(f"/setup/?key={key}").status_code == 404
    assert not (options.folder / newsroom.SETUP_KEY).exists()


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"zone": "Nowhere/Land"}, "no such time zone"),
        ({"email": "nobody"}, "valid email"),
        ({"password": "12345678"}, "too common"),
        ({"name": ""}, "required"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_lost(key: str, client: Client, wrong: dict[str, str], why: str) -> None:
    page = client.post("/setup/", {**SAID, "key": key, "password": "a-long-enough-word", **wrong}).content.decode()
    assert why in page
    assert 'value="Ed"' in page
    assert not Reader.objects.exists()

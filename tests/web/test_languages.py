"""In which language a page speaks."""

from typing import Any

import pytest
from django.test import Client, RequestFactory

from tertulia.readers.models import Reader
from tertulia.web.refusals import failed


@pytest.mark.parametrize(
    ("path", "status", "english", "german"),
    [
        ("/search/", 200, "Where", "Wo"),
        ("/what-is-kept/", 200, "What we keep about you", "Was wir über Sie speichern"),
        ("/nothing/here/", 404, "There is nothing here.", "Hier ist nichts."),
        ("/r/1/?held=1", 200, "Nobody else can see this yet", "Noch kann das niemand sonst sehen"),
        (
            "/archive/2026/11/?after=nonsense",
            400,
            "This link to a page of the thread is not one of ours.",
            "Dieser Link zu einer Seite der Diskussion stammt nicht von uns.",
        ),
    ],
)
def test_what_is_said_to_one_reader_is_in_the_language_their_browser_asks_for(
    client: Client, front_page: Any, path: str, status: int, english: str, german: str
) -> None:
    for language, words in (("en", english), ("de-AT, en;q=0.5", german)):
        page = client.get(path, headers={"Accept-Language": language})
        assert page.status_code == status
        assert words in page.content.decode()
        assert f'<html lang="{page.headers["Content-Language"]}"' in page.content.decode()
        assert page.headers["Content-Language"] == language[:2]
        assert "Accept-Language" in page.headers["Vary"]


def test_a_language_we_do_not_speak_leaves_the_site_s(client: Client, front_page: Any) -> None:
    assert client.get("/search/", headers={"Accept-Language": "xx"}).headers["Content-Language"] == "en"
    assert client.get("/search/").headers["Content-Language"] == "en"


def test_what_a_reader_chose_comes_before_what_their_browser_asks_for(client: Client, front_page: Any) -> None:
    reader = Reader.objects.create_user("salma@quay.example", name="Salma")
    Reader.objects.filter(pk=reader.pk).update(language="ar")
    client.force_login(Reader.objects.get(pk=reader.pk))
    for path in ("/search/", "/nothing/here/", f"/readers/{reader.pk}/"):
        assert '<html lang="ar" dir="rtl">' in client.get(path, headers={"Accept-Language": "de"}).content.decode()


def test_a_method_that_is_not_allowed_is_refused_in_the_reader_s_language(client: Client, front_page: Any) -> None:
    page = client.post("/search/", headers={"Accept-Language": "de"})
    assert page.status_code == 405
    assert '<html lang="de"' in page.content.decode()


@pytest.mark.parametrize("path", ["/", "/archive/", "/most-discussed/"])
def test_what_the_newsroom_publishes_is_in_its_own_language_for_everybody(client: Client, front_page: Any, path: str) -> None:
    page = client.get(path, headers={"Accept-Language": "de"})
    assert page.headers["Content-Language"] == "en"
    assert '<html lang="en"' in page.content.decode()


def test_an_error_of_ours_is_told_in_the_language_of_the_browser(rf: RequestFactory) -> None:
    page = failed(rf.get("/search/", headers={"Accept-Language": "de"}))
    assert page.status_code == 500
    assert '<html lang="de"' in page.content.decode()

import pytest
from django.test import Client

from tertulia.delivery.worker import handle_waiting
from tertulia.house.privacy import told
from tertulia.moderation.models import Decision
from tertulia.options import options
from tertulia.readers.models import Export
from tertulia.readers.roles import Role, grant_role
from tertulia.responses.models import Response, State
from tertulia.responses.posting import post_response


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setitem(options.__dict__, "folder", tmp_path)
    return tmp_path


def signed_in(reader, *, lately=True):
    """A browser in which the reader has just shown who they are, or not."""
    reader.set_password("ropes-and-lanterns")
    reader.save()
    client = Client()
    client.force_login(reader)
    if lately:
        client.post("/account/reauthenticate/", {"password": "ropes-and-lanterns"})
    return client


def test_a_copy_is_asked_for_made_and_fetched_by_its_reader_alone(reader, other_reader, folder):
    client = signed_in(reader)
    assert client.post("/account/leaving/export/").status_code == 303
    assert b"being made" in client.get("/account/leaving/").content
    handle_waiting()
    path = f"/account/leaving/export/{Export.objects.get().pk}/"
    assert path.encode() in client.get("/account/leaving/").content
    fetched = client.get(path)
    assert b"".join(fetched.streaming_content)[:2] == b"PK"
    assert "no-store" in fetched.headers["Cache-Control"]
    assert signed_in(other_reader).get(path).status_code == 404
    assert Client().get(path).status_code == 302


def test_who_has_not_shown_lately_who_they_are_is_asked_first(reader, folder):
    client = signed_in(reader, lately=False)
    for path in ("/account/leaving/export/", "/account/leaving/leave/"):
        answer = client.post(path)
        assert answer.status_code == 302, path
        assert "/reauthenticate/" in answer.headers["Location"]
    assert not Export.objects.exists()


def test_leaving_and_thinking_better_of_it(reader):
    client = signed_in(reader)
    client.post("/account/leaving/leave/", {"words": "stay"})
    reader.refresh_from_db()
    assert reader.leaves_at
    assert reader.keeps_words
    assert b"Keep my account" in client.get("/account/leaving/").content
    client.post("/account/leaving/stay/")
    reader.refresh_from_db()
    assert reader.leaves_at is None


def test_a_senior_moderator_erases_one_response(thread, reader, moderator):
    response = post_response(thread=thread.pk, author=reader, text="A telephone number.").response
    client = Client()
    assert client.get(f"/responses/{response.pk}/erase/").status_code == 401
    client.force_login(moderator)
    assert client.post(f"/responses/{response.pk}/erase/").status_code == 403
    grant_role(reader=moderator, role=Role.SENIOR_MODERATOR)
    assert b"telephone" in client.get(f"/responses/{response.pk}/erase/").content
    assert f'href="/responses/{response.pk}/erase/"' in client.get(f"/desk/responses/{response.pk}/").content.decode()
    client.post(f"/responses/{response.pk}/erase/", {"ground": "law:privacy"})
    assert Decision.objects.get().ground == "law:privacy"
    response.refresh_from_db()
    assert response.state == State.ERASED
    assert Response.objects.get().text == ""


def test_the_page_says_everything_on_the_map(client, db):
    page = client.get("/what-is-kept/")
    assert page.status_code == 200
    for topic in told():
        assert str(topic.title) in page.content.decode()
    assert not page.cookies

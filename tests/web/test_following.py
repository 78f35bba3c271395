"""Following, the inbox and the choices as pages, without a script."""

import re

import pytest
from django.core import mail

from tertulia.notifications.kinds import NoticeKind, Pace
from tertulia.notifications.links import stop_token
from tertulia.notifications.models import Follow, Notice, Preference
from tertulia.notifications.telling import tell
from tertulia.responses.posting import post_response


@pytest.fixture
def signed_in(client, reader):
    client.force_login(reader)
    return client


def test_a_reader_follows_a_thread_and_stops(signed_in, thread):
    page = f"/follow/thread/{thread.pk}/"
    assert "You follow this." not in signed_in.get(page).text
    assert signed_in.post(page, {"follow": "1"}).status_code == 303
    assert "You follow this." in signed_in.get(page).text
    assert "A page elsewhere" in signed_in.get("/account/notices/").text
    signed_in.post(page, {"follow": "0"})
    assert not Follow.objects.exists()


def test_looking_changes_nothing(client, thread):
    token = stop_token(reader=1)
    for path in (f"/follow/thread/{thread.pk}/", f"/follow/stop/{token}/"):
        assert client.get(path).status_code == 200
    assert not Follow.objects.exists()
    assert not Preference.objects.exists()


def test_an_address_follows_once_its_owner_says_so(client, thread):
    page = f"/follow/thread/{thread.pk}/"
    assert "A mail is on its way" in client.post(page, {"email": "anna@elsewhere.example", "pace": "daily"}).text
    (sent,) = mail.outbox
    assert sent.to == ["anna@elsewhere.example"]
    link = re.search(r"http://localhost:8000(/follow/confirm/\S+)", sent.body)[1]
    client.get(link)
    assert Follow.objects.get().confirmed_at is None
    client.post(link)
    follow = Follow.objects.get()
    assert (follow.confirmed_at is not None, follow.pace) == (True, Pace.DAILY)
    again = client.post(page, {"email": "anna@elsewhere.example", "pace": "daily"})
    assert ("A mail is on its way" in again.text, len(mail.outbox)) == (True, 1)


def test_what_is_no_address_is_said_beside_the_field(client, thread):
    answer = client.post(f"/follow/thread/{thread.pk}/", {"email": "anna", "pace": "daily"})
    assert (answer.status_code, 'aria-invalid="true"' in answer.text) == (400, True)


def test_a_mail_program_stops_mail_with_one_post(django_user_model, reader):
    from django.test import Client

    Preference.objects.create(reader=reader, pace=Pace.DAILY)
    program = Client(enforce_csrf_checks=True)
    answer = program.post(f"/follow/stop/{stop_token(reader=reader.pk)}/", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Preference.objects.get().pace == Pace.NEVER
    assert program.post("/follow/stop/made-up/").status_code == 404


def test_the_inbox_counts_shows_and_is_read(signed_in, reader, other_reader, thread):
    response = post_response(thread=thread.pk, author=other_reader, text="A *word*.").response
    tell(reader=reader.pk, kind=NoticeKind.REPLY, event=1, response=response.pk, thread=thread.pk)
    assert signed_in.get("/account/inbox/unread/").json() == {"unread": 1}
    page = signed_in.get("/account/inbox/").text
    assert f'href="/r/{response.pk}/"' in page
    assert "<em>word</em>" in page
    signed_in.post("/account/inbox/", {"upto": Notice.objects.get().pk})
    assert signed_in.get("/account/inbox/unread/").json() == {"unread": 0}
    assert signed_in.get("/account/inbox/?before=x").status_code == 400
    assert signed_in.post("/account/inbox/", {"upto": "x"}).status_code == 400


def test_nobody_sees_an_inbox_without_an_account(client, db):
    assert client.get("/account/inbox/").status_code == 302
    assert client.get("/account/inbox/unread/").status_code == 401


def test_a_reader_chooses_how_often_and_the_language_is_kept(signed_in, reader):
    signed_in.post("/account/notices/", {"choose": "pace", "pace": "hourly"}, headers={"Accept-Language": "ar"})
    reader.refresh_from_db()
    assert (Preference.objects.get().pace, reader.language) == (Pace.HOURLY, "ar")
    assert signed_in.post("/account/notices/", {"choose": "pace", "pace": "often"}).status_code == 400


def test_the_feed_of_replies_has_a_private_address(signed_in, client, reader, other_reader, thread):
    response = post_response(thread=thread.pk, author=other_reader, text="A word.").response
    tell(reader=reader.pk, kind=NoticeKind.REPLY, event=1, response=response.pk, thread=thread.pk)
    address = re.search(
        r"http://testserver(/account/replies/\S+?\.atom)", signed_in.post("/account/notices/", {"choose": "feed"}).text
    )[1]
    client.logout()
    feed = client.get(address)
    assert feed.status_code == 200
    assert f"/r/{response.pk}/" in feed.text
    assert "private" in feed.headers["Cache-Control"]
    assert address not in client.get("/").text
    assert client.get("/account/replies/guessed.atom").status_code == 404


def test_names_are_offered_of_people_in_the_thread_alone(client, thread, reader, other_reader):
    post_response(thread=thread.pk, author=reader, text="A word.")
    assert client.get(f"/threads/{thread.pk}/names/", {"q": "ro"}).json() == {"names": ["Rosa Vidal"]}
    assert client.get(f"/threads/{thread.pk}/names/", {"q": ""}).json() == {"names": ["Rosa Vidal"]}
    assert client.get("/threads/9999/names/").status_code == 404


def test_a_browser_lets_itself_in_and_its_owner_sends_it_away(signed_in, reader, other_reader, client):
    from tertulia.notifications.models import Subscription
    from tests.push_service import PushService

    said = {"endpoint": "https://push.example/one", **PushService().keys()}
    firefox = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    assert signed_in.post("/account/push/", said, headers=firefox).status_code == 204
    assert "<bdi>Firefox, Linux</bdi>" in signed_in.get("/account/notices/").text
    assert signed_in.post("/account/push/", {**said, "endpoint": "https://localhost.example:1/"}).status_code == 400
    signed_in.post("/account/notices/", {"choose": "no-browser", "browser": Subscription.objects.get().pk})
    assert not Subscription.objects.exists()
    signed_in.post("/account/push/", said)
    assert signed_in.post("/account/push/", {"endpoint": said["endpoint"]}).status_code == 204
    assert not Subscription.objects.exists()
    client.logout()
    assert client.post("/account/push/", said).status_code == 401
    assert client.get("/account/push/").status_code == 405

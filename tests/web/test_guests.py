import re

import pytest
from django.test import Client

from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.moderation.actions import Action
from tertulia.moderation.deciding import decide_response
from tertulia.moderation.models import Appeal
from tertulia.moderation.statements import state_reasons
from tertulia.options import options
from tertulia.readers.guests import link_of
from tertulia.responses.models import Response, State
from tertulia.web.guests import COOKIE, WRITTEN


@pytest.fixture(autouse=True)
def confirmed(monkeypatch):
    monkeypatch.setattr(options, "guests", "confirmed")


@pytest.fixture
def waiting(client, thread):
    """A response that waits for its guest."""
    sent = {"text": "It was *dark*.", "name": "Nour", "email": "nour@guest.example", "nudged": "x"}
    answer = client.post(f"/threads/{thread.pk}/respond/", sent)
    assert answer.status_code == 303, answer.content
    assert b"follow the link" in client.get(answer.headers["Location"]).content
    return Response.objects.get()


def test_opening_the_link_changes_nothing_and_pressing_the_button_publishes(client, waiting):
    path = f"/you/guest/{link_of(waiting.guest)}/"
    shown = Client().get(path)
    assert "<em>dark</em>" in shown.content.decode()
    waiting.refresh_from_db()
    assert waiting.state == State.UNPROVEN
    answer = client.post(path, {"answer": "mine"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/r/{waiting.pk}/")
    cookie = answer.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert client.post(path, {"answer": "mine"}).status_code == 410


def test_the_browser_is_known_until_it_is_told_to_forget(client, thread, waiting):
    client.post(f"/you/guest/{link_of(waiting.guest)}/", {"answer": "mine"})
    form = client.get(f"/threads/{thread.pk}/respond/").content.decode()
    assert "You write as <bdi>Nour</bdi>" in form
    assert 'name="email"' not in form
    posted = client.post(f"/threads/{thread.pk}/respond/", {"text": "More."})
    assert posted.status_code == 303
    assert Response.objects.filter(state=State.VISIBLE, guest__isnull=False).count() == 2
    client.post("/you/guest/", {"next": "/"})
    assert 'name="email"' in client.get(f"/threads/{thread.pk}/respond/").content.decode()


def test_it_was_not_me(client, waiting):
    answer = client.post(f"/you/guest/{link_of(waiting.guest)}/", {"answer": "not-mine"})
    assert b"thrown away" in answer.content
    assert COOKIE not in answer.cookies
    assert not Response.objects.exists()


def test_a_response_that_waits_is_nowhere(client, waiting, thread):
    assert client.get(f"/r/{waiting.pk}/").status_code == 404
    assert client.get(f"/responses/{waiting.pk}/history/").status_code == 404
    assert client.get(f"/api/v1/responses/{waiting.pk}").status_code == 404
    assert client.get(f"/api/v1/threads/{thread.pk}/responses").json()["responses"] == []


def test_a_guest_erases_everything_they_wrote(client, thread, waiting):
    client.post(f"/you/guest/{link_of(waiting.guest)}/", {"answer": "mine"})
    answer = client.post("/you/guest/", {"answer": "erase"})
    assert answer.cookies[COOKIE].value == ""
    waiting.refresh_from_db()
    assert (waiting.state, waiting.text, waiting.author_name, waiting.guest) == (State.ERASED, "", "", None)


def test_a_guest_without_an_address_reads_why_and_appeals_when_they_come_back(client, thread, moderator, monkeypatch):
    monkeypatch.setattr(options, "guests", "open")
    respond, decisions = f"/threads/{thread.pk}/respond/", "/you/guest/decisions/"
    answer = client.post(respond, {"text": "Keep to the lamp.", "name": "Nour"})
    assert answer.cookies[WRITTEN]["httponly"] and answer.status_code == 303
    assert b"Nothing was decided" in client.get(decisions).content and b"how to appeal" not in client.get(respond).content
    decide_response(response=Response.objects.get().pk, moderator=moderator, action=Action.REMOVE)
    state_reasons(Event.objects.get(kind=Kind.DECISION_MADE))
    assert b"how to appeal" in client.get(respond).content
    (path,) = re.findall(r"/legal/statements/[^\"]+", client.get(decisions).content.decode())
    assert client.post(path, {"text": "It is about the lamp."}).status_code == 303
    assert Appeal.objects.get().response == Response.objects.get().pk
    assert b"/legal/statements/" not in Client().get(decisions).content, "another browser knows nothing of it"
    client.cookies[WRITTEN] = f"{Response.objects.get().pk}:forged"
    assert b"/legal/statements/" not in client.get(decisions).content

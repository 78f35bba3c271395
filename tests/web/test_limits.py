"""Whatever is limited says so by 429, and when to come back."""

import pytest
from django.test import Client

from tertulia.options import options
from tertulia.readers.models import Allowance, Reader
from tertulia.responses.posting import post_response
from tests.api.conftest import Machine

PASSWORD = "lantern-on-a-rope"


class Place:
    """A thread with two responses, and somebody signed in."""

    def __init__(self, thread, author):
        self.thread = thread.pk
        self.said = [post_response(thread=thread.pk, author=author, text=f"Word {n}.").response.pk for n in range(2)]
        self.guest, self.machine, self.reader = Client(), Machine(), Client()
        person = Reader.objects.create_user("nadia@reader.example", PASSWORD, name="Nadia")
        person.emailaddress_set.create(email=person.email, verified=True, primary=True)
        self.reader.force_login(person)
        self.known = Machine(session=person)


def sign_up(place, turn):
    return Client().post("/account/signup/", {"name": f"Ana {turn}", "email": f"a{turn}@b.example", "password1": PASSWORD})


def confirm_password(place, turn):
    return place.reader.post("/account/reauthenticate/", {"password": "wrong"})


DOORS = {
    "post a response": lambda place, turn: place.guest.post(
        f"/threads/{place.thread}/respond/", {"text": f"A {turn}", "name": "Ana"}
    ),
    "post by the API": lambda place, turn: place.machine.post(
        f"threads/{place.thread}/responses", {"text": f"A {turn}", "guest": {"name": "Ana"}}
    ),
    "preview": lambda place, turn: place.guest.post(
        f"/threads/{place.thread}/respond/", {"text": "A", "name": "Ana", "intent": "preview"}
    ),
    "vote": lambda place, turn: place.known.ask("PUT", f"responses/{place.said[turn]}/vote", {"value": 1}),
    "report": lambda place, turn: place.guest.post(f"/responses/{place.said[turn]}/report/", {"ground": "house:insult"}),
    "report by the API": lambda place, turn: place.machine.post(
        f"responses/{place.said[turn]}/reports", {"ground": "house:insult"}
    ),
    "search": lambda place, turn: place.guest.get("/search/?q=word"),
    "sign in": lambda place, turn: place.guest.post("/account/login/", {"login": "x@y.example", "password": "wrong"}),
    "sign up": sign_up,
    "a code by mail": lambda place, turn: Client().post("/account/login/code/", {"email": "nadia@reader.example"}),
    "a new password": lambda place, turn: Client().post("/account/password/reset/", {"email": "nadia@reader.example"}),
    "confirm a password": confirm_password,
}


@pytest.fixture
def place(thread, reader, monkeypatch):
    monkeypatch.setattr(options, "guests", "open")
    monkeypatch.setattr(options, "proof_bits", 0)
    return Place(thread, reader)


@pytest.mark.parametrize("door", DOORS)
def test_above_its_limit_each_door_says_when_to_come_back(place, door):
    first = DOORS[door](place, 0)
    assert first.status_code < 400
    assert Allowance.objects.update(used=1_000_000), "nothing was counted"
    refused = DOORS[door](place, 1)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 86_400


def test_a_second_copy_on_one_day_is_refused_with_the_time_it_can_be_asked_for_again(place):
    place.reader.post("/account/reauthenticate/", {"password": PASSWORD})
    assert place.reader.post("/account/leaving/export/").status_code in (302, 303)
    refused = place.reader.post("/account/leaving/export/")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 86_400

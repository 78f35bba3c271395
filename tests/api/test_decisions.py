"""Deciding over the API."""

import json

import pytest
from django.test import Client

from tertulia.moderation.actions import Action
from tertulia.moderation.deciding import remove_response
from tertulia.moderation.models import Case, Decision
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tertulia.readers.tokens import create_token
from tertulia.responses.models import Response
from tertulia.responses.posting import post_response


@pytest.fixture
def held(story_thread, reader):
    return post_response(thread=story_thread.pk, author=reader, text="You are an idiot and a liar.").response


@pytest.fixture
def colleague(db):
    person = Reader.objects.create_user("ana@quay.example", name="Ana")
    grant_role(reader=person, role=Role.MODERATOR)
    return person


def send(response, who, **body):
    token = {"Authorization": f"Bearer {create_token(reader=who)}"} if who else {}
    address = f"/api/v1/responses/{response.pk}/decisions"
    return Client().post(address, json.dumps(body), content_type="application/json", headers=token)


def test_a_moderator_decides_and_the_case_is_closed(held, moderator):
    answer = send(held, moderator, action="remove", ground="insult", note="Seen often.")
    made = Decision.objects.get(moderator=moderator.pk)
    assert (answer.status_code, answer.json()["id"], answer.json()["state"]) == (201, made.pk, "removed")
    assert answer.json()["ground"] == made.ground == "house:insult"
    assert made.text.startswith("Your response was removed because it attacks a person") and made.note == "Seen often."
    assert Response.objects.get().state == "removed" and not Case.objects.filter(closed_at=None).exists()


def test_whoever_is_second_is_told_who_was_first_and_overturns_nothing(held, moderator, colleague):
    first = send(held, colleague, action="release").json()["id"]
    second = send(held, moderator, action="remove")
    assert (second.status_code, second.json()["code"], second.json()["decision"]) == (409, "already-decided", first)
    assert "Ana" in second.json()["title"] and "released" in second.json()["title"]
    assert Response.objects.get().state == "visible"
    assert send(held, moderator, action="remove", seen=first).status_code == 201, "who knows of it may decide otherwise"


def test_one_may_change_ones_own_mind(held, moderator):
    assert send(held, moderator, action="release").status_code == 201
    assert send(held, moderator, action="remove").status_code == 201


def test_what_does_not_fit_the_state_is_refused(held, moderator):
    remove_response(response=held.pk, moderator=moderator)
    refused = send(held, moderator, action="release")
    assert (refused.status_code, refused.json()["code"]) == (409, "state-conflict")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "malformed"),
        ({"action": "suspend"}, 400, "malformed"),
        ({"action": "remove", "ground": "house:soup"}, 400, "unknown-ground"),
        ({"action": "remove", "text": "x" * 5001}, 400, "malformed"),
        ({"action": "remove", "seen": -1}, 400, "malformed"),
    ],
)
def test_what_makes_no_sense_is_refused(held, moderator, body, status, code):
    refused = send(held, moderator, **body)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert not Decision.objects.filter(moderator__isnull=False).exists()


def test_nobody_else_decides_or_learns_who_did(held, reader, colleague):
    send(held, colleague, action="release")
    for who, status in ((reader, 403), (None, 401)):
        refused = send(held, who, action="remove")
        assert refused.status_code == status and "Ana" not in refused.content.decode()
    assert Decision.objects.filter(action=Action.REMOVE).count() == 0

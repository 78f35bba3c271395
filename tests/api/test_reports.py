"""Reporting over the API."""

import json

import pytest
from django.test import Client

from tertulia.moderation.models import Case, Report
from tertulia.readers.tokens import create_token
from tertulia.responses.posting import post_response


@pytest.fixture
def address(story_thread, reader):
    response = post_response(thread=story_thread.pk, author=reader, text="A word.").response
    return f"/api/v1/responses/{response.pk}/reports"


def send(address, body, **headers):
    return Client().post(address, json.dumps(body), content_type="application/json", headers=headers)


def test_a_reader_reports_once(address, other_reader):
    token = {"Authorization": f"Bearer {create_token(reader=other_reader)}"}
    answer = send(address, {"ground": "insult", "text": "He means me."}, **token)
    assert (answer.status_code, answer.json()["ground"]) == (201, "house:insult")
    assert Client().get(answer.json()["url"]).status_code == 200
    again = send(address, {"ground": "house:hate"}, **token)
    assert (again.status_code, again.json()["code"]) == (409, "already-reported")
    assert (Report.objects.get().reporter, Case.objects.get().is_reported) == (other_reader.pk, True)


def test_nobody_needs_an_account(address):
    assert send(address, {"ground": "law:violence"}).status_code == 201
    assert send(address, {"ground": "law:violence"}).status_code == 409


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "malformed"),
        ({"ground": 7}, 400, "malformed"),
        ({"ground": "house:soup"}, 400, "unknown-ground"),
        ({"ground": "other"}, 400, "empty-text"),
        ({"ground": "insult", "text": "x" * 2001}, 400, "text-too-long"),
    ],
)
def test_what_does_not_fit_is_refused(address, body, status, code):
    answer = send(address, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Report.objects.exists()


def test_what_is_not_there_or_ones_own_cannot_be_reported(address, reader):
    assert send("/api/v1/responses/4711/reports", {"ground": "insult"}).status_code == 404
    own = send(address, {"ground": "insult"}, Authorization=f"Bearer {create_token(reader=reader)}")
    assert (own.status_code, own.json()["code"]) == (403, "own-response")

"""Voting with pages alone, and the overlay."""

import pytest
from django.test import Client

from tertulia.moderation.deciding import hold_response
from tertulia.responses.models import Response
from tertulia.responses.posting import post_response
from tertulia.responses.voting import cast_vote


@pytest.fixture
def response(story_thread, reader):
    return post_response(thread=story_thread.pk, author=reader, text="A word.").response


@pytest.fixture
def voter(other_reader):
    client = Client()
    client.force_login(other_reader)
    return client


def test_a_reader_votes_on_a_page_of_its_own(voter, response):
    page = voter.get(f"/responses/{response.pk}/vote/").content.decode()
    assert "A word." in page
    assert "Take my vote back" not in page
    answer = voter.post(f"/responses/{response.pk}/vote/", {"value": "1"})
    assert (answer.status_code, answer.url) == (303, f"/r/{response.pk}/")
    assert Response.objects.get(pk=response.pk).up == 1
    assert "Take my vote back" in voter.get(f"/responses/{response.pk}/vote/").content.decode()
    voter.post(f"/responses/{response.pk}/vote/", {"value": "0"})
    assert Response.objects.get(pk=response.pk).up == 0


def test_reading_the_page_of_a_vote_changes_nothing(voter, response):
    voter.get(f"/responses/{response.pk}/vote/?value=1")
    assert Response.objects.get(pk=response.pk).up == 0


def test_a_vote_without_the_forms_token_is_refused(other_reader, response):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(other_reader)
    assert strict.post(f"/responses/{response.pk}/vote/", {"value": "1"}).status_code == 403
    assert Response.objects.get(pk=response.pk).up == 0


def test_nonsense_is_refused(voter, response):
    assert voter.post(f"/responses/{response.pk}/vote/", {"value": "7"}).status_code == 400


def test_a_guest_is_asked_to_sign_in_and_the_author_is_told(client, response, reader):
    assert "Sign in" in client.get(f"/responses/{response.pk}/vote/").content.decode()
    assert client.post(f"/responses/{response.pk}/vote/", {"value": "1"}).status_code == 401
    client.force_login(reader)
    assert "This response is your own." in client.get(f"/responses/{response.pk}/vote/").content.decode()
    assert client.post(f"/responses/{response.pk}/vote/", {"value": "1"}).status_code == 403


def test_the_counts_stand_in_the_page_for_everybody(client, response, other_reader, story):
    cast_vote(response=response.pk, reader=other_reader, value=1)
    page = client.get(story.dated_address()).content.decode()
    assert "Adds to the discussion <span>1</span>" in page


def test_the_overlay_holds_what_is_ones_own(voter, client, response, reader, other_reader, moderator):
    held = post_response(thread=response.thread_id, author=reader, text="Another.").response
    hold_response(response=held.pk, moderator=moderator)
    cast_vote(response=response.pk, reader=other_reader, value=-1)
    said = voter.get(f"/threads/{response.thread_id}/mine/")
    assert said.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert (said.json()["votes"], said.json()["own"]) == ({str(response.pk): -1}, [])
    client.force_login(reader)
    said = client.get(f"/threads/{response.thread_id}/mine/").json()
    assert (said["votes"], sorted(said["own"]), said["held"]) == ({}, [response.pk, held.pk], [held.pk])


def test_a_guest_has_no_overlay(client, response):
    assert client.get(f"/threads/{response.thread_id}/mine/").status_code == 401


def test_a_cookie_says_to_scripts_that_somebody_is_signed_in(client, reader, response):
    client.force_login(reader)
    answer = client.get(f"/responses/{response.pk}/vote/")
    assert (answer.cookies["reader"].value, answer.cookies["reader"]["httponly"]) == ("1", "")
    assert "reader" not in client.get(f"/responses/{response.pk}/vote/").cookies
    client.post("/account/logout/")
    client.get(f"/responses/{response.pk}/vote/")
    assert client.cookies["reader"].value == ""

"""`/responses/ID/vote`."""

import pytest

from tertulia.moderation.deciding import remove_response
from tests.api.conftest import Machine, refused


def test_a_reader_votes_changes_and_takes_back(machine, other_machine, guest, say):
    response = say()
    path = f"responses/{response.pk}/vote"
    assert other_machine.ask("PUT", path, {"value": 1}).json() == {"votes": {"up": 1, "down": 0}, "own": 1}
    assert other_machine.ask("PUT", path, {"value": -1}).json() == {"votes": {"up": 0, "down": 1}, "own": -1}
    assert guest.get(f"responses/{response.pk}").json()["votes"] == {"up": 0, "down": 1}
    (listed,) = guest.get(f"threads/{response.thread_id}/responses").json()["responses"]
    assert listed["votes"] == {"up": 0, "down": 1}
    assert machine.get(f"responses/{response.pk}").json()["votes"] == {"up": 0, "down": 1}
    assert other_machine.ask("DELETE", path).json() == {"votes": {"up": 0, "down": 0}, "own": 0}


@pytest.mark.parametrize("value", [0, 2, "1", True, 1.5, None])
def test_there_are_two_values(other_machine, say, value):
    refused(other_machine.ask("PUT", f"responses/{say().pk}/vote", {"value": value}), 400, "malformed")


def test_who_may_not_vote(machine, other_machine, guest, say, moderator):
    response = say()
    path = f"responses/{response.pk}/vote"
    for method in ("PUT", "DELETE"):
        refused(guest.ask(method, path, {"value": 1}), 401, "sign-in-needed")
        refused(machine.ask(method, path, {"value": 1}), 403, "own-response")
    remove_response(response=response.pk, moderator=moderator)
    refused(other_machine.ask("PUT", path, {"value": 1}), 404, "not-found")


def test_a_response_of_a_story_that_is_not_public_is_not_voted_on(other_machine, say, story, story_thread):
    response = say(in_thread=story_thread)
    story.unpublish()
    refused(other_machine.ask("PUT", f"responses/{response.pk}/vote", {"value": 1}), 404, "not-found")


def test_a_page_of_another_site_cannot_vote_in_a_readers_name(other_reader, say):
    session = Machine(session=other_reader)
    response = say()
    answer = session.ask("PUT", f"responses/{response.pk}/vote", {"value": 1}, Sec_Fetch_Site="cross-site")
    refused(answer, 403, "not-allowed")


@pytest.mark.parametrize("order", ["oldest", "newest", "top", "active"])
def test_every_order_is_spoken(guest, say, order):
    response = say()
    assert guest.get(f"threads/{response.thread_id}/responses?order={order}").json()["responses"][0]["id"] == response.pk

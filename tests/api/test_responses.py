"""`/responses/ID`: read, edit, withdraw."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tertulia.moderation.deciding import hold_response, remove_response
from tertulia.options import options
from tertulia.responses.models import Response, Revision, State, Thread, ThreadState
from tests.api.conftest import refused


def test_a_response_is_read_by_everybody(guest, say, reader):
    response = say("It was *dark*.")
    said = guest.get(f"responses/{response.pk}").json()
    assert (said["id"], said["depth"], said["parent"], said["state"]) == (response.pk, 1, None, "visible")
    assert (said["text"], said["author"]["name"], said["url"]) == ("It was *dark*.", "Rosa Vidal", f"/r/{response.pk}/")


def test_a_held_response_is_for_its_author_alone(guest, machine, other_machine, say, moderator):
    response = say("Secret.")
    hold_response(response=response.pk, moderator=moderator)
    for stranger in (guest, other_machine):
        refused(stranger.get(f"responses/{response.pk}"), 404, "not-found")
    answer = machine.get(f"responses/{response.pk}")
    assert (answer.json()["text"], answer.json()["state"]) == ("Secret.", "held")
    assert "private" in answer.headers["Cache-Control"]


def test_a_removed_response_with_replies_is_a_marker(guest, say, moderator):
    response = say("Gone.")
    say(parent=response)
    remove_response(response=response.pk, moderator=moderator)
    answer = guest.get(f"responses/{response.pk}")
    assert b"Gone" not in answer.content
    assert (answer.json()["state"], answer.json()["author"], answer.json()["text"]) == ("removed", None, "")


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
@pytest.mark.parametrize("number", [4711, 0, 2**63, 10**40])
def test_an_unknown_response_is_not_found(machine, method, number):
    payload = {"text": "A word."} if method == "PATCH" else None
    refused(machine.ask(method, f"responses/{number}", payload), 404, "not-found")


def test_an_author_edits_and_the_former_words_are_kept(machine, guest, say):
    response = say("Before.")
    answer = machine.ask("PATCH", f"responses/{response.pk}", {"text": "After."})
    assert (answer.status_code, answer.json()) == (
        200,
        {"id": response.pk, "state": "visible", "url": f"/r/{response.pk}/"},
    )
    shown = guest.get(f"responses/{response.pk}").json()
    assert (shown["text"], shown["html"]) == ("After.", "<p>After.</p>")
    assert shown["edited_at"] is not None
    assert Revision.objects.get().text == "Before."


def test_an_edit_passes_every_check_of_posting(machine, say):
    path = f"responses/{say('Before.').pk}"
    for payload, code in (({"text": ""}, "empty-text"), ({"text": "x" * 20_001}, "text-too-long")):
        refused(machine.ask("PATCH", path, payload), 400, code)
    for payload in ({}, {"text": 1}, [], b"{", b'{"text": "\xff"}', b""):
        refused(machine.ask("PATCH", path, payload), 400, "malformed")
    refused(machine.ask("PATCH", path, {"text": "After."}, kind="text/plain"), 415, "unsupported-type")
    Thread.objects.update(state=ThreadState.CLOSED)
    refused(machine.ask("PATCH", path, {"text": "After."}), 403, "thread-closed")
    assert Response.objects.get().text == "Before."


def test_an_edit_in_a_holding_thread_is_held(machine, say):
    path = f"responses/{say('Before.').pk}"
    Thread.objects.update(state=ThreadState.HELD)
    assert machine.ask("PATCH", path, {"text": "After."}).json()["state"] == "held"
    assert Thread.objects.get().visible == 0


def test_the_time_to_edit_runs_out(machine, say):
    response = say("Before.")
    Response.objects.update(posted_at=timezone.now() - timedelta(seconds=options.edit_window + 5))
    refused(machine.ask("PATCH", f"responses/{response.pk}", {"text": "After."}), 403, "edit-window-over")


def test_an_author_withdraws(machine, guest, say):
    response = say()
    answer = machine.ask("DELETE", f"responses/{response.pk}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert Response.objects.get().state == State.WITHDRAWN
    refused(guest.get(f"responses/{response.pk}"), 404, "not-found")
    again = machine.ask("DELETE", f"responses/{response.pk}")  # whoever did not hear the first answer asks once more
    assert (again.status_code, again.content) == (204, b"")
    refused(machine.ask("PATCH", f"responses/{response.pk}", {"text": "After."}), 403, "not-allowed")


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_only_its_author_changes_a_response(guest, other_machine, say, moderator, method):
    response = say("Before.")
    payload = {"text": "After."} if method == "PATCH" else None
    refused(guest.ask(method, f"responses/{response.pk}", payload), 401, "sign-in-needed")
    refused(other_machine.ask(method, f"responses/{response.pk}", payload), 403, "not-allowed")
    hold_response(response=response.pk, moderator=moderator)
    refused(other_machine.ask(method, f"responses/{response.pk}", payload), 404, "not-found")
    assert Response.objects.get().text == "Before."


def test_a_guest_s_response_belongs_to_nobody(machine, guest, thread):
    posted = guest.post(f"threads/{thread.pk}/responses", {"text": "A word.", "guest": {"name": "Rosa Vidal"}}).json()
    refused(machine.ask("DELETE", f"responses/{posted['id']}"), 403, "not-allowed")
    refused(guest.ask("DELETE", f"responses/{posted['id']}"), 401, "sign-in-needed")

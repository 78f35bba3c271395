"""Every refusal is a problem (RFC 9457), also where no endpoint answers."""

import pytest

from tertulia.api import threads
from tests.api.conftest import refused


@pytest.mark.parametrize(
    "path", ["nothing", "threads/x", "threads/1/", "threads/1/responses/", "responses/1/vote/x", "", "threads/-1"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
def test_an_unknown_address_is_not_found(guest, path, method):
    refused(guest.ask(method, f"/api/v1/{path}"), 404, "not-found")


@pytest.mark.parametrize("path", ["/api/", "/api/v2/threads", "/api/v1x", "/api/v1/threads/1/../../x"])
def test_so_is_one_beside_this_version(guest, path):
    refused(guest.ask("GET", path), 404, "not-found")


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("threads", "POST"),
        ("threads/1", "DELETE"),
        ("threads/1/responses", "PUT"),
        ("threads/1/responses", "DELETE"),
        ("responses/1", "PUT"),
        ("responses/1", "POST"),
        ("responses/1", "OPTIONS"),
        ("docs", "POST"),
    ],
)
def test_another_method_is_refused_and_told_which_are_allowed(guest, path, method):
    answer = guest.ask(method, path, {"text": "A word."})
    refused(answer, 405, "method-not-allowed")
    assert "GET" in answer.headers["Allow"]


def test_a_host_that_is_not_ours_is_refused(guest, thread):
    refused(guest.get(f"threads/{thread.pk}", Host="evil.example"), 400, "malformed")


def test_a_refusal_speaks_the_reader_s_language_and_keeps_its_code(guest):
    said = refused(guest.get("threads/4711", Accept_Language="ar"), 404, "not-found")
    assert said["code"] == "not-found"


def test_a_fault_of_ours_is_a_problem_too_and_its_log_holds_no_words(machine, thread, monkeypatch, written):
    def stumble(*, text, **_ignored):
        raise RuntimeError(text)

    monkeypatch.setattr(threads, "post_response", stumble)
    answer = machine.post(f"threads/{thread.pk}/responses", {"text": "planted words, planted@mail.example"})
    refused(answer, 500, "failed")
    assert b"planted" not in answer.content
    assert "RuntimeError" in written.getvalue()
    assert "planted" not in written.getvalue()


def test_answers_cannot_run_or_be_framed(guest, thread):
    for answer in (guest.get(f"threads/{thread.pk}"), guest.get("nothing"), guest.get("openapi.json")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "charset=utf-8" in answer.headers["Content-Type"]


def test_markup_in_a_name_stays_text(guest, thread):
    name = "</script><img src=x onerror=alert(1)>"
    posted = guest.post(f"threads/{thread.pk}/responses", {"text": "A word.", "guest": {"name": name}})
    assert posted.status_code == 201
    assert guest.get(f"responses/{posted.json()['id']}").json()["author"]["name"] == name

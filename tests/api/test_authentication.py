"""Who is asking."""

import pytest

from tertulia.readers.models import Token
from tertulia.responses.models import Response
from tests.api.conftest import Machine, refused


@pytest.mark.parametrize(
    "header", ["Bearer wrong", "Bearer", "Bearer ", "Basic cm9zYTp4", "Bearer tt_\xff\xfe", "tt_x", "bearer \x7f", "Bearer a b"]
)
def test_a_token_that_is_none_of_ours_is_refused_never_taken_for_a_guest(guest, thread, header):
    payload = {"text": "A word.", "guest": {"name": "Ines"}}
    answer = guest.post(f"threads/{thread.pk}/responses", payload, Authorization=header)
    refused(answer, 401, "sign-in-needed")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert not Response.objects.exists()


def test_the_token_of_a_closed_account_is_refused(machine, thread, reader):
    reader.is_active = False
    reader.save()
    refused(machine.post(f"threads/{thread.pk}/responses", {"text": "A word."}), 401, "sign-in-needed")


def test_a_token_taken_back_is_refused(machine, thread):
    Token.objects.all().delete()
    refused(machine.post(f"threads/{thread.pk}/responses", {"text": "A word."}), 401, "sign-in-needed")


def test_only_the_digest_of_a_token_is_stored(machine):
    token = machine.headers["Authorization"].split()[1]
    assert token not in str(Token.objects.values().get())


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_a_session_alone_writes_nothing(thread, reader, say, method):
    own = say("Before.")
    signed_in = Machine(session=reader, enforce_csrf_checks=True)
    path = f"threads/{thread.pk}/responses" if method == "POST" else f"responses/{own.pk}"
    refused(signed_in.ask(method, path, None if method == "DELETE" else {"text": "After."}), 403, "not-allowed")
    assert list(Response.objects.values_list("text", "state")) == [("Before.", "visible")]


def test_a_session_with_its_csrf_token_writes(thread, reader):
    signed_in = Machine(session=reader, enforce_csrf_checks=True)
    token = "a" * 32
    signed_in.client.cookies["csrf"] = token
    payload = {"text": "A word."}
    refused(signed_in.post(f"threads/{thread.pk}/responses", payload, X_CSRFToken="b" * 32), 403, "not-allowed")
    answer = signed_in.post(f"threads/{thread.pk}/responses", payload, X_CSRFToken=token)
    assert (answer.status_code, Response.objects.get().author) == (201, reader)


def test_a_session_reads_its_own_without_a_csrf_token(say, reader, moderator):
    from tertulia.moderation.deciding import hold_response

    own = say("Secret.")
    hold_response(response=own.pk, moderator=moderator)
    signed_in = Machine(session=reader, enforce_csrf_checks=True)
    assert signed_in.get(f"responses/{own.pk}").json()["text"] == "Secret."


def test_a_page_of_another_site_writes_nothing_not_even_as_a_guest(guest, thread):
    payload = {"text": "A word.", "guest": {"name": "Ines"}}
    refused(guest.post(f"threads/{thread.pk}/responses", payload, Sec_Fetch_Site="cross-site"), 403, "not-allowed")
    answer = guest.post(f"threads/{thread.pk}/responses", payload, Sec_Fetch_Site="same-origin")
    assert answer.status_code == 201


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost.evil.example"])
def test_no_origin_is_ever_let_in_by_a_header(guest, thread, origin):
    for answer in (
        guest.get(f"threads/{thread.pk}", Origin=origin),
        guest.ask("OPTIONS", f"threads/{thread.pk}/responses", Origin=origin, Access_Control_Request_Method="POST"),
    ):
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_reading_sets_no_cookie(guest, thread):
    for path in (f"threads/{thread.pk}", f"threads/{thread.pk}/responses", "docs", "openapi.json", "nothing"):
        assert not guest.get(path).cookies

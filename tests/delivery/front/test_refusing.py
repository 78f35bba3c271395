import asyncio
import json

import pytest

from tertulia.delivery.front.refusing import Failed, HeadersTooLarge, problem_of, refuse
from tertulia.errors import NotFound, Overloaded, SignInNeeded, UnknownParent


def refused(refusal, path):
    sent = []

    async def send(message):
        sent.append(message)

    asyncio.run(refuse(send, refusal, path=path))
    start, body = sent
    return start["status"], {name.decode(): value.decode() for name, value in start["headers"]}, body["body"]


@pytest.mark.parametrize("path", ["/api/v1/threads", "/api/", "/v1alpha1/comments:analyze"])
def test_machines_get_a_problem(path):
    status, headers, body = refused(NotFound(), path)
    assert (status, headers["content-type"]) == (404, "application/problem+json; charset=utf-8")
    assert json.loads(body)["code"] == "not-found"


@pytest.mark.parametrize("path", ["/", "/apis/", "/2026/11/20/lamp/"])
def test_people_get_a_page(path):
    status, headers, body = refused(HeadersTooLarge(), path)
    assert (status, headers["content-type"]) == (431, "text/html; charset=utf-8")
    assert b"headers-too-large" in body
    assert headers["content-length"] == str(len(body))


def test_every_refusal_is_safe_and_says_what_to_do():
    for refusal in (Failed(), Overloaded(retry_after=2), SignInNeeded()):
        _status, headers, _body = refused(refusal, "/")
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")
    assert refused(Overloaded(retry_after=2), "/")[1]["retry-after"] == "2"
    assert refused(SignInNeeded(), "/api/")[1]["www-authenticate"] == "Bearer"


def test_a_message_is_escaped_on_a_page():
    assert b"<script>" not in refused(NotFound("<script>alert(1)</script>"), "/")[2]


def test_a_problem_names_the_field_and_what_else_is_known():
    said = json.loads(problem_of(UnknownParent(field="parent"), errors=[1]))
    assert (said["field"], said["errors"], said["type"]) == ("parent", [1], "/api/v1/docs#unknown-parent")
    assert "field" not in json.loads(problem_of(NotFound()))

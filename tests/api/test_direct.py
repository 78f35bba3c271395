"""A guest's post that goes past Django's handler: the same answer as through it."""

import json

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from wagtail.models import PageViewRestriction

from tertulia.api.direct import Direct
from tertulia.config.asgi import application, django_application
from tertulia.delivery.front.bridge import environ_of
from tertulia.options import options
from tertulia.responses.models import Response, ThreadState


@pytest.fixture(autouse=True)
def one_connection(monkeypatch):
    """What a test has open stays open, as with Django's own test client."""
    monkeypatch.setattr("tertulia.api.direct.close_old_connections", lambda: None)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


WORDS = {"text": "The tide *was* out.", "guest": {"name": "Ana"}}


def asked(path, said, **headers):
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    scope = {"method": "POST", "path": path, "query_string": b"", "http_version": "1.1", "server": ("localhost", 8000)}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {"host": "localhost", "content-type": "application/json", **named}
    return environ_of(scope, sent, body, client="203.0.113.7", scheme="http")


def answer(app, environ):
    """(status, headers, what is said) of a WSGI application's answer."""
    began = []
    body = app(environ, lambda status, headers, exc_info=None: began.extend((status, headers)))
    said = json.loads(b"".join(body))
    getattr(body, "close", lambda: None)()
    status, headers = began
    names = [name.lower() for name, _value in headers]
    assert len(names) == len(set(names))
    return status, dict(zip(names, [value for _name, value in headers], strict=True)), said


def without(answered, *names):
    """The answer without what differs between two posts."""
    status, headers, said = answered
    left = {name: value for name, value in headers.items() if name not in ("content-length", "vary", *names)}
    return status, left, {name: value for name, value in said.items() if name not in ("id", "url")}


def path_of(thread):
    return f"/api/v1/threads/{thread.pk}/responses"


def unreached(environ, start_response):
    raise AssertionError("this goes past Django")


@pytest.fixture
def alone():
    """The direct way with nothing behind it."""
    return Direct(unreached, headers=application._headers)


def test_a_guest_s_response_is_stored_and_answered_as_django_would(thread, alone):
    direct = answer(alone, asked(path_of(thread), WORDS))
    usual = answer(django_application, asked(path_of(thread), WORDS))
    assert without(direct) == without(usual)
    assert (direct[0], direct[1]["vary"], usual[1]["vary"]) == ("201 Created", "Cookie", "Cookie")
    assert int(direct[1]["content-length"]) == len(json.dumps(direct[2]))
    ours, theirs = Response.objects.filter(pk__in=[direct[2]["id"], usual[2]["id"]]).order_by("id")
    assert (ours.html, ours.state, ours.author_name) == (theirs.html, theirs.state, theirs.author_name)
    assert direct[2]["url"] == f"/r/{direct[2]['id']}/"


def test_a_key_sent_either_way_is_one_key(thread, alone):
    first = answer(alone, asked(path_of(thread), WORDS, idempotency_key="k1"))
    again = answer(django_application, asked(path_of(thread), WORDS, idempotency_key="k1"))
    assert (first[0], first[2]) == (again[0], again[2])
    assert Response.objects.filter(thread=thread).count() == 1


def closed(thread, story):
    type(thread).objects.filter(pk=thread.pk).update(state=ThreadState.CLOSED)


def private(thread, story):
    PageViewRestriction.objects.create(page=story, restriction_type="login")


@pytest.mark.parametrize(
    ("said", "headers", "before"),
    [
        ({"text": " ", "guest": {"name": "Ana"}}, {}, None),
        ({"text": "Hello there."}, {}, None),
        ({"text": "Hello.", "guest": {"name": "Ana"}, "parent": 999_999_999}, {}, None),
        ({"text": "x" * 30_000, "guest": {"name": "Ana"}}, {}, None),
        (WORDS, {"sec_fetch_site": "cross-site"}, None),
        (WORDS, {}, closed),
        (WORDS, {}, private),
    ],
)
def test_a_refusal_is_the_same_problem(story_thread, story, alone, said, headers, before):
    thread = story_thread
    if before:
        before(thread, story)
    direct = answer(alone, asked(path_of(thread), said, **headers))
    usual = answer(django_application, asked(path_of(thread), said, **headers))
    assert without(direct) == without(usual)
    assert direct[0][0] == "4"
    assert direct[2]["code"]


def test_a_limit_says_when_to_come_back(thread, alone, monkeypatch):
    monkeypatch.setattr(options, "guest_posts", 1)
    answer(alone, asked(path_of(thread), WORDS))
    refused = answer(alone, asked(path_of(thread), WORDS))
    assert refused[0] == "429 Too Many Requests"
    assert int(refused[1]["retry-after"]) > 0


@pytest.mark.parametrize(
    ("path", "said", "headers"),
    [
        ("/api/v1/threads/{}/responses", WORDS, {"cookie": "a=b"}),
        ("/api/v1/threads/{}/responses", WORDS, {"authorization": "Bearer none-of-ours"}),
        ("/api/v1/threads/{}/responses", WORDS, {"idempotency_key": "k" * 201}),
        ("/api/v1/threads/{}/responses", WORDS, {"content-type": "text/plain"}),
        ("/api/v1/threads/{}/responses", b'{"text": "a", "text": "b"}', {}),
        ("/api/v1/threads/{}/responses", b"[" * 100_000, {}),
        ("/api/v1/threads/{}/responses", b'{"text": "\xff"}', {}),
        ("/api/v1/threads/{}/responses", b"[]", {}),
        ("/api/v1/threads/{}/responses", {"text": 5, "guest": {"name": "Ana"}}, {}),
        ("/api/v1/threads/{}/responses", {"text": "a", "parent": True}, {}),
        ("/api/v1/threads/{}/responses", {"text": "a", "parent": 10**30}, {}),
        ("/api/v1/threads/{}/responses/", WORDS, {}),
        ("/api/v1/threads/{}/votes", WORDS, {}),
        ("/api/v1/threads/٣/responses", WORDS, {}),
        ("/api/v1/threads/9999999999999999999999/responses", WORDS, {}),
    ],
)
def test_what_is_not_plainly_right_goes_the_whole_way(thread, path, said, headers):
    path = path.format(thread.pk)
    passed = []

    def behind(environ, start_response):
        passed.append(environ["wsgi.input"].tell())
        return django_application(environ, start_response)

    by_front = answer(Direct(behind, headers={}), asked(path, said, **headers))
    assert passed == [0]  # and the body is there to be read
    assert without(by_front) == without(answer(django_application, asked(path, said, **headers)))

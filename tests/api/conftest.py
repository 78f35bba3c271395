"""What the tests of the API share."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from logging.config import DictConfigurator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

PROBLEM = "application/problem+json; charset=utf-8"


class Machine:
    """A client that speaks JSON."""

    def __init__(self, token: str = "", session: Any = None, **options: Any):
        self.client = Client(raise_request_exception=False, **options)
        if session:
            self.client.force_login(session)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def ask(self, method: str, path: str, payload: Any = None, *, kind: str = "application/json", **headers: str) -> Any:
        """Send `payload` (bytes as they are, all else as JSON) to an address below /api/v1."""
        raw = payload if isinstance(payload, bytes) else b"" if payload is None else json.dumps(payload).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        path = path if path.startswith("/") else f"/api/v1/{path}"
        return self.client.generic(method, path, raw, content_type=kind, headers={**self.headers, **named})

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, payload: Any, **headers: str) -> Any:
        return self.ask("POST", path, payload, **headers)


def refused(answer: Any, status: int, code: str) -> dict:
    """Check that `answer` is this refusal in the form of RFC 9457, and return it."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, PROBLEM), answer.content
    said = answer.json()
    assert (said["status"], said["code"], said["type"]) == (status, code, f"/api/v1/docs#{code}")
    assert said["title"]
    assert answer.headers["Cache-Control"] == "no-store"
    return said


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What goes to the log, as the handler of the settings writes it, at every level."""
    page = io.StringIO()
    configurator = DictConfigurator(settings.LOGGING)
    handler = logging.StreamHandler(page)
    handler.addFilter(configurator.configure_filter(configurator.config["filters"]["quiet"]))
    handler.setFormatter(configurator.configure_formatter(configurator.config["formatters"]["json"]))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield page
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def guest(db: None) -> Machine:
    """Somebody without an account."""
    return Machine()


@pytest.fixture
def machine(reader: Any) -> Machine:
    """The reader's program, with a token."""
    from tertulia.readers.tokens import create_token

    return Machine(create_token(reader=reader))


@pytest.fixture
def other_machine(other_reader: Any) -> Machine:
    from tertulia.readers.tokens import create_token

    return Machine(create_token(reader=other_reader))


@pytest.fixture
def say(thread: Any, reader: Any) -> Callable[..., Any]:
    """Stores a response and returns it: `say("words", parent=…)`."""
    from tertulia.responses.posting import post_response

    def post(text: str = "A word.", *, parent: Any = None, author: Any = None, in_thread: Any = None) -> Any:
        return post_response(
            thread=(in_thread or thread).pk, author=author or reader, text=text, parent=parent.pk if parent else None
        ).response

    return post

import asyncio
import threading

import pytest

from tertulia.delivery.front import bridge as bridging
from tertulia.delivery.front.bridge import PIECE, Bridge, environ_of
from tertulia.errors import Overloaded


def scope(**more):
    return {
        "method": "GET", "path": "/a b/é", "query_string": b"q=%C3%A9", "http_version": "1.1", "server": ("127.0.0.1", "8000"), **more
    }  # fmt: skip


def environ(headers=None, body=b"", **more):
    return environ_of(scope(**more), headers or {}, body, client="203.0.113.7", scheme="https")


def test_the_environment_follows_pep_3333():
    made = environ({"host": "localhost", "content-type": "text/plain", "x-some-thing": "y"}, b"body", method="POST")
    assert made["PATH_INFO"].encode("latin-1").decode() == "/a b/é"
    assert (made["REQUEST_METHOD"], made["QUERY_STRING"], made["CONTENT_TYPE"]) == ("POST", "q=%C3%A9", "text/plain")
    assert (made["CONTENT_LENGTH"], made["wsgi.input"].read()) == ("4", b"body")
    assert (made["HTTP_HOST"], made["HTTP_X_SOME_THING"]) == ("localhost", "y")
    assert (made["REMOTE_ADDR"], made["wsgi.url_scheme"]) == ("203.0.113.7", "https")


def test_what_a_client_says_of_itself_ends_at_the_front():
    said = ("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "x-real-ip", "client-ip", "proxy")
    made = environ(dict.fromkeys((*said, "content-length"), "203.0.113.99"))
    assert "203.0.113.99" not in made.values()


def test_head_asks_django_for_get():
    assert environ(method="HEAD")["REQUEST_METHOD"] == "GET"


class Body:
    """A WSGI body that knows whether it was closed."""

    def __init__(self, *pieces, fails=False):
        self._pieces, self._fails, self.closed = pieces, fails, 0

    def __iter__(self):
        yield from self._pieces
        if self._fails:
            raise RuntimeError

    def close(self):
        self.closed += 1


def answering(body):
    def application(environ, start_response):
        start_response("201 Created", [("X-A", "b")])
        return body

    return application


def asked(body):
    async def ask():
        bridge = Bridge(answering(body), threads=1)
        answer = await bridge.ask(environ())
        pieces = [answer.first]
        while answer.rest is not None and (piece := await bridge.piece(answer)):
            pieces.append(piece)
        answer.close()
        return answer, pieces

    return asyncio.run(ask())


def test_a_short_answer_comes_whole_and_its_body_is_closed():
    body = Body(b"a", b"b")
    answer, pieces = asked(body)
    assert (answer.status, answer.headers, pieces, answer.rest, body.closed) == (201, [(b"x-a", b"b")], [b"ab"], None, 1)


def test_a_long_answer_comes_in_pieces():
    body = Body(*[b"x" * 100_000] * 10)
    _answer, pieces = asked(body)
    assert sum(map(len, pieces)) == 1_000_000
    assert max(map(len, pieces)) < PIECE + 100_000
    assert body.closed == 1


def test_a_body_that_fails_is_closed():
    body = Body(b"a", fails=True)
    with pytest.raises(RuntimeError):
        asked(body)
    assert body.closed == 1


def test_too_many_waiting_are_turned_away(monkeypatch):
    monkeypatch.setattr(bridging, "WAITING_PER_THREAD", 2)
    go = threading.Event()

    def application(environ, start_response):
        go.wait(10)
        return answering(Body(b"a"))(environ, start_response)

    async def crowd():
        bridge = Bridge(application, threads=1)
        inside = [asyncio.ensure_future(bridge.ask(environ())) for _count in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded) as refused:
            await bridge.ask(environ())
        go.set()
        assert [answer.status for answer in await asyncio.gather(*inside)] == [201, 201]
        assert (await bridge.ask(environ())).status == 201
        return refused.value.retry_after

    assert asyncio.run(crowd()) > 0


def test_what_is_drawn_waits_for_no_request():
    go = threading.Event()

    def application(environ, start_response):
        go.wait(10)
        return answering(Body(b"a"))(environ, start_response)

    async def posts_and_a_page():
        bridge = Bridge(application, threads=1)
        inside = [asyncio.ensure_future(bridge.ask(environ())) for _count in range(3)]
        drawn = await asyncio.wait_for(bridge.run(lambda: "a page"), 5)
        assert not any(post.done() for post in inside)
        go.set()
        assert [answer.status for answer in await asyncio.gather(*inside)] == [201, 201, 201]
        return drawn

    assert asyncio.run(posts_and_a_page()) == "a page"

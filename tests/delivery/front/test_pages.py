import asyncio
import threading
from dataclasses import dataclass, field

import pytest

from tertulia.delivery.front import pages as front_pages
from tertulia.delivery.front.application import Bounds, Front
from tertulia.delivery.front.bridge import Bridge
from tertulia.delivery.front.freshness import Stamp
from tertulia.delivery.front.pages import Pages
from tertulia.delivery.front.stored import Drawn
from tertulia.errors import Overloaded

HEADERS = ((b"content-type", b"text/html; charset=utf-8"), (b"vary", b"Accept-Encoding"))


@dataclass
class World:
    """A database of one number and one version, and pages that show the version."""

    at_once = True
    number: int = 1
    version: int = 1
    drawings: list = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    fails: bool = False

    def now(self):
        return self.number

    def versions(self, threads):
        return Stamp(1, tuple((thread, self.version) for thread in threads))

    def write(self):
        self.version += 1
        self.number += 1

    def draw(self, host, path, query):
        self.drawings.append((host, path, query))
        version = self.version
        self.gate.wait(10)
        if self.fails:
            raise ValueError("a fault in a template")
        if path == "/none/":
            return None
        return Drawn(f"{host}{path}{query} {version}".encode(), Stamp(1, ((1, version),)), HEADERS)


def django(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [b"Django's answer"]


@pytest.fixture
def world():
    made = World()
    made.gate.set()
    return made


@pytest.fixture
def pages(world):
    bridge = Bridge(django, threads=4)
    keep = lambda path, query: None if "private" in query else query  # noqa: E731
    return Pages(bridge, world, draw=world.draw, versions=world.versions, key_query=keep, most_bytes=10**6, salt="s")


@pytest.fixture
def front(pages):
    return Front(pages._bridge, pages, hosts=["localhost", "other.example"], bounds=Bounds(1000, 1000, 1))


async def ask(front, path="/a/", *, method="GET", query="", host="localhost", **headers):
    said = []

    async def send(message):
        said.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    raw = [(b"host", host.encode())]
    raw += [
        (name.replace("_", "-").encode(), value if isinstance(value, bytes) else value.encode())
        for name, value in headers.items()
    ]
    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": query.encode()}
    scope |= {"headers": raw, "http_version": "1.1", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "scheme": "http"}
    await front(scope, receive, send)
    return said[0]["status"], dict(said[0]["headers"]), b"".join(part.get("body", b"") for part in said[1:])


def test_a_page_is_drawn_once_until_a_write(front, world):
    async def story():
        bodies = [(await ask(front))[2] for _turn in range(5)]
        world.write()
        return bodies, (await ask(front))[2]

    before, after = asyncio.run(story())
    assert before == [b"localhost/a/ 1"] * 5
    assert after == b"localhost/a/ 2"
    assert len(world.drawings) == 2


def test_a_write_elsewhere_leaves_the_page_as_it_is(front, world):
    async def story():
        await ask(front)
        world.number += 1
        await ask(front)

    asyncio.run(story())
    assert len(world.drawings) == 1


def test_many_at_once_wait_for_one_drawing(front, world):
    async def story():
        world.gate.clear()
        asked = [asyncio.create_task(ask(front)) for _each in range(20)]
        await asyncio.sleep(0.05)
        world.gate.set()
        return await asyncio.gather(*asked)

    assert {body for _status, _headers, body in asyncio.run(story())} == {b"localhost/a/ 1"}
    assert len(world.drawings) == 1


def test_who_comes_after_a_write_does_not_wait_for_a_drawing_from_before_it(front, world):
    async def story():
        world.gate.clear()
        early = asyncio.create_task(ask(front))
        while not world.drawings:
            await asyncio.sleep(0.005)
        world.write()
        late = asyncio.create_task(ask(front))
        while len(world.drawings) < 2:
            await asyncio.sleep(0.005)
        world.gate.set()
        return (await early)[2], (await late)[2], (await ask(front))[2]

    early, late, after = asyncio.run(story())
    assert (late, after) == (b"localhost/a/ 2", b"localhost/a/ 2")
    assert early == b"localhost/a/ 1"


def test_under_steady_writes_all_who_wait_get_one_next_drawing(front, world):
    async def story():
        world.gate.clear()
        asked = []
        for drawings in (1, 2, 2, 2, 2):
            asked.append(asyncio.create_task(ask(front)))
            while len(world.drawings) < drawings:
                await asyncio.sleep(0.005)
            await asyncio.sleep(0.01)
            world.write()
        world.gate.set()
        return [int(body.split()[-1]) for _status, _headers, body in await asyncio.gather(*asked)]

    shown = asyncio.run(story())
    assert shown[:2] == [1, 2]
    assert shown[2:] == [6, 6, 6]  # each was asked for after fewer writes
    assert len(world.drawings) == 3


def test_a_slow_drawing_from_before_a_write_is_not_served_after_it(front, world):
    async def story():
        world.gate.clear()
        early = asyncio.create_task(ask(front))
        while not world.drawings:
            await asyncio.sleep(0.005)
        world.write()
        world.gate.set()
        await early
        return (await ask(front))[2]

    assert asyncio.run(story()) == b"localhost/a/ 2"


def test_a_failing_drawing_falls_through_to_django_and_leaves_nothing_behind(front, world):
    async def story():
        world.fails = True
        broken = await ask(front)
        world.fails = False
        return broken, await ask(front)

    broken, mended = asyncio.run(story())
    assert (broken[0], broken[2]) == (200, b"Django's answer")
    assert mended[2] == b"localhost/a/ 1"


def test_what_is_not_drawn_is_django_s_to_answer(front, world):
    assert asyncio.run(ask(front, "/none/"))[2] == b"Django's answer"
    assert asyncio.run(ask(front, query="private=1"))[2] == b"Django's answer"
    assert world.drawings == [("localhost", "/none/", "")]


def test_a_page_known_before_that_must_not_be_stored_any_more_is_forgotten(front, world):
    async def story():
        await ask(front)
        world.write()
        world.draw = None
        front._pages._draw = lambda *_key: None
        return (await ask(front))[2], (await ask(front))[2]

    assert asyncio.run(story()) == (b"Django's answer", b"Django's answer")


def test_two_hosts_have_pages_of_their_own(front):
    async def story():
        return [(await ask(front, host=host))[2] for host in ("localhost", "other.example", "localhost:8000", "OTHER.example.")]

    bodies = asyncio.run(story())
    assert bodies == [b"localhost/a/ 1", b"other.example/a/ 1", b"localhost/a/ 1", b"other.example/a/ 1"]


def test_an_unknown_host_gets_nothing(front):
    assert asyncio.run(ask(front, host="evil.example"))[0] == 400


def test_the_tag_answers_304_without_a_body(front, world):
    async def story():
        _status, headers, _body = await ask(front)
        tag = headers[b"etag"]
        seen = [await ask(front, if_none_match=said) for said in (tag, b"*", b'"x", ' + tag, tag.removeprefix(b"W/"))]
        other = await ask(front, if_none_match=b'"x"')
        world.write()
        return seen, other, await ask(front, if_none_match=tag)

    seen, other, after = asyncio.run(story())
    assert [(status, body) for status, _headers, body in seen] == [(304, b"")] * 4
    assert all(b"content-length" not in headers and b"etag" in headers for _status, headers, _body in seen)
    assert (other[0], after[0]) == (200, 200)


def test_head_has_the_headers_of_get_and_no_body(front):
    async def story():
        return await ask(front, method="HEAD"), await ask(front), await ask(front, method="HEAD")

    drawn, read, stored = asyncio.run(story())
    assert drawn[2] == stored[2] == b""
    assert drawn[1] == stored[1] == read[1]


def test_cookies_and_authorization_take_no_part(front, world):
    async def story():
        await ask(front)
        return await ask(front, cookie="session=1", authorization="Bearer x")

    assert asyncio.run(story())[2] == b"localhost/a/ 1"
    assert len(world.drawings) == 1


def test_a_request_with_a_body_is_not_answered_from_the_store(front):
    async def story():
        await ask(front)
        return front._find_ready({"headers": [(b"host", b"localhost"), (b"content-length", b"1")]})

    assert asyncio.run(story()) is None


def test_a_popular_page_that_stands_is_packed_better_in_the_background(front, pages, world):
    async def story():
        await ask(front, accept_encoding="br")
        page, form = pages.ready("localhost", "/a/", "", b"br")
        page.drawn_at -= 5
        for _turn in range(10):
            await ask(front, accept_encoding="br")
        await asyncio.gather(*pages._background)
        return form.level, page.forms["br"].level

    assert asyncio.run(story()) == (0, 1)


def test_too_many_drawings_at_a_time_turn_the_next_one_away(front, pages, world, monkeypatch):
    monkeypatch.setattr(front_pages, "MOST_FLIGHTS", 2)

    async def story():
        world.gate.clear()
        asked = [asyncio.create_task(ask(front, path)) for path in ("/a/", "/b/")]
        await asyncio.sleep(0.02)
        turned_away = await ask(front, "/c/")
        world.gate.set()
        await asyncio.gather(*asked)
        return turned_away, await ask(front, "/c/")

    turned_away, later = asyncio.run(story())
    assert turned_away[0] == Overloaded.status
    assert later[0] == 200

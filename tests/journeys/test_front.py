"""The front of a running site against requests no browser sends."""

import contextlib
import json
import os
import re
import signal
import socket
import threading
import time
from pathlib import Path

import pytest

SLOW = 2  # seconds a body may take on this site
HOST = b"Host: localhost\r\n"
JSON = HOST + b"Content-Type: application/json\r\n"
POST = b"POST /api/v1/threads/1/responses HTTP/1.1\r\n" + JSON
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.fixture(scope="module")
def site(make_site):
    return make_site("front", TERTULIA_BODY_SECONDS=str(SLOW)).start()


class Talk:
    """One connection to a site, byte by byte."""

    def __init__(self, site, wait=10.0):
        self._socket = socket.create_connection(("127.0.0.1", site.port), timeout=wait)

    def send(self, raw: bytes) -> None:
        with contextlib.suppress(OSError):  # the other side may have had enough already
            self._socket.sendall(raw)

    def end(self) -> None:
        """Say that nothing more will be sent."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def read(self, *, until: bytes = b"", idle: float = 10.0) -> bytes:
        """All until the other side closes, has said `until`, or has answered and then says nothing for `idle` seconds."""
        heard = b""
        with contextlib.suppress(OSError):
            while piece := self._socket.recv(65536):
                heard += piece
                if until and until in heard:
                    break
                self._socket.settimeout(idle)
        return heard

    def close(self) -> None:
        self._socket.close()


def ask(site, raw: bytes, *, ends: bool = False, idle: float = 0.15) -> bytes:
    """Send `raw` on a connection of its own and return everything that comes back."""
    talk = Talk(site, wait=5)
    talk.send(raw)
    if ends:
        talk.end()
    heard = talk.read(idle=idle)
    talk.close()
    return heard


def statuses(heard: bytes) -> list[int]:
    """The status of every answer in what was heard."""
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", heard)]


def alive(site) -> bool:
    return statuses(ask(site, b"GET /health HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")) == [200]


# What is sent, and the statuses that are right for it. None: to be dropped without a word.
ODD = {
    "trace": (b"TRACE / HTTP/1.1\r\n" + HOST + b"\r\n", {405}),
    "connect": (b"CONNECT localhost:80 HTTP/1.1\r\n" + HOST + b"\r\n", {400, 405}),
    "a method nobody knows": (b"PROPFIND / HTTP/1.1\r\n" + HOST + b"\r\n", {405}),
    "a long method": (b"A" * 3000 + b" / HTTP/1.1\r\n" + HOST + b"\r\n", {400, 405}),
    "a giant header": (b"GET / HTTP/1.1\r\n" + HOST + b"X-A: " + b"a" * 100_000 + b"\r\n\r\n", {431}),
    "a header just too large": (b"GET / HTTP/1.1\r\n" + HOST + b"X-A: " + b"a" * 33_000 + b"\r\n\r\n", {431}),
    "an address just too large": (b"GET /" + b"a" * 33_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", {414, 431}),
    "many headers": (b"GET / HTTP/1.1\r\n" + HOST + b"".join(b"X-%d: y\r\n" % n for n in range(101)) + b"\r\n", {431}),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", {400}),
    "no host, as in 1.0": (b"GET / HTTP/1.0\r\n\r\n", {400}),
    "two hosts": (b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n", {400}),
    "another host": (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", {400}),
    "a host with dots": (b"GET / HTTP/1.1\r\nHost: localhost...\r\n\r\n", {400}),
    "a host with a user": (b"GET / HTTP/1.1\r\nHost: a@localhost\r\n\r\n", {400}),
    "a host with a word as port": (b"GET / HTTP/1.1\r\nHost: localhost:x\r\n\r\n", {400}),
    "a host with two ports": (b"GET / HTTP/1.1\r\nHost: localhost:1:2\r\n\r\n", {400}),
    "a host with other digits": ("GET / HTTP/1.1\r\nHost: localhost:٣\r\n\r\n".encode(), {400}),
    "a host in a host": (b"GET / HTTP/1.1\r\nHost: localhost, evil.example\r\n\r\n", {400}),
    "a path with NUL": (b"GET /a%00b HTTP/1.1\r\n" + HOST + b"\r\n", {400}),
    "a path with a raw NUL": (b"GET /a\x00b HTTP/1.1\r\n" + HOST + b"\r\n", {400}),
    "a path with a line break": (b"GET /a%0d%0aSet-Cookie:x HTTP/1.1\r\n" + HOST + b"\r\n", {400}),
    "a path that is not UTF-8": (b"GET /%ff%fe HTTP/1.1\r\n" + HOST + b"\r\n", {400}),
    "a path that is UTF-8 in part": (b"GET /%EF%BF%BD%ff HTTP/1.1\r\n" + HOST + b"\r\n", {400}),
    "a path with half a pair": (b"GET /%ED%A0%80 HTTP/1.1\r\n" + HOST + b"\r\n", {400}),
    "a path with a replacement character": (b"GET /%EF%BF%BD HTTP/1.1\r\n" + HOST + b"\r\n", {404}),
    "a query with NUL": (b"GET /api/v1/threads?url=%00 HTTP/1.1\r\n" + HOST + b"\r\n", {400}),
    "a query that is not UTF-8": (b"GET /api/v1/threads?url=%ff HTTP/1.1\r\n" + HOST + b"\r\n", {400, 404}),
    "a way up": (b"GET /static/../../../../etc/passwd HTTP/1.1\r\n" + HOST + b"\r\n", {400, 404}),
    "a way up in disguise": (b"GET /media/..%2f..%2fsecret.key HTTP/1.1\r\n" + HOST + b"\r\n", {400, 404}),
    "a path that looks like a host": (b"GET //evil.example/%2e%2e HTTP/1.1\r\n" + HOST + b"\r\n", {301, 400, 404}),
    "a chunk that is no number": (CHUNKED + b"zz\r\nabc\r\n0\r\n\r\n", {400}),
    "a negative chunk": (CHUNKED + b"-1\r\nabc\r\n0\r\n\r\n", {400}),
    "an endless chunk": (CHUNKED + b"f" * 18 + b"\r\nabc\r\n0\r\n\r\n", {400}),
    "a chunk longer than said": (CHUNKED + b"3\r\nabcX0\r\n\r\n", {400}),
    "chunks on a GET": (b"GET /health HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", {400}),
    "another coding": (POST + b"Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", {400, 501}),
    "two codings": (POST + b"Transfer-Encoding: chunked, identity\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", {400, 501}),
    "a signed length": (POST + b"Content-Length: +5\r\n\r\nhello", {400}),
    "two lengths": (POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", {400}),
    "a list of lengths": (POST + b"Content-Length: 5, 5\r\n\r\nhello", {400}),
    "an absurd length": (POST + b"Content-Length: 99999999999999999999999\r\n\r\nhello", {400, 413}),
    "a length too large": (POST + b"Content-Length: 2000000\r\n\r\nhello", {413}),
    "a folded header": (b"GET /health HTTP/1.1\r\n" + HOST + b"X-A: a\r\n b\r\n\r\n", {400}),
    "a space before the colon": (b"GET /health HTTP/1.1\r\n" + HOST + b"X-A : a\r\n\r\n", {400}),
    "no version": (b"GET /\r\n", {400}),
    "another version": (b"GET / HTTP/3.7\r\n" + HOST + b"\r\n", {400, 505}),
    "another protocol": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", set()),
    "a TLS greeting": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", {400}),
    "a websocket": (
        b"GET /health HTTP/1.1\r\n" + HOST + b"Upgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
        {200, 400, 426},
    ),
    "HTTP/2 in the clear": (b"GET /health HTTP/1.1\r\n" + HOST + b"Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n", {200, 400}),
    "headers that are not ASCII": (b"GET /health HTTP/1.1\r\n" + HOST + b"Cookie: session=\xff\xfe\r\nAccept: \xff\r\n\r\n", {200}),
    "a token that is not ASCII": (b"GET /api/v1/responses/1 HTTP/1.1\r\n" + HOST + b"Authorization: Bearer \xff\r\n\r\n", {401}),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_an_odd_request_is_refused_with_the_right_status_or_dropped(site, name):
    raw, right = ODD[name]
    found = statuses(ask(site, raw))
    assert (len(found) == 1 and found[0] in right) if right else not found
    assert alive(site)


@pytest.mark.parametrize("raw", [CHUNKED + b"ff\r\nabc", POST + b"Content-Length: 100\r\n\r\nabc", b"\r\n\r\n", b"GET / HT"])
def test_a_request_cut_short_is_refused_or_dropped(site, raw):
    assert statuses(ask(site, raw, ends=True)) in ([400], [])
    assert alive(site)


def test_a_refusal_below_the_api_is_a_problem(site):
    for raw, code in ((CHUNKED + b"zz\r\n", "malformed"), (POST + b"Content-Length: 2000000\r\n\r\n", "body-too-large")):
        head, _blank, body = ask(site, raw).partition(b"\r\n\r\n")
        assert b"content-type: application/problem+json" in head.lower()
        assert json.loads(body)["code"] == code


@pytest.mark.parametrize("hidden", [b"GET /health HTTP/1.1\r\n" + HOST + b"\r\n"])
@pytest.mark.parametrize(
    "raw",
    [
        POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding:\tchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        POST + b"Content-Length: 0\r\nContent-Length: 44\r\n\r\n",
        b"GET /health HTTP/1.1\r\n" + HOST + b"Content-Length: 5, 0\r\n\r\n",
    ],
)
def test_a_length_with_two_meanings_ends_the_connection(site, raw, hidden):
    assert len(statuses(ask(site, raw + hidden))) == 1


@pytest.mark.parametrize("start", [b"POST /x HTTP/1.1\r\nHost: evil.example\r\n", b"TRACE / HTTP/1.1\r\n" + HOST])
def test_the_body_of_a_refused_request_is_never_the_next_request(site, start):
    body = b"GET /health HTTP/1.1\r\n" + HOST + b"\r\n"
    heard = ask(site, start + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    assert 200 not in statuses(heard)


def test_a_slow_body_is_given_up_at_the_time_set(site):
    talk = Talk(site)
    started = time.monotonic()
    talk.send(POST + b"Content-Length: 100\r\n\r\nabc")
    heard = talk.read(until=b"body-too-slow")
    took = time.monotonic() - started
    talk.close()
    assert statuses(heard) == [408]
    assert SLOW - 0.5 <= took <= SLOW + 3


def test_a_body_that_drips_is_given_up_all_the_same(site):
    talk = Talk(site)
    talk.send(CHUNKED)
    stopping = threading.Event()

    def drip():
        while not stopping.wait(0.2):
            talk.send(b"1\r\na\r\n")

    dripping = threading.Thread(target=drip)
    dripping.start()
    heard = talk.read(until=b"body-too-slow")
    stopping.set()
    dripping.join()
    talk.close()
    assert statuses(heard) == [408]


def test_headers_that_drip_are_given_up_after_ten_seconds(site):
    talk = Talk(site, wait=15)
    started = time.monotonic()
    talk.send(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-a: ")
    assert statuses(talk.read()) in ([408], [])
    assert 9 < time.monotonic() - started < 13
    talk.close()


def test_an_endless_upload_is_cut_off_and_memory_stays_flat(site):
    alive(site)
    before = _memory(site)
    talk = Talk(site)
    talk.send(CHUNKED)
    piece = b"%x\r\n" % 65536 + b"a" * 65536 + b"\r\n"
    for _count in range(64 * 16):  # 64 MiB
        talk.send(piece)
    heard = talk.read(until=b"body-too-large")
    talk.close()
    assert statuses(heard) in ([413], [])  # the answer can be lost when the connection is cut
    assert _memory(site) - before < 16 * 1024 * 1024
    assert alive(site)


def test_a_body_within_the_bound_but_without_a_length_is_read(site):
    body = b'{"text": "A word."}'
    heard = ask(site, CHUNKED + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))
    assert statuses(heard) == [404]  # no such thread: the body was read and understood


def test_the_answer_to_head_has_the_headers_of_get_and_no_body(site):
    for path in (b"/", b"/health", b"/nothing/", b"/api/v1/docs", b"/api/v1/threads/4711"):
        want = b" %s HTTP/1.1\r\n" % path + HOST + b"Connection: close\r\n\r\n"
        head, _blank, body = ask(site, b"HEAD" + want).partition(b"\r\n\r\n")
        got, _blank, _body = ask(site, b"GET" + want).partition(b"\r\n\r\n")
        assert body == b""
        assert statuses(head) == statuses(got)
        kind = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-type")]
        assert kind == [line for line in got.lower().split(b"\r\n") if line.startswith(b"content-type")]


def test_requests_sent_at_once_are_answered_in_their_order(site):
    first = b"GET /health HTTP/1.1\r\n" + HOST + b"\r\n"
    second = b"GET /api/v1/threads/4711 HTTP/1.1\r\n" + HOST + b"\r\n"
    third = b"TRACE / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
    assert statuses(ask(site, first + second + third, idle=5)) == [200, 404, 405]


def test_the_front_believes_no_forwarded_header(site):
    post = (
        b"POST /api/v1/threads/4711/responses HTTP/1.1\r\n"
        + JSON
        + b"X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\n"
    )
    body = b'{"text": "a", "guest": {"name": "a"}}'
    heard = ask(site, post + b"Forwarded: host=evil.example\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    assert statuses(heard) == [404]
    heard = ask(
        site, b"GET /api/v1/docs HTTP/1.1\r\n" + HOST + b"X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\n\r\n"
    )
    assert b"evil.example" not in heard
    assert b"https://localhost" not in heard


def test_half_open_connections_do_not_keep_others_waiting(site):
    waiting = [Talk(site) for _count in range(60)]
    for talk in waiting[:30]:
        talk.send(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-a: ")
    for talk in waiting[30:]:
        talk.send(POST + b"Content-Length: 10\r\n\r\n{")
    started = time.monotonic()
    assert alive(site)
    assert time.monotonic() - started < 2
    for talk in waiting:
        talk.close()


def test_samples_of_broken_requests_never_break_the_site(site, shared):
    sample = shared / "hostile" / "http_raw_sample.jsonl"
    for line in sample.read_text().splitlines():
        case = json.loads(line)
        raw = case["raw"].encode("latin-1").replace(b"tertulia.example", b"localhost")
        heard = ask(site, raw)
        assert all(status < 500 for status in statuses(heard)), case["id"]
        assert len(statuses(heard)) <= 1, case["id"]
    assert alive(site)


def test_a_running_request_is_finished_when_the_site_is_asked_to_stop(make_site):
    site = make_site("stopping").start()
    body = b'{"text": "A word."}'
    talk = Talk(site, wait=20)
    talk.send(POST + b"Content-Length: %d\r\n\r\n" % len(body) + body[:5])
    time.sleep(0.3)  # until it is being read
    site.process.send_signal(signal.SIGTERM)
    _wait_until(lambda: not _listens(site))
    talk.send(body[5:])
    assert statuses(talk.read()) == [404]
    assert site.process.wait(20) == 0
    assert not _children(site.process.pid)
    site.process = None


def _listens(site) -> bool:
    try:
        socket.create_connection(("127.0.0.1", site.port), timeout=1).close()
    except OSError:
        return False
    return True


def _wait_until(true, seconds=10.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def _children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError):
            if int(stat.read_text().rsplit(")", 1)[1].split()[1]) == parent:
                found.append(int(stat.parent.name))
    return found


def _memory(site) -> int:
    """Bytes held by the site's processes."""
    total = 0
    for pid in (site.process.pid, *_children(site.process.pid)):
        with contextlib.suppress(OSError):
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return total

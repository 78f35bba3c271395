"""Load: wrk where it is installed, a small client of our own for everything that wrk cannot do."""

import asyncio
import contextlib
import http.client
import itertools
import json
import re
import shutil
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bench.measuring import cpu_seconds, percentile
from bench.servers import BROWSER, LOAD_CORE, Server


@dataclass
class Load:
    """What came of it. `times`: seconds of each answered request; `cpu`: the server's seconds over all of them."""

    requests: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    errors: int = 0
    times: list[float] = field(default_factory=list)

    @property
    def cpu_ms(self) -> float:
        return self.cpu / max(1, self.requests) * 1000

    @property
    def rate(self) -> float:
        return self.requests / self.seconds

    def ms(self, share: float) -> float:
        return percentile(self.times, share) * 1000


def hammer(server: Server, path: str, *, seconds: float, connections: int = 16) -> Load:
    """As many requests for one page as the server answers."""
    before = cpu_seconds(server.pid)
    load = _wrk(server, path, seconds, connections) if shutil.which("wrk") else _own(server, path, seconds, connections)
    load.cpu = cpu_seconds(server.pid) - before
    return load


def _wrk(server: Server, path: str, seconds: float, connections: int) -> Load:
    headers = itertools.chain.from_iterable(("-H", f"{name}: {value}") for name, value in BROWSER.items())
    line = ["taskset", "-c", str(LOAD_CORE), "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *headers]
    said = subprocess.run([*line, f"http://localhost:{server.port}{path}"], capture_output=True, text=True, check=True).stdout
    done = re.search(r"(\d+) requests in ([\d.]+)s", said)
    assert done, said
    load = Load(int(done[1]), float(done[2]))
    if failed := re.search(r"Non-2xx or 3xx responses: (\d+)", said):
        load.errors = int(failed[1])
    for share, number, unit in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)", said):
        load.times += [float(number) * {"us": 1e-6, "ms": 1e-3, "s": 1}[unit]] * (99 if share == "50" else 1)
    return load


def _own(server: Server, path: str, seconds: float, connections: int) -> Load:
    client = Crowd(server.port, Load())
    ask = request("GET", path)
    until = time.perf_counter() + seconds
    asyncio.run(client.run([client.visitor(lambda: ask, until=until) for _each in range(connections)]))
    client.load.seconds = seconds
    return client.load


def in_turn(server: Server, ask: Callable[[http.client.HTTPConnection], http.client.HTTPResponse], count: int) -> Load:
    """So many requests, one after another on one connection; `ask` sends one and returns its answer."""
    load = Load()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    before, began = cpu_seconds(server.pid), time.perf_counter()
    for _each in range(count):
        start = time.perf_counter()
        answer = ask(connection)
        answer.read()
        load.times.append(time.perf_counter() - start)
        load.errors += answer.status >= 400
    load.requests, load.seconds = count, time.perf_counter() - began
    load.cpu = cpu_seconds(server.pid) - before
    return load


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """A request as it goes over the wire."""
    said = {"Host": "localhost", **BROWSER, **headers}
    if body:
        said["Content-Length"] = str(len(body))
    lines = [f"{method} {path} HTTP/1.1", *(f"{name.replace('_', '-')}: {value}" for name, value in said.items()), "", ""]
    return "\r\n".join(lines).encode() + body


def posts(path: str, texts: Iterator[str], *, parents: list[int] | None = None) -> Iterator[bytes]:
    """Requests to post to Tertulia's API as a guest, each with a key; every second one answers one of `parents`."""
    for number, text in enumerate(texts):
        said: dict[str, object] = {"text": text, "guest": {"name": "Kaja Lund"}}
        if parents and number % 2:
            said["parent"] = parents[number % len(parents)]
        yield request("POST", path, json.dumps(said).encode(), Content_Type="application/json", Idempotency_Key=str(uuid.uuid4()))


class Crowd:
    """Many connections at once. Each belongs to one visitor, who asks, waits for the answer and pauses."""

    def __init__(self, port: int, load: Load):
        self._port = port
        self.load = load

    async def run(self, visitors: list) -> None:  # type: ignore[type-arg]
        await asyncio.gather(*visitors)

    async def visitor(
        self,
        next_request: Callable[[], bytes | None],
        *,
        until: float,
        pause: float = 0.0,
        delay: float = 0.0,
        load: Load | None = None,
    ) -> None:
        """Ask until the clock says `until`, or there is nothing left to ask."""
        kept = load or self.load
        await asyncio.sleep(delay)
        streams = None
        while time.perf_counter() < until and (asked := next_request()):
            start = time.perf_counter()
            try:
                streams = streams or await asyncio.open_connection("127.0.0.1", self._port)
                status, stays = await asyncio.wait_for(_exchange(*streams, asked), 60)
                kept.errors += status >= 400
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                kept.errors += 1
                stays = False
            if not stays and streams:
                streams[1].close()
                streams = None
            kept.requests += 1
            kept.times.append(time.perf_counter() - start)
            if pause:
                await asyncio.sleep(max(0.0, start + pause - time.perf_counter()))
        if streams:
            streams[1].close()
            with contextlib.suppress(OSError):
                await streams[1].wait_closed()


async def listen(port: int, path: str, count: int) -> list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Up to `count` live streams whose first event has come; fewer where the machine has no room for more."""
    kept: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
    ask = request("GET", path, Accept="text/event-stream")
    with contextlib.suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
        for _each in range(count):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(ask)
            async with asyncio.timeout(10):
                await reader.readuntil(b"event: here")
            kept.append((reader, writer))
    return kept


async def leave(kept: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]) -> int:
    """End the streams; returns how many the server had ended before."""
    ended = sum(reader.at_eof() or reader.exception() is not None for reader, _writer in kept)
    for _reader, writer in kept:
        writer.close()
    return ended


async def _exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: bytes) -> tuple[int, bool]:
    """Send a request and read its whole answer: the status, and whether the connection stays open."""
    writer.write(asked)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = re.search(rb"content-length: (\d+)", head)
    stays = head.startswith(b"http/1.1") and b"connection: close" not in head
    if length:
        await reader.readexactly(int(length[1]))
    elif b"transfer-encoding: chunked" in head:
        while size := int((await reader.readline()).strip() or b"0", 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    else:
        await reader.read()
        stays = False
    return int(head[9:12]), stays

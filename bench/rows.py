"""The rows of the table: each measures one thing, its references in the same rounds, and returns its figures."""

import asyncio
import http.client
import itertools
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import desk as moderating
from bench import servers, wxr
from bench.corpus import Writer
from bench.figures import Figure
from bench.loads import Crowd, Load, hammer, in_turn, leave, listen, posts, request
from bench.measuring import cpu_seconds, median, memory_mib
from bench.servers import BROWSER, Server, copy_of, tertulia

PORT = 8900
DAY = "/2026/11/20"


@dataclass
class Bench:
    """How thoroughly to measure, and the servers that are running."""

    quick: bool
    running: dict[str, Server] = field(default_factory=dict)

    @property
    def rounds(self) -> int:
        return 3 if self.quick else 5

    def much(self, full: int, quick: int) -> int:
        return quick if self.quick else full

    def site(self, name: str, port: int) -> tuple[Server, Path]:
        """A running Tertulia on a copy of a corpus, started once."""
        folder = servers.WORK / f"data-{port}"
        if name not in self.running:
            folder = copy_of(name, port)
            self.running[name] = tertulia(folder, port, name=name)
            self.running[name].start()
        return self.running[name], folder

    def threads(self) -> tuple[Server, Path]:
        return self.site("threads", PORT)

    def isso(self) -> Server | None:
        """Isso with the thread of W1 in it."""
        if "isso" not in self.running and (server := servers.isso(PORT + 5)):
            server.start()
            servers.fill_isso(server, self.threads()[1], "w1")
            self.running["isso"] = server
        return self.running.get("isso")

    def stop(self) -> None:
        for server in self.running.values():
            server.stop()
        self.running.clear()


def hot(bench: Bench) -> list[Figure]:
    """W1 read again and again, beside constant bytes, a static file and Isso."""
    site, _folder = bench.threads()
    path = f"{DAY}/w1/"
    compared = {"tertulia": (site, path), "constant": (servers.constant(site, path, PORT + 3), "/")}
    if nginx := servers.nginx(site, path, PORT + 4):
        compared["nginx"] = (nginx, "/")
    for name in ("constant", "nginx"):
        if name in compared:
            bench.running[name] = compared[name][0]
            compared[name][0].start()
    if isso := bench.isso():
        compared["isso"] = (isso, "/?uri=/w1/")
    loads: dict[str, list[Load]] = {name: [] for name in compared}
    for _round in range(bench.rounds):
        for name, (server, where) in compared.items():
            loads[name].append(hammer(server, where, seconds=bench.much(4, 2)))
    for name in ("constant", "nginx"):
        if name in compared:
            bench.running.pop(name).stop()
    cost = {name: [load.cpu_ms for load in each] for name, each in loads.items()}
    rate = {name: median([load.rate for load in each]) for name, each in loads.items()}
    ratios = [theirs / ours for ours, theirs in zip(cost["tertulia"], cost["constant"], strict=True)]
    beside = "; ".join(f"{name} {median(cost[name]) * 1000:.0f} µs, {rate[name]:,.0f}/s" for name in compared)
    figures = [
        Figure("hot", "W1 hot read against constant bytes, by CPU", median(ratios), "×", 0.55, 0.75, "more", beside, ratios),
        Figure(
            "hot", "W1 hot read, 99th percentile, 16 connections", median([load.ms(0.99) for load in loads["tertulia"]]), "ms"
        ),
    ]
    if isso:
        figures.append(
            Figure(
                "hot",
                "W1 hot reads a second against Isso",
                rate["tertulia"] / rate["isso"],
                "×",
                400,
                None,
                "more",
                f"constant bytes {rate['constant'] / rate['isso']:.0f} ×",
            )
        )
    return figures


def size(bench: Bench) -> list[Figure]:
    """The bytes of W1 with its style sheets, and of the first page of W3, as a browser gets them that is not the first."""
    site, _folder = bench.threads()
    page = site.ask(f"{DAY}/w1/", headers={"Accept-Encoding": "identity"})[2].decode()
    css = sum(_sent(site, sheet) for sheet in re.findall(r'<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"', page)) / 1000
    html, large = _sent(site, f"{DAY}/w1/") / 1000, _sent(site, f"{DAY}/w3/") / 1000
    return [
        Figure("size", "W1 page, HTML and CSS, brotli", html + css, "kB", 14, 10, beside=f"HTML {html:.1f}, CSS {css:.1f}"),
        Figure("size", "W3 first page, HTML, brotli", large, "kB", 40, 25),
    ]


def _sent(site: Server, path: str) -> int:
    """Bytes of a page in brotli once it has been asked for ten times over three seconds."""
    for _turn in range(10):
        length = len(site.ask(path, headers={"Accept-Encoding": "br"})[2])
        time.sleep(0.3)
    return length


def miss(bench: Bench) -> list[Figure]:
    """The first read after a write, by another process, that this page shows."""
    site, folder = bench.threads()
    stories = ["w1", "w2", "w3", "w100k"]
    loads: dict[str, list[Load]] = {story: [] for story in stories}
    for _round in range(bench.rounds):
        for story in stories:
            loads[story].append(_misses(site, folder, story, bench.much(150, 60)))
    cost = {story: median([load.cpu_ms for load in each]) for story, each in loads.items()}
    wait = {story: median([load.ms(0.5) for load in each]) for story, each in loads.items()}
    growth = [far.ms(0.5) / near.ms(0.5) for near, far in zip(loads["w2"], loads["w100k"], strict=True)]
    return [
        Figure("miss", "W1 first read after a write, CPU", cost["w1"], "ms", 2, 1, beside=f"median {wait['w1']:.1f} ms"),
        Figure("miss", "W3 first page after a write, CPU", cost["w3"], "ms", 4, 2.5, beside=f"median {wait['w3']:.1f} ms"),
        Figure("miss", "First page, 100k ÷ 1k responses, median time", median(growth), "×", 1.5, 1.1,
               beside=f"CPU {cost['w100k'] / cost['w2']:.2f}×", rounds=growth),
    ]  # fmt: skip


def million(bench: Bench) -> list[Figure]:
    """A page of a hundred responses on a site of a million (in quick mode a hundred thousand) and of a thousand."""
    large, large_folder = bench.site("hundred-thousand" if bench.quick else "million", PORT + 1)
    small, small_folder = bench.site("thousand", PORT + 2)
    near, far = [], []
    for _round in range(bench.rounds):
        near.append(_misses(small, small_folder, "story-5", bench.much(150, 60)))
        far.append(_misses(large, large_folder, "story-500", bench.much(150, 60)))
    growth = [one.ms(0.5) / other.ms(0.5) for one, other in zip(far, near, strict=True)]
    cost = median([load.cpu_ms for load in far]) / median([load.cpu_ms for load in near])
    for name in ("hundred-thousand", "million", "thousand"):
        if name in bench.running:
            bench.running.pop(name).stop()
    size = "100 k" if bench.quick else "1 M"
    return [Figure("million", f"Page of 100 responses, site of {size} ÷ 1 k, median time", median(growth), "×", 1.3, 1.1,
                   beside=f"CPU {cost:.2f}×", rounds=growth)]  # fmt: skip


def post(bench: Bench) -> list[Figure]:
    """A guest posts through the API: alone, on a short and a long thread, screened and not, and eight at once."""
    site, folder = bench.threads()
    count = bench.much(200, 80)
    short, long = _thread(folder, "post"), _thread(folder, "w100k")
    alone: list[Load] = []
    unscreened: list[Load] = []
    far: list[Load] = []
    eight: list[Load] = []
    for _round in range(bench.rounds):
        alone.append(in_turn(site, _poster(short), count))
        far.append(in_turn(site, _poster(long), count))
        _screen(folder, on=False)
        unscreened.append(in_turn(site, _poster(short), count))
        _screen(folder, on=True)
        eight.append(_eight_writers(site, short, count))
    isso = bench.isso()
    beside = ""
    if isso:
        texts = _texts()
        loads = [in_turn(isso, lambda connection: _isso_post(connection, next(texts)), count) for _round in range(bench.rounds)]
        beside = f"Isso {median([load.cpu_ms for load in loads]):.1f} ms"
    median_alone = [load.ms(0.5) for load in alone]
    growth = [one.ms(0.5) / other for one, other in zip(far, median_alone, strict=True)]
    queue = [load.ms(0.99) / one for load, one in zip(eight, median_alone, strict=True)]
    errors = sum(load.errors for load in (*alone, *unscreened, *far, *eight))
    return [
        Figure("post", "Post as a guest, screened, CPU", median([load.cpu_ms for load in alone]), "ms", 2.5, 1.5,
               beside=f"median {median(median_alone):.1f} ms; {beside}"),
        Figure("post", "the same by eight at once, so that the server does not sleep, CPU",
               median([load.cpu_ms for load in eight]), "ms", 2.5, 1.5),
        Figure("post", "the same by one, screening off, CPU", median([load.cpu_ms for load in unscreened]), "ms", 2.5, 1.5),
        Figure("post", "Post, 100k ÷ 32 responses, median time", median(growth), "×", 1.3, 1.1, rounds=growth),
        Figure("post", "Post, 99th percentile with 8 writers ÷ median of one", median(queue), "×", 30, 15, rounds=queue,
               beside=f"{median([load.rate for load in eight]):.0f}/s"),
        Figure("post", "Posts refused or failed", errors, "", 0),
    ]  # fmt: skip


def mix(bench: Bench) -> list[Figure]:
    """95 reads and 5 posts in a hundred, 8 connections, on one story of 32 responses."""
    site, folder = bench.threads()
    isso = bench.isso()
    ours, theirs = [], []
    for _round in range(bench.rounds):
        ours.append(
            _mixed(site, bench.much(2000, 1000), request("GET", f"{DAY}/mix/"), posts(_api(_thread(folder, "mix")), _texts()))
        )
        if isso:
            writes = (_isso_request(text) for text in _texts())
            theirs.append(_mixed(isso, bench.much(200, 100), request("GET", "/?uri=/w1/"), writes))
    rate = median([load.rate for load in ours])
    errors = sum(load.errors for load in ours)
    if not isso:
        return [Figure("mix", "95 % reads, 5 % writes, 8 connections", rate, "/s", beside=f"{errors} errors")]
    other = median([load.rate for load in theirs])
    return [Figure("mix", "95 % reads, 5 % writes, 8 connections, against Isso", rate / other, "×", 60, 120, "more",
                   beside=f"{rate:,.0f}/s, Isso {other:.0f}/s; {errors} errors")]  # fmt: skip


def crowd(bench: Bench) -> list[Figure]:
    """A thousand connections read once a second, fifty write once a second, two hundred listen; then all without a pause."""
    site, folder = bench.threads()
    seconds = bench.much(60, 8)
    reads, writes, heard, lost = asyncio.run(_crowd(site, folder, seconds, pause=1.0))
    errors = reads.errors + writes.errors + lost
    told = f"{reads.rate:.0f} reads and {writes.rate:.0f} writes a second for {seconds} s, {heard} listen"
    rushed, rushing, _heard, gone = asyncio.run(_crowd(site, folder, bench.much(15, 5), pause=0.0))
    time.sleep(5)
    after = max(_timed(site, f"{DAY}/crowd/") for _each in range(20)) * 1000
    bare = _bare_crowd(bench, site)
    read, write = f"median {reads.ms(0.5):.1f} ms; {bare}", f"median {writes.ms(0.5):.1f} ms"
    pace = f"{rushed.rate:,.0f} reads a second, the client being half of the limit"
    return [
        Figure("crowd", "Flash crowd: errors", errors, "", 0, beside=told),
        Figure("crowd", "Flash crowd: read, 99th percentile", reads.ms(0.99), "ms", 50, 15, beside=read),
        Figure("crowd", "Flash crowd: write, 99th percentile", writes.ms(0.99), "ms", 100, 30, beside=write),
        Figure("crowd", "The same without a pause: errors", rushed.errors + rushing.errors + gone, "", 0, beside=pace),
        Figure("crowd", "Five seconds after: slowest of twenty reads", after, "ms", 1000),
    ]


def desk(bench: Bench) -> list[Figure]:
    """Ten thousand cases, fifty moderators at once (in quick mode a thousand by ten), every tenth case wanted by two."""
    cases, moderators = bench.much(10_000, 1_000), bench.much(50, 10)
    folder = copy_of("thousand", PORT + 8)
    filled = moderating.fill(folder, cases=cases, moderators=moderators)
    site = tertulia(folder, PORT + 8, name="desk")
    site.start()
    began = time.perf_counter()
    answers = moderating.decide_all(PORT + 8, filled)
    passed = time.perf_counter() - began
    site.stop()
    found = moderating.count(folder)
    wrong = sum(found[each] for each in ("twice", "open", "waiting", "held", "miscounted")) + abs(found["decided"] - cases)
    strange = sum(number for status, number in answers.items() if status not in (303, 409))
    beside = f"{cases / passed:.0f} decisions/s; {answers[409]} came second and were told"
    return [Figure("desk", f"{cases:,} cases by {moderators} moderators: lost, decided twice, miscounted", wrong + strange, "", 0,
                   None, beside=beside)]  # fmt: skip


LISTENERS = 2_000


def listeners(bench: Bench) -> list[Figure]:
    """Two thousand live streams that hear nothing: what each costs, and what the hot read is worth meanwhile."""
    folder = copy_of("threads", PORT + 9)
    site = tertulia(folder, PORT + 9, name="listeners")
    site.start()
    try:
        return asyncio.run(_listened(site, _thread(folder, "w1"), seconds=bench.much(4, 2)))
    finally:
        site.stop()


async def _listened(site: Server, thread: int, *, seconds: float) -> list[Figure]:
    path = f"{DAY}/w1/"
    alone = await asyncio.to_thread(hammer, site, path, seconds=seconds)
    before = memory_mib(site.pid)
    kept = await listen(site.port, f"/threads/{thread}/live/", LISTENERS)
    cost = (memory_mib(site.pid) - before) * 1024 / max(1, len(kept))
    crowded = await asyncio.to_thread(hammer, site, path, seconds=seconds)
    idle = cpu_seconds(site.pid)
    await asyncio.sleep(3)
    share = (cpu_seconds(site.pid) - idle) / 3
    ended = await leave(kept)
    reached = f"{len(kept)} of {LISTENERS} streams" + (": this machine has no room for more" if len(kept) < LISTENERS else "")
    return [
        Figure("listeners", "An idle live listener", cost, "KiB", 50, 30, beside=f"{reached}; {share:.0%} of a core"),
        Figure("listeners", "Live streams that broke", ended, "", 0),
        Figure("listeners", "W1 hot read with them ÷ without, by rate", crowded.rate / alone.rate, "×", 0.8, None, "more"),
    ]


def memory(bench: Bench) -> list[Figure]:
    """The whole tree with 100k responses present, after reading and writing: one worker and two."""
    figures = []
    for workers, must, aim in ((1, 200, 150), (2, 260, 200)):
        folder = copy_of("threads", PORT + 6)
        site = tertulia(folder, PORT + 6, "--workers", str(workers), name="memory")
        site.start()
        for story in ("w1", "w3", "w100k"):
            hammer(site, f"{DAY}/{story}/", seconds=bench.much(3, 1), connections=64)
            _misses(site, folder, story, 50)
        in_turn(site, _poster(_thread(folder, "w100k")), 100)
        peak = memory_mib(site.pid)
        site.stop()
        figures.append(
            Figure("memory", f"Memory (PSS of the tree), {workers} worker{'s'[: workers - 1]}", peak, "MiB", must, aim)
        )
    return figures


def start(bench: Bench) -> list[Figure]:
    """From the command to the first page: a prepared folder, an empty one."""
    prepared, empty, theirs = [], [], []
    folder = copy_of("thousand", PORT + 7)
    fresh = servers.WORK / "data-empty"
    for _round in range(bench.rounds):
        prepared.append(_started(tertulia(folder, PORT + 7, name="start"), "/2026/11/20/story-1/"))
        shutil.rmtree(fresh, ignore_errors=True)
        empty.append(_started(tertulia(fresh, PORT + 7, name="start"), "/"))
        if isso := servers.isso(PORT + 8):
            theirs.append(_started(isso, isso.ready))
    beside = f"Isso {median(theirs):.2f} s" if theirs else ""
    return [
        Figure(
            "start", "Start to the first page, prepared folder", median(prepared), "s", 2.5, 1.5, beside=beside, rounds=prepared
        ),
        Figure("start", "Start to the first page, empty folder", median(empty), "s", 5, 2.5, rounds=empty),
    ]


def scoring(bench: Bench) -> list[Figure]:
    """Short texts scored in Perspective's shape by `tertulia run --only scoring`, one worker on one core."""
    server = servers.only_scoring(PORT + 7)
    server.start()
    try:
        rounds = [_scored(server, bench.much(20_000, 6_000)) for _round in range(bench.rounds)]
    finally:
        server.stop()
    rate = median([load.requests / load.cpu for load in rounds])
    beside = f"{median([load.rate for load in rounds]):,.0f} a second by the clock; {sum(load.errors for load in rounds)} errors"
    return [Figure("scoring", "Short texts scored, for each second of one core", rate, "/s", 2000, better="more", beside=beside)]


def importing(bench: Bench) -> list[Figure]:
    """A WordPress export comes in on the load's core while somebody reads a stored page.

    Each story that comes in moves the newsroom's edition, so one read draws the page: told apart by its new ETag.
    """
    site, folder = bench.site("threads", PORT)
    path = f"{DAY}/w1/"
    idle = in_turn(site, _reading(path), bench.much(2000, 500)).ms(0.99)
    export = servers.WORK / "import.xml"
    size = bench.much(100_000, 20_000)
    export.write_text("".join(wxr.export(responses=size)), encoding="utf-8")
    command = [sys.executable, "-m", "tertulia", "--data", str(folder), "import", "wordpress", str(export)]
    pin = ["taskset", "-c", str(servers.LOAD_CORE)]
    begun = folder / "import.lock"  # taken when all of Django and Wagtail has been imported
    begun.unlink(missing_ok=True)
    with (servers.WORK / "import.log").open("wb") as log:
        importer = subprocess.Popen([*pin, *command], stdout=log, stderr=log)
        reading, first, peak, began, used = Load(), 0.0, 0.0, time.perf_counter(), 0.0
        tags: list[str | None] = []
        while importer.poll() is None:
            load = in_turn(site, _reading(path, tags), 20)
            reading.times += load.times
            now = memory_mib(importer.pid)
            first, peak = first or (now if begun.exists() else 0.0), max(peak, now)
            used = max(used, cpu_seconds(importer.pid))
            time.sleep(0.05)
        spent = time.perf_counter() - began
    if importer.returncode not in (0, 1):
        raise SystemExit(f"the import failed: see {servers.WORK / 'import.log'}")
    drawn, stored = Load(), Load()
    for took, tag, before in zip(reading.times, tags, [None, *tags], strict=False):
        (stored if tag == before else drawn).times.append(took)
    return [
        Figure(
            "importing",
            "Import of WXR, responses for each second of CPU",
            size / used,
            "",
            must=3000,
            better="more",
            beside=f"{size / spent:,.0f} by the clock",
        ),
        Figure("importing", "Import of WXR, peak above the start", peak - first, "MiB", must=64),
        Figure(
            "importing",
            "Stored page while importing ÷ idle, 99th percentile",
            stored.ms(0.99) / idle,
            "×",
            must=3,
            beside=f"{stored.ms(0.99):.1f} ms, {idle:.1f} before; median {stored.ms(0.5):.2f} of {len(stored.times)}; "
            f"{len(drawn.times)} drawn anew, median {drawn.ms(0.5):.1f} ms",
        ),
    ]


def _reading(path: str, tags: list[str | None] | None = None) -> Callable[[http.client.HTTPConnection], http.client.HTTPResponse]:
    """Reads a page; the ETags of the answers go into `tags`."""

    def ask(connection: http.client.HTTPConnection) -> http.client.HTTPResponse:
        connection.request("GET", path, headers={"Host": "localhost", **BROWSER})
        answer = connection.getresponse()
        if tags is not None:
            tags.append(answer.getheader("ETag"))
        return answer

    return ask


ROWS: dict[str, Callable[[Bench], list[Figure]]] = {
    row.__name__: row for row in (hot, size, miss, million, post, mix, crowd, desk, listeners, memory, start, scoring, importing)
}


def _started(server: Server, page: str) -> float:
    server.ready = page
    took = server.start()
    server.stop()
    return took


def _thread(folder: Path, story: str) -> int:
    with sqlite3.connect(f"file:{folder / 'tertulia.sqlite3'}?mode=ro", uri=True) as database:
        return int(database.execute("select id from responses_thread where url = ?", [f"{DAY}/{story}/"]).fetchone()[0])


def _misses(site: Server, folder: Path, story: str, count: int) -> Load:
    """Reads of a story, each after its first response was edited by another process."""
    with sqlite3.connect(folder / "tertulia.sqlite3", isolation_level=None, timeout=30) as database:
        first = "select min(id) from responses_response where thread_id = ? and root_id is null"
        response = database.execute(first, [_thread(folder, story)]).fetchone()[0]
        number = itertools.count(int(time.time()))

        def ask(connection: http.client.HTTPConnection) -> http.client.HTTPResponse:
            edited = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(next(number)))
            database.execute("update responses_response set edited_at = ? where id = ?", [edited, response])
            return _get(connection, f"{DAY}/{story}/")

        load = in_turn(site, ask, count)
    assert not load.errors
    return load


def _get(connection: http.client.HTTPConnection, path: str) -> http.client.HTTPResponse:
    connection.request("GET", path, headers=BROWSER)
    return connection.getresponse()


def _timed(site: Server, path: str) -> float:
    began = time.perf_counter()
    site.ask(path)
    return time.perf_counter() - began


def _api(thread: int) -> str:
    return f"/api/v1/threads/{thread}/responses"


def _texts() -> Iterator[str]:
    """Texts to post, 350 characters on average, never the same one twice in a row."""
    writer = Writer(int(time.time()))
    return itertools.cycle([writer.response() for _each in range(500)])


def _poster(thread: int) -> Callable[[http.client.HTTPConnection], http.client.HTTPResponse]:
    """Posts to a thread, by turns at the top level and in answer to what was posted last."""
    texts = _texts()
    last: list[int] = []

    def ask(connection: http.client.HTTPConnection) -> http.client.HTTPResponse:
        said: dict[str, Any] = {"text": next(texts), "guest": {"name": "Kaja Lund"}}
        if last:
            said["parent"] = last.pop()
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        connection.request("POST", _api(thread), json.dumps(said), headers)
        answer = connection.getresponse()
        if "parent" not in said and answer.status == 201:
            posted = json.loads(answer.read())
            last.extend([posted["id"]] if posted["state"] == "visible" else [])
        return answer

    return ask


def _screen(folder: Path, *, on: bool) -> None:
    """Switch screening of the whole site on or off, as an editor would in the admin."""
    with sqlite3.connect(folder / "tertulia.sqlite3", isolation_level=None, timeout=30) as database:
        if not database.execute("update house_policy set is_on = ?", [on]).rowcount:
            database.execute(
                "insert into house_policy (site, is_on, nudge_at, hold_at, urgent_at, spam_at, newcomer_hold_at, links_at, "
                "on_failure, slow_ms) values (1, ?, 0.5, 0.85, 0.6, 0.9, 0.7, 5, 'hold-new', 500)",
                [on],
            )


def _eight_writers(site: Server, thread: int, count: int) -> Load:
    wanted = itertools.islice(posts(_api(thread), _texts()), count)
    return _together(site, 8, lambda: next(wanted, None))


def _mixed(site: Server, count: int, read: bytes, writes: Iterator[bytes]) -> Load:
    wanted = (next(writes) if number % 20 == 0 else read for number in range(count))
    return _together(site, 8, lambda: next(wanted, None))


def _scored(server: Server, count: int) -> Load:
    path = f"/v1alpha1/comments:analyze?key={servers.KEY}"
    asked = [
        request("POST", path, json.dumps({"comment": {"text": text}, "requestedAttributes": {"TOXICITY": {}}}).encode(),
                Content_Type="application/json")
        for text in itertools.islice(_short_texts(), 500)
    ]  # fmt: skip
    wanted = itertools.islice(itertools.cycle(asked), count)
    return _together(server, 8, lambda: next(wanted, None))


def _short_texts() -> Iterator[str]:
    """What a short comment is like: up to thirty words, 70 to 200 characters."""
    for text in _texts():
        yield text[:200]


def _together(site: Server, connections: int, ask: Callable[[], bytes | None]) -> Load:
    client = Crowd(site.port, Load())
    began, before = time.perf_counter(), cpu_seconds(site.pid)
    visitors = [client.visitor(ask, until=began + 300) for _each in range(connections)]

    async def all_of_them() -> None:
        await client.run(visitors)

    asyncio.run(all_of_them())
    client.load.seconds, client.load.cpu = time.perf_counter() - began, cpu_seconds(site.pid) - before
    return client.load


def _isso_request(text: str) -> bytes:
    body = json.dumps({"text": text, "author": "Kaja Lund"}).encode()
    return request("POST", "/new?uri=/w1/", body, Content_Type="application/json")


def _isso_post(connection: http.client.HTTPConnection, text: str) -> http.client.HTTPResponse:
    connection.request(
        "POST", "/new?uri=/post/", json.dumps({"text": text, "author": "Kaja"}), {"Content-Type": "application/json"}
    )
    return connection.getresponse()


def _bare_crowd(bench: Bench, site: Server) -> str:
    """What readers of constant bytes meet, alone: how much of a crowd's waiting is the machine's and the client's."""
    constant, load = servers.constant(site, f"{DAY}/crowd/", PORT + 3), Load()
    constant.start()
    try:
        client, until = Crowd(constant.port, load), time.perf_counter() + bench.much(60, 8)
        read = request("GET", "/")
        asyncio.run(client.run([client.visitor(lambda: read, until=until, pause=1.0, delay=n / 1000) for n in range(1000)]))
    finally:
        constant.stop()
    return f"constant bytes, readers alone: {load.ms(0.5):.1f}, {load.ms(0.99):.0f} ms"


async def _crowd(site: Server, folder: Path, seconds: float, *, pause: float) -> tuple[Load, Load, int, int]:
    """What readers and writers met, how many listened, and how many of the live streams broke."""
    reads, writes = Load(seconds=seconds), Load(seconds=seconds)
    thread = _thread(folder, "crowd")
    read, written = request("GET", f"{DAY}/crowd/"), posts(_api(thread), _texts())
    client = Crowd(site.port, Load())
    for first in (read, next(written)):  # a server that has just started takes half a second to draw its first page
        await client.visitor(iter([first, None]).__next__, until=time.perf_counter() + 60)
    client.load = reads
    kept = await listen(site.port, f"/threads/{thread}/live/", 200)
    hearing = [asyncio.create_task(_hear(reader)) for reader, _writer in kept]
    until = time.perf_counter() + seconds
    visitors = [client.visitor(lambda: read, until=until, pause=pause, delay=number / 1000) for number in range(1000)]
    visitors += [
        client.visitor(lambda: next(written), until=until, pause=pause, delay=number / 50, load=writes) for number in range(50)
    ]
    await client.run(visitors)
    for task in hearing:
        task.cancel()
    return reads, writes, len(kept), await leave(kept)


async def _hear(reader: asyncio.StreamReader) -> None:
    """Take in whatever a live stream says."""
    while await reader.read(65_536):
        pass

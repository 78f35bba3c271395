"""Tertulia and what it is measured against, each started on a port of its own and pinned to the server's core."""

import base64
import http.client
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
WORK = Path(__file__).parent / ".work"
SERVER_CORE, LOAD_CORE = 0, max(os.sched_getaffinity(0))
# What a browser sends, short of cookies.
BROWSER = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "en-GB,en;q=0.7",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
}

Answer = tuple[int, list[tuple[str, str]], bytes]  # status, headers, body


@dataclass
class Server:
    """A server under measurement; `ready` is the path that is asked until it answers 200."""

    name: str
    command: list[str]
    port: int
    ready: str = "/"
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    def start(self) -> float:
        """Start and wait for the first answer; returns the seconds that took."""
        WORK.mkdir(exist_ok=True)
        with socket.create_server(("127.0.0.1", self.port)):
            pass  # nobody else answers there
        log = (WORK / f"{self.name}.log").open("ab")
        began = time.perf_counter()
        self.process = subprocess.Popen(
            ["taskset", "-c", str(SERVER_CORE), *self.command],
            env=os.environ | self.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        while time.perf_counter() - began < 120:
            try:
                if self.ask(self.ready)[0] == 200:
                    return time.perf_counter() - began
            except OSError:
                pass
            if self.process.poll() is not None:
                break
            time.sleep(0.01)
        raise SystemExit(f"{self.name} did not start: see {log.name}")

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
            self.process = None

    def ask(self, path: str, *, method: str = "GET", body: str | None = None, headers: dict[str, str] | None = None) -> Answer:
        """One request on a connection of its own: status, headers, body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body, {"Host": f"localhost:{self.port}", **(headers or BROWSER)})
        answer = connection.getresponse()
        said = answer.status, answer.getheaders(), answer.read()
        connection.close()
        return said


def tertulia(folder: Path, port: int, *options: str, name: str = "tertulia") -> Server:
    """`tertulia run` on a data folder, its limits out of the way."""
    command = [sys.executable, "-m", "tertulia", "run", "--data", str(folder), "--port", str(port), *options]
    wide = {
        "TERTULIA_GUEST_POSTS": "100000000",
        "TERTULIA_THREAD_POSTS": "100000000",
        "TERTULIA_GUESTS": "open",
        "TERTULIA_PROOF_BITS": "0",
    }
    return Server(name, command, port, "/health", wide)


KEY = "bench-key"


def only_scoring(port: int) -> Server:
    """`tertulia run --only scoring`, without a data folder."""
    command = [sys.executable, "-m", "tertulia", "run", "--only", "scoring", "--port", str(port)]
    said = {"TERTULIA_SCORING_KEYS": f'["{KEY}"]', "TERTULIA_ANALYZE_QUOTA": "100000000"}
    return Server("scoring", command, port, "/health", said)


def constant(like: Server, path: str, port: int) -> Server:
    """A Granian application that returns the bytes and headers `like` has for `path`."""
    _status, headers, body = like.ask(path)
    kept = [header for header in headers if header[0] not in ("date", "server")]
    WORK.mkdir(exist_ok=True)
    answer = WORK / "constant.json"
    answer.write_text(json.dumps({"headers": kept, "body": base64.b64encode(body).decode()}))
    return Server("constant", [sys.executable, str(ROOT / "bench" / "constant.py"), str(port), str(answer)], port)


def nginx(like: Server, path: str, port: int) -> Server | None:
    """One worker of nginx with the same bytes as a file; None if it is not installed."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not program:
        return None
    folder = WORK / "nginx"
    (folder / "pages").mkdir(parents=True, exist_ok=True)
    (folder / "pages" / "index.html").write_bytes(like.ask(path)[2])
    settings = folder / "nginx.conf"
    settings.write_text(
        f"user root; daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;"
        "events { worker_connections 4096; }"
        "http { access_log off; sendfile on; keepalive_requests 1000000; default_type text/html;"
        f"server {{ listen 127.0.0.1:{port}; root {folder}/pages; }} }}"
    )
    return Server("nginx", [program, "-p", str(folder), "-c", str(settings), "-e", str(folder / "error.log")], port)


def isso(port: int) -> Server | None:
    """Isso from PyPI in an environment of its own; None, after one line, if it cannot be had."""
    home = WORK / "isso"
    if not (home / "bin" / "isso").exists():
        print("installing Isso into an environment of its own …", file=sys.stderr)
        for line in ([sys.executable, "-m", "venv", home], [home / "bin" / "pip", "install", "-q", "isso"]):
            if subprocess.run(line, check=False, capture_output=True).returncode:
                print("Isso cannot be had here: its rows are left out", file=sys.stderr)
                return None
    database = WORK / "isso.sqlite3"
    database.unlink(missing_ok=True)
    settings = WORK / "isso.cfg"
    settings.write_text(
        f"[general]\ndbpath = {database}\nhost = http://localhost:{port}/\n[server]\nlisten = http://127.0.0.1:{port}\n"
        "[guard]\nenabled = false\n"
    )
    return Server("isso", [str(home / "bin" / "isso"), "-c", str(settings), "run"], port, "/js/embed.min.js")


def fill_isso(server: Server, folder: Path, slug: str) -> str:
    """Post a thread of the corpus to Isso, through its own API; returns the address of the whole thread."""
    with sqlite3.connect(f"file:{folder / 'tertulia.sqlite3'}?mode=ro", uri=True) as corpus:
        rows = corpus.execute(
            "select r.id, r.parent_id, r.author_name, r.text from responses_response r "
            "join responses_thread t on t.id = r.thread_id where t.url = ? order by r.id",
            [f"/2026/11/20/{slug}/"],
        ).fetchall()
    ids: dict[int, int] = {}
    for id, parent, name, text in rows:
        body = json.dumps({"text": text, "author": name, "parent": ids.get(parent), "title": slug})
        said = server.ask(f"/new?uri=/{slug}/", method="POST", body=body, headers={"Content-Type": "application/json"})[2]
        ids[id] = json.loads(said)["id"]
    return f"/?uri=/{slug}/"


def corpus(name: str) -> Path:
    """The data folder of a corpus as it was made; made now if need be."""
    folder, made = WORK / f"corpus-{name}", _schema()
    if not (folder / "made").exists() or (folder / "made").read_text() != made:
        print(f"making the corpus “{name}” …", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "bench.corpus", name, str(folder)], cwd=ROOT, check=True)
        (folder / "made").write_text(made)
    return folder


def _schema() -> str:
    """The names of all migrations: a corpus of another schema would be migrated at each start, which takes time and memory."""
    return "\n".join(sorted(str(file.relative_to(ROOT)) for file in (ROOT / "src").glob("tertulia/*/migrations/0*.py")))


def copy_of(name: str, port: int) -> Path:
    """A copy of a corpus that may be written to."""
    folder = WORK / f"data-{port}"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(corpus(name), folder)
    return folder

"""A real site and a real browser."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from tests.early import WORK, WORKER
from tests.tools import need_program


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A journey that fails in CI is tried once more, and the summary says so: a browser on a busy machine may stall, a defect stays."""
    if os.environ.get("CI") != "true":
        return
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.flaky(reruns=1))


@dataclass
class Site:
    """A running `tertulia run` with a data folder of its own."""

    url: str
    folder: Path
    environment: dict[str, str]
    process: subprocess.Popen[str] | None = None
    port: int = 0
    options: list[str] = field(default_factory=list)

    def command(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `tertulia …` on this site's data."""
        line = [sys.executable, "-m", "tertulia", "--data", str(self.folder), *arguments]
        done = subprocess.run(line, env=self.environment, capture_output=True, text=True, check=False)
        if check and done.returncode:
            raise AssertionError(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done

    def python(self, code: str) -> str:
        """Run Python with Django set up on this site's data; returns what it printed."""
        return self.command("shell", "--no-imports", "-c", code).stdout.strip()

    def start(self, *options: str) -> "Site":
        """Start serving and wait until it answers."""
        self.options = list(options) or self.options
        return self._start("--data", str(self.folder), *self.options)

    def start_ailing(self) -> "Site":
        """Start serving with something broken, and wait until `/health` answers that it is."""
        return self._start("--data", str(self.folder), *self.options, status=503)

    def start_only_scoring(self) -> "Site":
        """Start the scoring server, without a data folder, and wait until it answers."""
        return self._start("--only", "scoring")

    def _start(self, *options: str, status: int = 200) -> "Site":
        log = (self.folder / "server.log").open("a")
        line = [sys.executable, "-m", "tertulia", "run", "--port", str(self.port), *options]
        self.process = subprocess.Popen(line, env=self.environment, stdout=log, stderr=log, text=True)
        for _attempt in range(600):
            if self.process.poll() is not None:
                break
            if self._health() == status:
                return self
            time.sleep(0.05)
        raise AssertionError(f"the site did not start:\n{(self.folder / 'server.log').read_text()}")

    def _health(self) -> int | None:
        """The status of `/health`; None where nobody answers."""
        try:
            return urllib.request.urlopen(f"{self.url}/health", timeout=5).status
        except HTTPError as error:
            return error.code
        except OSError:
            return None

    def stop(self) -> int:
        """Ask it to stop and wait; returns the exit status."""
        if self.process is None:
            return 0
        self.process.terminate()
        status = self.process.wait(30)
        self.process = None
        return status


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


_made: Counter[str] = Counter()  # sites of each name in this process


@contextmanager
def _sites() -> Iterator[Callable[..., Site]]:
    made: list[Site] = []

    def make(name: str, **settings: str) -> Site:
        again = _made[name]
        _made[name] += 1
        name = f"{name}-{again}" if again else name  # a site of that name may serve another module still
        folder = WORK / f"site-{WORKER}-{name}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("TERTULIA_", "DATABASE_URL"))}
        environment |= {"TERTULIA_GUESTS": "open", "TERTULIA_PROOF_BITS": "0"} | settings
        if server := os.environ.get("TERTULIA_TEST_POSTGRESQL"):
            from tests.postgresql import copy_template

            database = f"site_{WORKER}_{name}".replace("-", "_")
            copy_template(database)
            environment["DATABASE_URL"] = f"{server}/{database}"
        port = _free_port()
        site = Site(f"http://localhost:{port}", folder, environment, port=port)
        made.append(site)
        return site

    yield make
    for site in made:
        site.stop()


@pytest.fixture(scope="module")
def make_site() -> Iterator[Callable[..., Site]]:
    """Makes a site by name: `make_site("plain", TERTULIA_GUESTS="off")`. Not started yet; stopped after the module."""
    with _sites() as make:
        yield make


@pytest.fixture(scope="session")
def make_lasting_site() -> Iterator[Callable[..., Site]]:
    """Like `make_site`, for sites that many modules visit: stopped at the end of all."""
    with _sites() as make:
        yield make


@pytest.fixture(scope="session")
def demo_site(make_lasting_site: Callable[..., Site]) -> Site:
    """A running site with the demonstration in it. Tests that change it write into stories of their own or clean up."""
    site = make_lasting_site("demo")
    site.command("demo")
    return site.start()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The system's Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    program = need_program("chromium", "chromium-browser", "google-chrome", package="chromium")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    flags += ["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=program, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A fresh window without cookies, 1280 px wide; fails the test on an error in the console."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    window = context.new_page()
    errors: list[str] = []
    window.on("pageerror", lambda error: errors.append(str(error)))
    window.on("console", lambda said: errors.append(f"{said.text} {said.location['url']}") if said.type == "error" else None)
    window.console_errors = errors
    yield window
    context.close()

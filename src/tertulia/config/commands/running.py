"""`tertulia run`: prepare the folder, serve, run the worker, stop cleanly."""

import argparse
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import django

from tertulia.config.commands.serving import announce, refuse_taken_port, serve
from tertulia.config.misspelt import misspelt_settings
from tertulia.config.serving_lock import hold_folder
from tertulia.config.sparing import import_sparingly


def run(arguments: Sequence[str]) -> int:
    """Serve until SIGTERM or SIGINT; returns 0."""
    asked = _parse(arguments)
    address = "127.0.0.1" if asked.host == "localhost" else asked.host
    if asked.only == "scoring":
        from tertulia.config.commands.scoring import run_scoring

        return run_scoring(asked, address)
    refuse_taken_port(address, asked.port)
    from django.conf import settings

    from tertulia.config.preparing import prepare
    from tertulia.options import options

    for sentence in misspelt_settings():
        print(f"tertulia: {sentence}", file=sys.stderr, flush=True)
    gc.disable()  # two thousand modules are imported and nothing of them is garbage: looking for it takes a fifth of a second
    import_sparingly()
    settings.SITE_ADDRESS = (options.base_url or f"http://{asked.host}:{asked.port}").rstrip("/")
    django.setup()
    if prepare():
        _begin_again(arguments)  # what the migrations loaded, a third of the server's memory, goes
    serving = hold_folder()  # noqa: F841 - held to the end
    from django.db import connections

    from tertulia.config.asgi import make_application
    from tertulia.config.first_visit import AGAIN, SERVER

    _load_for_all()
    connections.close_all()
    gc.freeze()  # pages shared with the workers stay shared
    gc.enable()
    os.environ[SERVER] = str(os.getpid())
    worker = _Worker(f"http://{address}:{asked.port}", settings.SITE_ADDRESS)
    serve(
        make_application,
        address=address,
        port=asked.port,
        workers=asked.workers,
        starting=worker.start,
        stopping=worker.stop,
    )
    if (options.folder / AGAIN).exists():
        (options.folder / AGAIN).unlink()
        _begin_again(arguments)
    return 0


def _load_for_all() -> None:
    """Load here what each process would load by itself with its first request or event, so that its memory is shared."""
    from django.template import engines
    from django.urls import get_resolver

    import tertulia.config.ordered_imports
    import tertulia.delivery.pushing
    import tertulia.delivery.worker  # noqa: F401
    from tertulia.responses import gate

    get_resolver().url_patterns  # noqa: B018 - imports every view
    for name in ("front.html", "story.html", "thread.html"):
        engines["pages"].get_template(name)
    gate.warm_up()
    with suppress(Exception):  # whoever asks for a page that cannot be drawn is told, and the log
        _draw_for_all()


def _draw_for_all() -> None:
    """Draw the front page and the latest story, as the first readers will: what that leaves (patterns, sentences, modules of
    templates) is shared then, where each process would write its own over 10 MiB of what it shared until then."""
    from django.conf import settings
    from wagtail.models import Site

    from tertulia.stories.listing import latest_stories
    from tertulia.web.stored import draw

    host = urlsplit(settings.SITE_ADDRESS).netloc
    front = Site.objects.get(is_default_site=True).root_page
    for path in ("/", *(story.dated_address() for story in latest_stories(front, most=1).stories)):
        draw(host, path, "")


def _begin_again(arguments: Sequence[str]) -> None:
    os.execv(sys.executable, [sys.executable, "-m", "tertulia", "run", *arguments])  # noqa: S606 - ourselves


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tertulia run", description="Serve the site, with the worker beside it.")
    parser.add_argument("--host", default="localhost")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1, help="processes that answer requests")
    parser.add_argument("--only", choices=["scoring"], help="serve nothing but Perspective's endpoints")
    parser.add_argument("--keys", type=Path, metavar="FILE", help="with --only scoring: a file of keys, one a line")
    asked = parser.parse_args(arguments)
    if asked.workers < 1:
        parser.error("argument --workers: one is the least")
    return asked


class _Worker:
    """The event worker as a process of its own, started again should it die."""

    def __init__(self, local_url: str, shown_url: str):
        self._local_url, self._shown_url = local_url, shown_url
        self._stopping = threading.Event()
        self._process: multiprocessing.process.BaseProcess | None = None

    def start(self) -> None:
        self._fork(announce=True)
        threading.Thread(target=self._watch, daemon=True, name="watch-worker").start()

    def stop(self) -> None:
        self._stopping.set()
        if self._process and self._process.is_alive():
            self._process.terminate()
            self._process.join(10)

    def _fork(self, *, announce: bool) -> None:
        where = (self._local_url, self._shown_url) if announce else None
        self._process = multiprocessing.get_context("fork").Process(target=_work, args=(os.getpid(), where), name="worker")
        self._process.start()

    def _watch(self) -> None:
        while not self._stopping.is_set():
            if self._process:
                self._process.join()
            if not self._stopping.wait(1):
                self._fork(announce=False)


def _work(parent: int, where: tuple[str, str] | None) -> None:
    """The worker's process: ends on SIGTERM, and when its parent is gone. Where there is one core, readers come first."""
    from tertulia.config.ordered_imports import carry_out
    from tertulia.delivery.pushing import push
    from tertulia.delivery.worker import work

    os.nice(10)
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_ignored: stopping.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _write_for_others()
    if where:
        threading.Thread(target=announce, args=(*where, lambda: _how_to_begin(where[1])), daemon=True).start()
    is_over = lambda: stopping.is_set() or os.getppid() != parent  # noqa: E731
    threading.Thread(target=carry_out, args=(is_over,), name="imports").start()
    threading.Thread(target=push, args=(is_over,), name="push").start()
    work(is_over)


def _how_to_begin(shown_url: str) -> list[str]:
    """The demonstration's sign-ins, or the address at which a new site is set up."""
    from tertulia.config.commands.demonstrating import sign_ins
    from tertulia.config.newsroom import is_new, make_setup_key

    if not is_new():
        return sign_ins()
    return [f"A new site. Set it up at {shown_url.rstrip('/')}/setup/?key={make_setup_key()}"]


def _write_for_others() -> None:
    """SQLite need not flush what the worker writes: should the power fail, events are handled again, as they may be anyway.

    And the worker brings home what is gathered in the write-ahead log, which every write gives it occasion to: beside an import a
    post that did so waited for seconds.
    """
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"]["init_command"] += "pragma synchronous=normal; pragma wal_autocheckpoint=1000;"

"""`tertulia run`: prepare the folder, serve, run the worker, stop cleanly."""

import argparse
import gc
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
import urllib.request
from collections.abc import Sequence

import django

from tertulia.errors import CannotStart

BACKLOG = 8192  # connections: Granian counts idle ones too


def run(arguments: Sequence[str]) -> int:
    """Serve until SIGTERM or SIGINT; returns 0."""
    asked = _parse(arguments)
    address = "127.0.0.1" if asked.host == "localhost" else asked.host
    _refuse_taken_port(address, asked.port)
    from tertulia.config.preparing import prepare
    from tertulia.options import options

    django.setup()
    prepare()
    from django.db import connections

    from tertulia.config.asgi import make_application

    connections.close_all()
    gc.collect()
    gc.freeze()  # pages shared with the workers stay shared
    worker = _Worker(f"http://{address}:{asked.port}", options.base_url or f"http://{asked.host}:{asked.port}")
    _serve(make_application, address=address, port=asked.port, workers=asked.workers, worker=worker)
    return 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tertulia run", description="Serve the site, with the worker beside it.")
    parser.add_argument("--host", default="localhost")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1, help="processes that answer requests")
    return parser.parse_args(arguments)


def _refuse_taken_port(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise CannotStart(f"port {port} on {address} cannot be used: {error.strerror}") from error


def _serve(make_application: object, *, address: str, port: int, workers: int, worker: "_Worker") -> None:
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.http import HTTP1Settings
    from granian.server import Server

    server = Server(
        "tertulia",
        address=address,
        port=port,
        interface=Interfaces.ASGI,
        loop=Loops.asyncio,
        workers=workers,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(max_buffer_size=32_768, header_read_timeout=10_000, pipeline_flush=False),
        websockets=False,
        backlog=BACKLOG,
        backpressure=BACKLOG,
        log_enabled=False,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
    )
    server.on_startup(worker.start)
    server.on_shutdown(worker.stop)
    server.serve(target_loader=lambda *_ignored: make_application())  # type: ignore[operator]


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


def _work(parent: int, announce: tuple[str, str] | None) -> None:
    """The worker's process: ends on SIGTERM, and when its parent is gone."""
    from tertulia.delivery.worker import work

    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_ignored: stopping.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if announce:
        threading.Thread(target=_announce, args=announce, daemon=True).start()
    work(lambda: stopping.is_set() or os.getppid() != parent)


def _announce(local_url: str, shown_url: str) -> None:
    """Say that the site is ready once it answers."""
    from tertulia.config.commands.demonstrating import sign_ins

    for _attempt in range(600):
        try:
            with urllib.request.urlopen(f"{local_url}/health", timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    break
        except OSError:
            time.sleep(0.05)
    for line in sign_ins():
        print(line)
    print(f"Tertulia is ready at {shown_url.rstrip('/')}/", flush=True)
    sys.stdout.flush()

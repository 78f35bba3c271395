"""What every serving command needs: a free port, the server, the line that says it is ready."""

import resource
import socket
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tertulia.errors import CannotStart

BACKLOG = 8192  # connections: Granian counts idle ones too


def refuse_taken_port(address: str, port: int) -> None:
    """Raise CannotStart where another process listens; the server itself would share the port."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except (OSError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) else "ports end at 65535"
            raise CannotStart(f"port {port} on {address} cannot be used: {reason}") from error


def serve(
    make_application: Callable[[], Any],
    *,
    address: str,
    port: int,
    workers: int,
    starting: Callable[[], None],
    stopping: Callable[[], None],
) -> None:
    """Run Granian until SIGTERM or SIGINT. `make_application` is called in each worker, after the fork."""
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.http import HTTP1Settings
    from granian.server import Server

    _take_room()
    server = Server(
        "tertulia",
        address=address,
        port=port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
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
    server.on_startup(starting)
    server.on_shutdown(stopping)
    server.serve(target_loader=lambda *_ignored: make_application())


def _take_room() -> None:
    """Take all the open files the machine grants: each connection is one, and a shell's usual 1,024 are less than one crowd."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def announce(local_url: str, shown_url: str, before: Callable[[], list[str]] = list) -> None:
    """Say that the site is ready once it answers, after the lines that `before` gives."""
    for _attempt in range(600):
        try:
            with urllib.request.urlopen(f"{local_url}/health", timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    break
        except OSError:
            time.sleep(0.05)
    for line in before():
        print(line)
    print(f"Tertulia is ready at {shown_url.rstrip('/')}/", flush=True)
    sys.stdout.flush()

"""`tertulia run --only scoring`: Perspective's endpoints alone, in plain ASGI; a data folder only if it shall learn."""

import argparse
import gc
import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path

import django

from tertulia.config.commands.serving import announce, refuse_taken_port, serve
from tertulia.config.screening import choose_model
from tertulia.delivery.scoring import Learn, Scoring
from tertulia.errors import CannotStart
from tertulia.options import options


def run_scoring(asked: argparse.Namespace, address: str) -> int:
    """Serve until SIGTERM or SIGINT; returns 0. Raises CannotStart where there is no key to be let in with."""
    refuse_taken_port(address, asked.port)
    choose_model()
    keys = {*options.scoring_keys, *_keys_in(asked.keys)}
    learn = _learning() if os.environ.get("TERTULIA_DATA") else None
    if not keys and learn is None:
        raise CannotStart("no key to be let in with: set TERTULIA_SCORING_KEYS, or give --keys FILE, or --data DIR with tokens")
    application = Scoring(keys, quota=options.analyze_quota, learn=learn)
    gc.collect()
    gc.freeze()
    local, shown = f"http://{address}:{asked.port}", f"http://{asked.host}:{asked.port}"
    ready = multiprocessing.get_context("fork").Process(target=_announce, args=(local, shown), daemon=True)
    serve(
        lambda: application, address=address, port=asked.port, workers=asked.workers, starting=ready.start, stopping=lambda: None
    )
    return 0


def _announce(local: str, shown: str) -> None:
    """Say that the server is ready, and end with it, even where it is stopped before it was."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    announce(local, shown)


def _keys_in(file: Path | None) -> list[str]:
    """One key a line; empty lines and lines that begin with # do not count."""
    if file is None:
        return []
    try:
        lines = [line.strip() for line in file.read_text().splitlines()]
    except OSError as error:
        raise CannotStart(f"the keys in {file} cannot be read: {error.strerror}") from error
    return [line for line in lines if line and not line.startswith("#")]


def _learning() -> Learn:
    """What a data folder adds: tokens as keys, and learning from suggested scores."""
    django.setup()
    from django.db import connections

    from tertulia.config.preparing import prepare
    from tertulia.house.policies import learned_weights
    from tertulia.house.suggestions import learn_from
    from tertulia.readers.tokens import reader_of_token

    prepare()
    connections.close_all()
    knows: Callable[[str], bool] = lambda key: reader_of_token(key) is not None  # noqa: E731
    return Learn(knows=knows, weights=learned_weights, learn=learn_from)

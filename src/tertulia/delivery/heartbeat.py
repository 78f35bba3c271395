"""Whether the worker lives: it writes the time to a file in the data folder, `/health` reads it."""

import time
from pathlib import Path

from tertulia.options import options

STALE = 15.0  # seconds


def _file() -> Path:
    return options.folder / "worker.alive"


def beat() -> None:
    """The worker is at work now."""
    _file().touch()


def alive() -> bool:
    """Whether the worker showed itself in the last fifteen seconds."""
    try:
        return time.time() - _file().stat().st_mtime < STALE
    except OSError:
        return False

"""Who has the data folder: a server while it runs, or one command that changes everything under it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from tertulia.errors import CannotStart
from tertulia.options import options


def hold_folder() -> TextIO:
    """Keep the folder until the process ends; several servers may. The caller keeps the answer."""
    serving = (options.folder / "serving.lock").open("w")
    fcntl.flock(serving, fcntl.LOCK_SH)
    return serving


@contextmanager
def nobody_serves() -> Iterator[None]:
    """Raise CannotStart while a server has the folder: it would go on with the files and the schema it has."""
    lock_file = options.folder / "serving.lock"
    if not lock_file.exists():
        yield
        return
    with lock_file.open("r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(f"a server is running on {options.folder}: stop it first") from None
        yield

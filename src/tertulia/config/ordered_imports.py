"""Carrying out imports that were ordered in the browser, each in a process of its own beside the worker."""

import logging
import subprocess
import sys
import time
from collections.abc import Callable

from django.db import close_old_connections
from django.utils import timezone

from tertulia.options import options
from tertulia.transfer.ordering import forget_uploads, line_of, refuse_run, take_next

PAUSE = 1.0  # seconds between looks
log = logging.getLogger(__name__)


def carry_out(stopping: Callable[[], bool]) -> None:
    """Carry orders out, one after another, until `stopping()`, and tidy up once a day; never raises."""
    tidied = None
    while not stopping():
        try:
            if tidied != (today := timezone.now().date()):
                forget_uploads(now=timezone.now())
                tidied = today
            is_done = carry_out_next(stopping)
        except Exception:
            log.exception("an import could not be begun")
            is_done = False
        close_old_connections()
        if not is_done:
            time.sleep(PAUSE)


def carry_out_next(stopping: Callable[[], bool] = lambda: False) -> bool:
    """Carry the next order out, if there is one."""
    run = take_next()
    if run is None:
        return False
    line = [sys.executable, "-m", "tertulia", "--data", str(options.folder), "import", *line_of(run)]
    process = subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)  # noqa: S603
    while process.poll() is None:
        if stopping():
            process.terminate()  # the next server takes it up again
            process.wait(20)
            return True
        time.sleep(0.2)
    said = (process.stderr.read() if process.stderr else "").strip().splitlines()
    if said and "another import is running" in said[-1]:
        return False  # it is tried again, when that one has ended
    refuse_run(
        run.pk, said[-1].removeprefix("tertulia: ") if said else f"it ended with {process.returncode}"
    )  # unless it ended well
    return True

"""Which of a database's errors say that nothing can be stored now, whatever was to be stored: those are no fault of the code."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError

from tertulia.errors import CannotStore

log = logging.getLogger(__name__)

# Primary codes (sqlite.org/rescode.html): no room, another writer, a failing disk, a file that cannot be written or opened.
_SQLITE = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
    }
)
_POSTGRESQL = ("08", "53", "57")  # classes of SQLSTATE: connection lost, no resources, shut down
RETRY_AFTER = 10  # seconds


@contextmanager
def refusing_when_unable() -> Iterator[None]:
    """Raises CannotStore for such an error, after a line in the log; others pass."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        if refusal := refusal_of(error):
            raise refusal from error
        raise


def refusal_of(error: Exception) -> CannotStore | None:
    """The refusal for such an error, after a line in the log; None for every other error."""
    reason = _reason(error) if isinstance(error, OperationalError | InterfaceError) else ""
    if not reason:
        return None
    log.error("nothing can be stored", extra={"reason": reason})
    return CannotStore(retry_after=RETRY_AFTER)


def _reason(error: OperationalError | InterfaceError) -> str:
    """The database's own name of the error; "" where the question was at fault."""
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", None)  # the driver's own complaints have none
        return cause.sqlite_errorname if code is not None and code & 0xFF in _SQLITE else ""
    state = getattr(cause, "sqlstate", "")
    if state is None:
        return "connection lost"
    return state if state.startswith(_POSTGRESQL) else ""

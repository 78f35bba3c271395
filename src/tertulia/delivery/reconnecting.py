"""Reading goes on when PostgreSQL was restarted or another server took over: threads that draw keep their connections."""

from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError, connection


def read_again(function: Callable[..., Any], *arguments: Any) -> Any:
    """What `function`, which only reads, gives; asked once more over a new connection where the old one turns out to be lost."""
    try:
        return function(*arguments)
    except (OperationalError, InterfaceError):
        connection.close_if_unusable_or_obsolete()
        if connection.connection is not None:  # the connection is well: the question was at fault
            raise
    return function(*arguments)

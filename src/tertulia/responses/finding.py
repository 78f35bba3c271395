"""Finding one response to do something to it."""

from typing import Any

from django.db.models import QuerySet

from tertulia.errors import NotFound
from tertulia.responses.models import Response, Thread


def find_response(response: int) -> Response:
    """The response with this primary key, locked for the transaction where the database can; raises NotFound.

    Its thread is locked before it. Every write takes the two in this order, so that none waits for the other in a circle.
    """
    lock_thread(Response.objects.filter(pk=response).values("thread"))
    found = Response.objects.select_for_update(no_key=True).filter(pk=response).first()
    if found is None:
        raise NotFound
    return found


def lock_thread(threads: QuerySet[Any] | list[int]) -> str | None:
    """Lock a thread for the transaction where the database can; its state, or None if it is not there."""
    return Thread.objects.select_for_update(no_key=True).filter(pk__in=threads).values_list("state", flat=True).first()

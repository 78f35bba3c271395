"""Which responses are listed, and the counts that follow: kept by the writes, never counted at reading.

A response is listed while it is visible, or while something listed hangs below it (then as a marker).
"""

from django.db.models import F

from tertulia.responses.models import Response, State, Thread
from tertulia.responses.orders import settle_branch


def count_visible(thread: int, change: int) -> None:
    """Move the thread's number of visible responses by `change`."""
    Thread.objects.filter(pk=thread).update(visible=F("visible") + change)


def list_response(response: Response) -> None:
    """`response` became visible: list it, and every ancestor that was not listed."""
    climbing: Response | None = response
    newly = 0
    while climbing is not None and not climbing.listed:
        Response.objects.filter(pk=climbing.pk).update(listed=True)
        climbing.listed = True
        newly += climbing.root_id is not None
        climbing = climbing.parent
    _count_replies(response, newly)
    _settle(response)


def unlist_response(response: Response) -> None:
    """`response` is no longer visible: unlist it unless something below is listed, then look at its parent likewise."""
    climbing: Response | None = response
    gone = 0
    while climbing is not None and climbing.listed and climbing.state != State.VISIBLE:
        if climbing.children.filter(listed=True).exists():
            break
        Response.objects.filter(pk=climbing.pk).update(listed=False)
        climbing.listed = False
        gone += climbing.root_id is not None
        climbing = climbing.parent
    _count_replies(response, -gone)
    _settle(response)


def _settle(response: Response) -> None:
    if response.root_id is not None:
        settle_branch(response.root_id)


def _count_replies(response: Response, change: int) -> None:
    if change:
        Response.objects.filter(pk=response.root_id).update(replies=F("replies") + change)

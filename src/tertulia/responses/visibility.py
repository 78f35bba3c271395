"""Showing and hiding one response, with every count that follows. Who decides so, and why, is for `moderation/deciding.py`."""

from tertulia.errors import StateConflict
from tertulia.responses.listing import count_visible, list_response, unlist_response
from tertulia.responses.models import Response, State


def show_response(response: Response, *, before: tuple[str, ...]) -> None:
    """Make a response visible and keep the counts right; inside the caller's transaction. Raises StateConflict."""
    move_state(response, before=before, after=State.VISIBLE)
    list_response(response)
    count_visible(response.thread_id, +1)


def hide_response(response: Response, *, before: tuple[str, ...], after: str) -> None:
    """Move a response to a state that is not visible and keep the counts right; inside the caller's transaction."""
    was = move_state(response, before=before, after=after)
    unlist_response(response)
    if was == State.VISIBLE:
        count_visible(response.thread_id, -1)


def move_state(response: Response, *, before: tuple[str, ...], after: str) -> str:
    """Change the state in one conditional statement and return the former one; raises StateConflict if another was faster."""
    was = response.state
    if was not in before or not Response.objects.filter(pk=response.pk, state=was).update(state=after):
        raise StateConflict
    response.state = after
    return was

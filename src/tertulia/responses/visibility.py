"""What moderators do to one response (given by its primary key): release, hold, remove, restore."""

from tertulia.errors import StateConflict
from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.readers.models import Reader
from tertulia.readers.roles import Verb
from tertulia.responses.finding import find_response
from tertulia.responses.jurisdiction import require_in_thread
from tertulia.responses.listing import count_visible, list_response, unlist_response
from tertulia.responses.models import Response, State


def release_response(*, response: int, moderator: Reader) -> None:
    """Let a held response through; raises NotAllowed, or StateConflict if it is not held any more."""
    _show(response, moderator, before=(State.HELD, State.SPAM), kind=Kind.RESPONSE_RELEASED)


def restore_response(*, response: int, moderator: Reader) -> None:
    """Show a removed response again; raises NotAllowed, or StateConflict if it is not removed."""
    _show(response, moderator, before=(State.REMOVED,), kind=Kind.RESPONSE_RESTORED)


def hold_response(*, response: int, moderator: Reader) -> None:
    """Keep a visible response back for a person to look at; raises NotAllowed or StateConflict."""
    _hide(response, moderator, before=(State.VISIBLE,), after=State.HELD, kind=Kind.RESPONSE_HELD)


def remove_response(*, response: int, moderator: Reader) -> None:
    """Take a response away; raises NotAllowed or StateConflict."""
    _hide(response, moderator, before=(State.VISIBLE, State.HELD, State.SPAM), after=State.REMOVED, kind=Kind.RESPONSE_REMOVED)


@writing()
def _show(response: int, moderator: Reader, *, before: tuple[str, ...], kind: Kind) -> None:
    shown = find_response(response)
    require_in_thread(moderator, Verb.DECIDE, thread=shown.thread_id)
    move_state(shown, before=before, after=State.VISIBLE)
    list_response(shown)
    count_visible(shown.thread_id, +1)
    record(kind, thread=shown.thread_id, response=shown.pk, reader=moderator.pk)


@writing()
def _hide(response: int, moderator: Reader, *, before: tuple[str, ...], after: str, kind: Kind) -> None:
    hidden = find_response(response)
    require_in_thread(moderator, Verb.DECIDE, thread=hidden.thread_id)
    hide_response(hidden, before=before, after=after)
    record(kind, thread=hidden.thread_id, response=hidden.pk, reader=moderator.pk)


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

"""Which decision takes which right: one question before every write of this room."""

from tertulia.moderation.actions import Action
from tertulia.readers.models import Reader
from tertulia.readers.roles import Verb
from tertulia.responses.jurisdiction import allows_in_thread, require_in_thread

VERBS = {
    Action.ERASE: Verb.ERASE,
    Action.SUSPEND: Verb.SUSPEND,
    Action.ALWAYS_HOLD: Verb.SUSPEND,
    Action.HOLD_NETWORK: Verb.SET_SHIELD,
    Action.SHUT_NETWORK: Verb.SUSPEND,
    Action.CLOSE_THREAD: Verb.SET_THREAD,
    Action.SLOW_THREAD: Verb.SET_SHIELD,
    Action.COOL_DOWN: Verb.SET_SHIELD,
}


def verb_for(action: Action) -> Verb:
    """The right that an action takes: to decide, if it is nothing more."""
    return VERBS.get(action, Verb.DECIDE)


def require_action(moderator: Reader | None, action: Action, *, thread: int) -> None:
    """Return, or raise SignInNeeded or NotAllowed."""
    require_in_thread(moderator, verb_for(action), thread=thread)


def allows_action(moderator: Reader | None, action: Action, *, thread: int) -> bool:
    """Whether `require_action` would return."""
    return allows_in_thread(moderator, verb_for(action), thread=thread)

"""The gate: what happens to a response by itself, before any person has looked. It may hold; it never removes."""

from dataclasses import dataclass

from tertulia.responses.models import State, ThreadState


@dataclass(frozen=True, slots=True)
class Assessed:
    """The state a response starts in and, when it is held, a stable code for why."""

    state: str
    reason: str = ""


def assess(*, thread_state: str) -> Assessed:
    """Decide how a response about to be stored starts out."""
    if thread_state == ThreadState.HELD:
        return Assessed(State.HELD, "thread-held")
    return Assessed(State.VISIBLE)

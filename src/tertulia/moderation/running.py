"""The sanctions that hold now: seen by moderators, and ended before their time by whoever may impose them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tertulia.errors import NotFound, StateConflict
from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.moderation.actions import Action
from tertulia.moderation.allowing import allows_action, require_action
from tertulia.moderation.deciding import name_of
from tertulia.moderation.models import Decision
from tertulia.moderation.sanctions import end_sanction
from tertulia.readers.models import Reader, Suspension
from tertulia.readers.roles import Verb
from tertulia.responses.jurisdiction import threads_under

MOST = 200


@dataclass(frozen=True, slots=True)
class Running:
    """One sanction that holds. `name` is "" for a network: nobody can say whose it is. `until` is None where it has no end."""

    decision: int
    action: str
    name: str
    reader: int | None
    response: int | None
    by: str
    at: datetime
    until: datetime | None
    may_end: bool


def load_running(moderator: Reader | None, *, now: datetime) -> list[Running]:
    """Every sanction that holds and was decided in a thread where `moderator` sees the queue, the latest first.

    Raises SignInNeeded or NotAllowed.
    """
    held = Suspension.objects.filter(Q(until=None) | Q(until__gt=now), lifted_at=None).exclude(decision=None)
    held_by = {each.decision: each for each in held.select_related("reader", "guest").order_by("-id")[:MOST]}
    decisions = Decision.objects.filter(pk__in=held_by, thread__in=threads_under(moderator, Verb.SEE_QUEUE)).order_by("-id")
    return [_running(made, held_by[made.pk], moderator) for made in decisions]


def _running(made: Decision, held: Suspension, moderator: Reader | None) -> Running:
    whose = held.reader or held.guest
    return Running(
        decision=made.pk,
        action=made.action,
        name=whose.name if whose else "",
        reader=held.reader_id,
        response=made.response,
        by=name_of(made.moderator),
        at=made.at,
        until=held.until,
        may_end=allows_action(moderator, Action(made.action), thread=made.thread),
    )


@writing()
def lift_sanction(*, decision: int, moderator: Reader | None, now: datetime) -> None:
    """End what a decision (primary key) imposed; raises SignInNeeded, NotAllowed, NotFound, StateConflict where it is over."""
    found = Decision.objects.filter(pk=decision).first()
    if found is None or not Suspension.objects.filter(decision=decision).exists():
        raise NotFound
    require_action(moderator, Action(found.action), thread=found.thread)
    assert moderator is not None
    if Decision.objects.filter(undoes=found).exists():
        raise StateConflict
    end_sanction(found, moderator=moderator.pk, now=now)
    record(Kind.READER_SUSPENDED, reader=found.author, decision=found.pk)

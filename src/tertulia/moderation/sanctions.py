"""What may go with a decision: a warning, a suspension, holding everything, closing or slowing the thread, a cool-down."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tertulia.errors import NoAccount, NoNetwork
from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.moderation.actions import Action
from tertulia.moderation.models import Decision
from tertulia.readers import standing
from tertulia.readers.addresses import end_of_salt
from tertulia.readers.models import SuspensionKind
from tertulia.responses.kinds import ShieldKind
from tertulia.responses.models import CoolDown, Response, Shield, Thread, ThreadState
from tertulia.responses.networks import network_of_response
from tertulia.responses.threads import set_thread_state

SLOW_MINUTES = 5
SLOW_FOR = timedelta(hours=6)
COOL_FOR = timedelta(hours=24)
NETWORK_KINDS = {Action.HOLD_NETWORK: SuspensionKind.UNSEEN, Action.SHUT_NETWORK: SuspensionKind.POST}


@dataclass(frozen=True, slots=True)
class Extra:
    """One more thing to do: until when, for slow mode the minutes between two responses, and words of its own to the author."""

    action: Action
    until: datetime | None = None
    minutes: int = SLOW_MINUTES
    text: str = ""


def impose(extra: Extra, base: Decision, *, response: Response, now: datetime) -> list[Decision]:
    """Do it and write it down as decisions of its own beside `base`, in the caller's transaction.

    Raises NoAccount, or NoNetwork where it cannot be known (any more) which network the response came from.
    """
    if extra.action is Action.WARN and base.author is None:
        raise NoAccount
    if extra.action in (Action.SUSPEND, Action.ALWAYS_HOLD) and base.author is None and response.guest_id is None:
        raise NoAccount
    until = _end_of(extra, response, now)
    decision = Decision(
        case=base.case,
        response=base.response,
        thread=base.thread,
        site=base.site,
        author=base.author,
        moderator=base.moderator,
        action=extra.action.value,
        before=_state_of_thread(base.thread) if extra.action is Action.CLOSE_THREAD else "",
        reason=base.reason,
        ground=base.ground,
        rule_version=base.rule_version,
        source=base.source,
        automated_detection=base.automated_detection,
        until=until,
        text=extra.text or base.text,
        at=now,
    )
    decision.save()
    _DO[extra.action](extra, decision, response, until, now)
    return [decision, *_to_the_other(decision, response)]


def _to_the_other(decision: Decision, response: Response) -> list[Decision]:
    """A pause meets two readers: a decision for whoever is answered, so that both are told why. The letter is for the first."""
    if decision.action != Action.COOL_DOWN or response.parent is None:
        return []
    given = {"case": decision.case, "response": decision.response, "moderator": decision.moderator, "ground": decision.ground}
    pair = Pause(thread=decision.thread, site=decision.site, until=decision.until, at=decision.at)
    return [write_pause(pair, response.parent.author_id, rule_version=decision.rule_version, source=decision.source, **given)]


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause between two readers in a thread, as it is written down for each of them."""

    thread: int
    site: int
    until: datetime | None
    at: datetime


def write_pause(pause: Pause, reader: int | None, **given: Any) -> Decision:
    """The row that says that a reader (primary key) has a pause from another; `given`: who decided, why, about what."""
    return Decision.objects.create(
        thread=pause.thread,
        site=pause.site,
        until=pause.until,
        at=pause.at,
        author=reader,
        action=Action.COOL_DOWN.value,
        **given,
    )


def _end_of(extra: Extra, response: Response, now: datetime) -> datetime | None:
    if extra.action in NETWORK_KINDS:
        _name, day = _network_of(response, now)
        return min(extra.until or end_of_salt(day), end_of_salt(day))
    return extra.until or _usual_end(extra.action, now)


def _network_of(response: Response, now: datetime) -> tuple[str, date]:
    found = network_of_response(response.pk, now=now)
    if found is None:
        raise NoNetwork
    return found


def _usual_end(action: Action, now: datetime) -> datetime | None:
    usual = {Action.SLOW_THREAD: SLOW_FOR, Action.COOL_DOWN: COOL_FOR, Action.SUSPEND: timedelta(days=7)}.get(action)
    return now + usual if usual else None


def _state_of_thread(thread: int) -> str:
    return Thread.objects.values_list("state", flat=True).get(pk=thread)


def _warn(extra: Extra, decision: Decision, response: Response, until: datetime | None, now: datetime) -> None:
    assert decision.author is not None
    standing.warn(reader=decision.author, decision=decision.pk, now=now)
    record(
        Kind.READER_WARNED, response=decision.response, reader=decision.author, decision=decision.pk, due_in=timedelta(seconds=15)
    )


def _suspend(extra: Extra, decision: Decision, response: Response, until: datetime | None, now: datetime) -> None:
    kind = SuspensionKind.POST if extra.action is Action.SUSPEND else SuspensionKind.UNSEEN
    whom = {"reader": decision.author, "guest": response.guest_id, "site": decision.site}
    standing.suspend(**whom, kind=kind, until=until, now=now, decision=decision.pk)
    record(Kind.READER_SUSPENDED, reader=decision.author, decision=decision.pk)


def _suspend_network(extra: Extra, decision: Decision, response: Response, until: datetime | None, now: datetime) -> None:
    name, day = _network_of(response, now)
    where = {"pseudonym": name, "day": day, "site": decision.site}
    standing.suspend_network(**where, kind=NETWORK_KINDS[extra.action], until=until, now=now, decision=decision.pk)
    record(Kind.READER_SUSPENDED, decision=decision.pk)


def _close(extra: Extra, decision: Decision, response: Response, until: datetime | None, now: datetime) -> None:
    set_thread_state(thread=Thread.objects.get(pk=decision.thread), state=ThreadState.CLOSED)


def _slow(extra: Extra, decision: Decision, response: Response, until: datetime | None, now: datetime) -> None:
    kept = {"minutes": extra.minutes, "until": until, "set_at": now, "set_by": decision.moderator}
    Shield.objects.update_or_create(site=decision.site, thread_id=decision.thread, kind=ShieldKind.SLOW.value, defaults=kept)
    record(Kind.SHIELD_SET, thread=decision.thread)


def _cool(extra: Extra, decision: Decision, response: Response, until: datetime | None, now: datetime) -> None:
    """The author of the response, and whoever it answers."""
    parent = response.parent
    if response.author_id is None or parent is None or parent.author_id is None or parent.author_id == response.author_id:
        raise NoAccount
    one, other = sorted((response.author_id, parent.author_id))
    CoolDown.objects.update_or_create(thread_id=decision.thread, one_id=one, other_id=other, defaults={"until": until})


_DO = {
    Action.WARN: _warn,
    Action.SUSPEND: _suspend,
    Action.ALWAYS_HOLD: _suspend,
    Action.HOLD_NETWORK: _suspend_network,
    Action.SHUT_NETWORK: _suspend_network,
    Action.CLOSE_THREAD: _close,
    Action.SLOW_THREAD: _slow,
    Action.COOL_DOWN: _cool,
}


def take_back(decision: Decision, *, now: datetime) -> None:
    """Undo what `impose` did, in the caller's transaction."""
    action = Action(decision.action)
    standing.lift(decision=decision.pk, now=now)
    if action is Action.CLOSE_THREAD and decision.before:
        set_thread_state(thread=Thread.objects.get(pk=decision.thread), state=ThreadState(decision.before))
    if action is Action.SLOW_THREAD:
        Shield.objects.filter(thread=decision.thread, kind=ShieldKind.SLOW.value, set_at=decision.at).delete()
        record(Kind.SHIELD_SET, thread=decision.thread)
    if action is Action.COOL_DOWN:
        CoolDown.objects.filter(thread=decision.thread, until=decision.until).delete()


def end_sanction(decision: Decision, *, moderator: int, now: datetime) -> Decision:
    """End what a decision imposed before its time, and write that down, in the caller's transaction; returns the row."""
    take_back(decision, now=now)
    return Decision.objects.create(
        response=decision.response,
        thread=decision.thread,
        site=decision.site,
        author=decision.author,
        moderator=moderator,
        action=Action.UNDO.value,
        undoes=decision,
        at=now,
    )

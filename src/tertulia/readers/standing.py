"""Who is suspended, whose responses are always held, who has a warning to read: sanctions that people set, with an end."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from tertulia.errors import Suspended, WarningUnread
from tertulia.readers.addresses import end_of_salt
from tertulia.readers.models import Reader, Suspension, SuspensionKind, Warned


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for somebody now. `suspended_until` is None where they are not suspended, or without an end."""

    is_suspended: bool = False
    suspended_until: datetime | None = None
    is_always_held: bool = False
    has_unread_warning: bool = False

    def must_be_free(self) -> None:
        """Return, or raise Suspended or WarningUnread."""
        if self.is_suspended:
            raise Suspended
        if self.has_unread_warning:
            raise WarningUnread


def standing_of(reader: Reader | int | None, *, now: datetime, pseudonyms: tuple[str, ...] = ()) -> Standing:
    """The standing of a reader (or their primary key), or of the networks with these pseudonyms where there is no reader."""
    if reader is None and not any(pseudonyms):
        return Standing()
    whose = Q(reader=reader) if reader is not None else Q(reader=None, pseudonym__in=[each for each in pseudonyms if each])
    in_force = Suspension.objects.filter(whose, Q(until=None) | Q(until__gt=now), lifted_at=None)
    found = list(in_force.values_list("kind", "until"))
    ends = [until for kind, until in found if kind == SuspensionKind.POST]
    return Standing(
        is_suspended=bool(ends),
        suspended_until=None if None in ends else max((end for end in ends if end), default=None),
        is_always_held=any(kind == SuspensionKind.UNSEEN for kind, _until in found),
        has_unread_warning=reader is not None and unread_warnings(reader).exists(),
    )


def unread_warnings(reader: Reader | int) -> QuerySet[Warned]:
    """The warnings a reader has not confirmed yet."""
    return Warned.objects.filter(reader=reader, read_at=None, withdrawn_at=None)


def suspend(
    *,
    reader: int | None,
    kind: SuspensionKind,
    until: datetime | None,
    now: datetime,
    decision: int | None = None,
    guest: int | None = None,
    site: int | None = None,
) -> Suspension:
    """Set a sanction on a reader or a guest, on one site or everywhere, inside the caller's transaction."""
    return Suspension.objects.create(
        reader_id=reader,
        guest_id=None if reader else guest,
        site=site,
        kind=kind.value,
        since=now,
        until=until,
        decision=decision,
    )


def suspend_network(
    *, pseudonym: str, day: date, kind: SuspensionKind, site: int, until: datetime | None, now: datetime, decision: int
) -> Suspension:
    """Set a sanction on the network that had this name on that day, inside the caller's transaction.

    Only those without an account feel it, and it ends at the latest with the salt of that day: seven days.
    """
    last = end_of_salt(day)
    return Suspension.objects.create(
        pseudonym=pseudonym, kind=kind.value, site=site, since=now, until=min(until or last, last), decision=decision
    )


def forget_network_sanctions(*, now: datetime) -> int:
    """Delete the sanctions on networks whose time is over; returns how many."""
    return Suspension.objects.exclude(pseudonym="").filter(until__lte=now).delete()[0]


def lift(*, decision: int, now: datetime) -> int:
    """End the sanctions that followed from a decision, inside the caller's transaction; returns how many."""
    Warned.objects.filter(decision=decision, withdrawn_at=None).update(withdrawn_at=now)
    return Suspension.objects.filter(decision=decision, lifted_at=None).update(lifted_at=now)


def warn(*, reader: int, decision: int, now: datetime) -> None:
    """The reader has a warning to read, inside the caller's transaction."""
    Warned.objects.create(reader_id=reader, decision=decision, at=now)


def confirm_warnings(*, reader: int, now: datetime) -> int:
    """The reader says that they read their warnings; returns how many there were."""
    return int(unread_warnings(reader).update(read_at=now))

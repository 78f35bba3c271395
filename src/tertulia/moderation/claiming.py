"""Who has which case open: whoever looks at it first, for a few minutes after their last look."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from tertulia.events.transactions import writing
from tertulia.moderation.deciding import name_of
from tertulia.moderation.models import Case
from tertulia.readers.models import Reader

CLAIM = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Claim:
    """Whether the case is one's own now, else whose and until when."""

    is_mine: bool
    name: str = ""
    until: datetime | None = None


@writing()
def claim_case(*, case: int, moderator: Reader, now: datetime) -> Claim:
    """Claim an open case, or say who has it; one conditional statement, so that two cannot both have it."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=now) | Q(claimed_by=moderator.pk)
    mine = Case.objects.filter(free, pk=case, closed_at=None).update(claimed_by=moderator.pk, claimed_until=now + CLAIM)
    if mine:
        return Claim(True)
    other = Case.objects.filter(pk=case, closed_at=None).values_list("claimed_by", "claimed_until").first()
    return Claim(False, name_of(other[0]), other[1]) if other else Claim(False)


@writing()
def take_over_case(*, case: int, moderator: Reader, now: datetime) -> None:
    """Have a case that a colleague has open; they are told when they try to decide it."""
    Case.objects.filter(pk=case, closed_at=None).update(claimed_by=moderator.pk, claimed_until=now + CLAIM)


@writing()
def leave_cases(*, moderator: Reader, but: int = 0) -> None:
    """Let go of every case but one: whoever opens the next is done with the last."""
    Case.objects.filter(claimed_by=moderator.pk, closed_at=None).exclude(pk=but).update(claimed_by=None, claimed_until=None)

"""Warnings as the reader sees them, and saying that they were read."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from tertulia.events.transactions import writing
from tertulia.moderation.models import Decision
from tertulia.readers.standing import confirm_warnings, unread_warnings


@dataclass(frozen=True, slots=True)
class WarningLetter:
    """One warning: its words, the ground, when it was given."""

    text: str
    ground: str
    site: int
    at: datetime


def load_warnings(reader: int) -> list[WarningLetter]:
    """What a reader (primary key) has to read before they write again, the oldest first; two queries."""
    keys = list(unread_warnings(reader).order_by("id").values_list("decision", flat=True))
    decisions = Decision.objects.filter(pk__in=keys).order_by("id")
    return [WarningLetter(made.text, made.ground, made.site, made.at) for made in decisions]


@writing()
def read_warnings(*, reader: int) -> int:
    """The reader confirms that they have read their warnings; returns how many there were."""
    return confirm_warnings(reader=reader, now=timezone.now())

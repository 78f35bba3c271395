"""Handing out events that nobody has handled yet."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from tertulia.events.models import Event

MOST_TRIES = 5


def unhandled() -> QuerySet[Event]:
    """Events whose handlers have not all run and that were not given up on."""
    return Event.objects.filter(handled_at=None, tries__lt=MOST_TRIES)


def claim_events(most: int = 100) -> list[Event]:
    """Up to `most` events that are due, oldest first; each is due again later unless `mark_handled` is called.

    Unhandled rows are looked for, never "ids above the last one": ids are given before commit, so a smaller one can
    appear later. The lease grows with each try (10 s, 40 s, 160 s …), so a failing handler is not asked in a tight loop.
    """
    now = timezone.now()
    with transaction.atomic():
        rows = unhandled().filter(due_at__lte=now).order_by("due_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        claimed = list(rows[:most])
        for event in claimed:
            event.due_at = now + timedelta(seconds=10 * 4**event.tries)
            event.tries += 1
        Event.objects.bulk_update(claimed, ["due_at", "tries"])
    return claimed


def mark_handled(event: Event) -> None:
    """The event's handlers have all run."""
    Event.objects.filter(pk=event.pk).update(handled_at=timezone.now())

"""Handing out events that nobody has handled yet."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db import connection
from django.db.models import F, QuerySet
from django.utils import timezone

from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.events.transactions import writing

MOST_TRIES = 5
AT_ONCE = 100


def unhandled() -> QuerySet[Event]:
    """Events whose handlers have not all run and that were not given up on."""
    return Event.objects.filter(handled_at=None, tries__lt=MOST_TRIES)


def is_waiting(*, but: Collection[Kind]) -> bool:
    """Whether an event of another kind than `but` is due."""
    return unhandled().filter(due_at__lte=timezone.now()).exclude(kind__in=but).exists()


def claim_events(most: int = AT_ONCE, *, last: Collection[Kind] = ()) -> list[Event]:
    """Up to `most` events that are due, oldest first, those of the kinds `last` after all others.

    Each is due again later unless `mark_handled` is called.

    Unhandled rows are looked for, never "ids above the last one": ids are given before commit, so a smaller one can
    appear later. The lease grows with each try (10 s, 40 s, 160 s …), so a failing handler is not asked in a tight loop.
    """
    now = timezone.now()
    with writing():
        rows = unhandled().filter(due_at__lte=now).order_by("due_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        claimed = list(rows.exclude(kind__in=last)[:most])
        if last:
            claimed += rows.filter(kind__in=last)[: most - len(claimed)]
        for tries, events in groupby(sorted(claimed, key=_tries), key=_tries):
            _lease(list(events), tries=tries + 1, until=now + timedelta(seconds=10 * 4**tries))
    return claimed


def _lease(events: list[Event], *, tries: int, until: datetime) -> None:
    Event.objects.filter(pk__in=[event.pk for event in events]).update(due_at=until, tries=tries)
    for event in events:
        event.due_at, event.tries = until, tries


def _tries(event: Event) -> int:
    return event.tries


def mark_handled(events: Sequence[Event]) -> None:
    """The events' handlers have all run."""
    if events:
        Event.objects.filter(pk__in=[event.pk for event in events]).update(handled_at=timezone.now())


def give_back(events: Collection[Event]) -> None:
    """Nothing has begun with these: they are due again at once, and it was no try."""
    if events:
        Event.objects.filter(pk__in=[event.pk for event in events]).update(due_at=timezone.now(), tries=F("tries") - 1)

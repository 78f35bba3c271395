"""What leaves the house: claiming what is due, and writing down how far it came. Each line leaves at most once.

A line is `sending` before the mail server or a push service is spoken to, in a transaction of its own. Whoever crashes after
that leaves it `sending`, and it is never claimed again: nobody knows whether it has left.
"""

import secrets
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from tertulia.events.transactions import writing
from tertulia.notifications.kinds import LETTERS, Channel, Progress
from tertulia.notifications.models import Outgoing
from tertulia.notifications.pacing import retry_at

MOST_TRIES = 8
MOST_LINES = 200  # of one mail
MOST_MESSAGES = 32  # to browsers, claimed together
UNDER_WAY = timedelta(minutes=15)  # longer than any mail server is waited for


@writing()
def claim_mail(*, now: datetime) -> list[Outgoing]:
    """The lines of one mail that is due, marked as being sent; [] when none is. A letter is a mail of its own."""
    due = Outgoing.objects.filter(channel=Channel.MAIL, progress=Progress.WAITING, due_at__lte=now).order_by("due_at", "id")
    first = _lock(due).first()
    if first is None:
        return []
    return _begin(_lock(_with(due, first))[:MOST_LINES], first, now)


@writing()
def claim_messages(*, now: datetime) -> list[Outgoing]:
    """Messages to browsers that are due, marked as being sent; [] when none is."""
    due = Outgoing.objects.filter(channel=Channel.PUSH, progress=Progress.WAITING, due_at__lte=now).order_by("due_at", "id")
    begun = list(_lock(due)[:MOST_MESSAGES])
    for line in begun:
        line.progress, line.moved_at, line.tries = Progress.SENDING, now, line.tries + 1
    Outgoing.objects.bulk_update(begun, ["progress", "moved_at", "tries"])
    return begun


def _lock(lines: QuerySet[Outgoing]) -> QuerySet[Outgoing]:
    skips = connection.features.has_select_for_update_skip_locked
    return lines.select_for_update(skip_locked=True) if skips else lines


def _with(due: QuerySet[Outgoing], first: Outgoing) -> QuerySet[Outgoing]:
    """The lines that leave together with `first`: those it was tried with before, else all of its recipient's."""
    if first.batch or first.kind in LETTERS:
        return due.filter(batch=first.batch) if first.batch else due.filter(pk=first.pk)
    return due.filter(reader=first.reader_id, follow=first.follow_id, batch="").exclude(kind__in=LETTERS)


def _begin(lines: object, first: Outgoing, now: datetime) -> list[Outgoing]:
    begun = list(lines)  # type: ignore[call-overload]
    batch = first.batch or secrets.token_hex(16)
    for line in begun:
        line.progress, line.batch, line.moved_at, line.tries = Progress.SENDING, batch, now, line.tries + 1
    Outgoing.objects.bulk_update(begun, ["progress", "batch", "moved_at", "tries"])
    return begun


@writing()
def settle(lines: list[Outgoing], progress: Progress, *, now: datetime) -> None:
    """Write down what became of claimed lines."""
    Outgoing.objects.filter(pk__in=[line.pk for line in lines]).update(progress=progress, moved_at=now)


@writing()
def put_back(lines: list[Outgoing], *, now: datetime) -> None:
    """Claimed lines that have certainly not left wait for another try, or have failed after many."""
    tries = max(line.tries for line in lines)
    progress = Progress.FAILED if tries >= MOST_TRIES else Progress.WAITING
    rows = Outgoing.objects.filter(pk__in=[line.pk for line in lines])
    rows.update(progress=progress, due_at=retry_at(now, tries), moved_at=now)


@writing()
def give_up_unsure(*, now: datetime) -> int:
    """Lines whose sender has crashed are left as they are: unsure. Returns how many."""
    crashed = Outgoing.objects.filter(progress=Progress.SENDING, moved_at__lt=now - UNDER_WAY)
    return crashed.update(progress=Progress.UNSURE, moved_at=now)

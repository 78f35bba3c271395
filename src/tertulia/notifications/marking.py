"""Marking notices as read."""

from datetime import datetime

from django.utils import timezone

from tertulia.events.transactions import writing
from tertulia.notifications.models import Notice


@writing()
def mark_read(*, reader: int, upto: int, now: datetime | None = None) -> int:
    """Mark the reader's notices up to the one with primary key `upto` as read; returns how many were unread."""
    unread = Notice.objects.filter(reader=reader, read_at=None, pk__lte=min(upto, 2**63 - 1))
    return unread.update(read_at=now or timezone.now())

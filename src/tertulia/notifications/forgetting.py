"""What somebody was told is not kept for ever."""

from datetime import datetime, timedelta

from tertulia.notifications.kinds import Progress
from tertulia.notifications.models import Notice, Outgoing

NOTICES_KEPT = timedelta(days=365)
SENT_KEPT = timedelta(days=30)


def forget_notices(*, now: datetime) -> int:
    """Delete notices a year old, and lines of mail that left or failed thirty days ago; returns how many."""
    old, _by_model = Notice.objects.filter(at__lt=now - NOTICES_KEPT).delete()
    done = Outgoing.objects.exclude(progress__in=(Progress.WAITING.value, Progress.SENDING.value))
    sent, _by_model = done.filter(at__lt=now - SENT_KEPT).delete()
    return old + sent

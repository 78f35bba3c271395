"""When a message is due: at once, with the next full hour, or with the next morning. Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tertulia.notifications.kinds import LETTERS, NoticeKind, Pace

MORNING = 7  # o'clock in the site's zone, when daily mail leaves


def mail_due(kind: NoticeKind, pace: Pace, *, now: datetime, zone: str) -> datetime | None:
    """When mail about something of this kind is due; None: no mail. `zone` is the site's."""
    if kind in LETTERS or pace is Pace.AT_ONCE:
        return now
    if pace is Pace.HOURLY:
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if pace is Pace.DAILY:
        return next_morning(now, zone)
    return None


def next_morning(now: datetime, zone: str) -> datetime:
    """The next seven o'clock in `zone` after `now`."""
    local = now.astimezone(ZoneInfo(zone))
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning if morning > local else morning + timedelta(days=1)


def retry_at(now: datetime, tries: int) -> datetime:
    """When a message that could not be sent is tried again: after 1, 4, 16, 64 minutes, then every four hours."""
    return now + timedelta(minutes=min(4 ** max(tries - 1, 0), 240))

"""Telling somebody of an event: once in the page, and once by each way they chose."""

from datetime import datetime

from django.utils import timezone

from tertulia.events.transactions import writing
from tertulia.notifications.kinds import LETTERS, Channel, NoticeKind, Pace
from tertulia.notifications.models import Follow, Notice, Outgoing, Preference, Subscription
from tertulia.notifications.pacing import mail_due
from tertulia.options import options
from tertulia.readers.models import Reader


@writing()
def tell(
    *,
    reader: int,
    kind: NoticeKind,
    event: int,
    response: int | None = None,
    thread: int | None = None,
    story: int | None = None,
    path: str = "",
    now: datetime | None = None,
) -> bool:
    """Tell a reader of an event (all are primary keys); whether this is the first they hear of it.

    `path` is where the notice leads, if not to the response, the story or the thread. Safe to call again: handlers are.
    """
    now = now or timezone.now()
    if not Reader.objects.filter(pk=reader, is_active=True).exists():
        return False
    what = {
        "event": event,
        "kind": kind,
        "response_id": response,
        "thread_id": thread,
        "story_id": story,
        "path": path,
        "at": now,
    }
    _notice, made = Notice.objects.get_or_create(event=event, reader_id=reader, defaults=what)
    if made:
        _queue(reader, kind, what, now)
    return made


def _queue(reader: int, kind: NoticeKind, what: dict[str, object], now: datetime) -> None:
    chosen = Preference.objects.filter(reader=reader).first()
    due = mail_due(kind, Pace(chosen.pace) if chosen else Pace.NEVER, now=now, zone=options.zone)
    if due:
        Outgoing.objects.create(reader_id=reader, channel=Channel.MAIL, due_at=due, **what)
    for browser in Subscription.objects.filter(reader=reader):
        Outgoing.objects.create(reader_id=reader, channel=Channel.PUSH, subscription=browser, due_at=now, **what)


@writing()
def tell_address(*, follow: Follow, kind: NoticeKind, event: int, now: datetime | None = None, **what: int | None) -> bool:
    """The same for an address without an account that follows something; whether a line was queued."""
    now = now or timezone.now()
    due = mail_due(kind, Pace(follow.pace), now=now, zone=options.zone)
    if kind in LETTERS or follow.confirmed_at is None or due is None:
        return False
    keys = {f"{name}_id": key for name, key in what.items()}
    said = {"kind": kind, "at": now, "due_at": due, **keys}
    _line, made = Outgoing.objects.get_or_create(event=event, channel=Channel.MAIL, follow=follow, defaults=said)
    return made

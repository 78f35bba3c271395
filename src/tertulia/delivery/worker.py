"""The worker: runs the handlers of what happened, and the chores that come round with time."""

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from django.db import close_old_connections
from django.utils import timezone

from tertulia.delivery.handlers import HANDLERS, SLOW, Together
from tertulia.delivery.heartbeat import beat
from tertulia.delivery.leaving import erase_due, forget_old_letters, overwrite_deleted
from tertulia.delivery.mailing import send_due_mail
from tertulia.delivery.portable import forget_exports
from tertulia.delivery.searching import index_newer
from tertulia.events.claiming import AT_ONCE, claim_events, give_back, is_waiting, mark_handled
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.moderation.cases import prepare_waiting
from tertulia.moderation.forgetting import forget_contacts, forget_decisions, forget_networks
from tertulia.notifications.following import forget_unconfirmed_follows
from tertulia.notifications.forgetting import forget_notices
from tertulia.notifications.leaving import give_up_unsure
from tertulia.readers.addresses import destroy_old_salts
from tertulia.readers.leaving import forget_unconfirmed_accounts
from tertulia.readers.limits import forget_ended
from tertulia.readers.naming import learn_looks
from tertulia.readers.sessions import forget_sessions
from tertulia.readers.spending import forget_spent
from tertulia.readers.standing import forget_network_sanctions
from tertulia.responses.confirming import forget_emails, forget_unconfirmed
from tertulia.responses.erasing import forget_words
from tertulia.responses.keys import forget_keys
from tertulia.responses.networks import forget_response_networks
from tertulia.responses.threads import close_aged_threads
from tertulia.stories.scheduling import publish_due

log = logging.getLogger(__name__)

PAUSE = 0.25  # seconds between looks, in which events gather: a hundred cost little more than one
SCHEDULE_EVERY = timedelta(seconds=5)
CHORES_EVERY = timedelta(minutes=5)


def work(stopping: Callable[[], bool]) -> None:
    """Handle events until `stopping()`; never raises."""
    chores_due = schedule_due = timezone.now()
    heaps = [Heap(prepare_waiting, SCHEDULE_EVERY), Heap(index_newer, CHORES_EVERY)]
    while not stopping():
        try:
            beat()
            handled = handle_waiting(stopping)
            handled += send_due_mail(now=timezone.now())
            handled += sum(heap.take(now=timezone.now()) for heap in heaps)
            if timezone.now() >= schedule_due:
                publish_due(now=timezone.now())
                schedule_due = timezone.now() + SCHEDULE_EVERY
            if timezone.now() >= chores_due:
                do_chores(now=timezone.now())
                chores_due = timezone.now() + CHORES_EVERY
        except Exception:
            log.exception("the worker stumbled")
            close_old_connections()
            handled = 0
        if handled < AT_ONCE:
            time.sleep(PAUSE)


class Heap:
    """Work that came in as a heap, as with an import: a part of it is done in each round, so that nothing else waits for long."""

    def __init__(self, do_part: Callable[[], int], every: timedelta) -> None:
        """`do_part` does a part and returns how much that was; where it was nothing, it is asked again after `every`."""
        self._do_part, self._every, self._due = do_part, every, datetime.min.replace(tzinfo=UTC)

    def take(self, *, now: datetime) -> int:
        """Do a part, if it is time; returns how much of it was done."""
        if now < self._due:
            return 0
        self._due = now + self._every
        done = self._do_part()
        if done:
            self._due = now
        return done


def handle_waiting(stopping: Callable[[], bool] = lambda: False) -> int:
    """Run the handlers of the events that are due, until `stopping()`; returns how many events were handled.

    Those that take long come last, and stop for whatever is due meanwhile.
    """
    events = claim_events(AT_ONCE, last=SLOW)
    failed = _handle_together(events)
    done, left, looked = [], deque(events), time.monotonic()
    while left and not stopping():  # a hundred stories with pictures to draw take minutes
        if left[0].kind in SLOW and time.monotonic() > looked + PAUSE:
            if is_waiting(but=SLOW):
                break
            looked = time.monotonic()
        event = left.popleft()
        if event not in failed and _handle(event):
            done.append(event)
    mark_handled(done)
    give_back([event for event in left if event not in failed])
    return len(done)


def _handle_together(events: Sequence[Event]) -> set[Event]:
    """Run the handlers that take many events at once; returns the events they failed for."""
    takes: dict[Together, list[Event]] = {}
    for event in events:
        for handler in HANDLERS[Kind(event.kind)]:
            if isinstance(handler, Together):
                takes.setdefault(handler, []).append(event)
    return {event for handler, theirs in takes.items() for event in _failing(handler, theirs)}


def _failing(handler: Together, events: list[Event]) -> list[Event]:
    """Run `handler` for `events`, one by one if it fails for all of them; returns those it failed for."""
    try:
        handler.run(events)
    except Exception:
        if len(events) > 1:
            return [event for each in events for event in _failing(handler, [each])]
        log.exception("a handler failed", extra=_about(events[0]))
        return events
    return []


def _handle(event: Event) -> bool:
    beat()
    try:
        for handler in HANDLERS[Kind(event.kind)]:
            if not isinstance(handler, Together):
                handler(event)
    except Exception:
        log.exception("a handler failed", extra=_about(event))
        return False
    return True


def _about(event: Event) -> dict[str, object]:
    return {"event": event.pk, "kind": event.kind, "tries": event.tries}


def do_chores(*, now: datetime) -> None:
    """What has a date of expiry goes: salts, counts of limits, idempotency keys, guests' claims and e-mails.

    Old threads close. A chore that fails keeps back no other, and comes round again.
    """
    for chore in (partial(destroy_old_salts, today=now.date()), *(partial(each, now=now) for each in TIMELY), *ANY_TIME):
        try:
            chore()
        except Exception:
            log.exception("a chore failed")


TIMELY = (
    forget_ended,
    forget_sessions,
    forget_spent,
    forget_keys,
    forget_unconfirmed,
    forget_emails,
    forget_networks,
    forget_network_sanctions,
    forget_response_networks,
    forget_contacts,
    forget_words,
    forget_exports,
    forget_decisions,
    forget_old_letters,
    forget_unconfirmed_accounts,
    forget_notices,
    erase_due,
    close_aged_threads,
    give_up_unsure,
    forget_unconfirmed_follows,
)
ANY_TIME = (overwrite_deleted, learn_looks)

"""Sending messages to browsers: each leaves at most once, and again only where it has certainly not left.

A thread of its own beside the worker, because whoever subscribes says where to send: some answer slowly, some never.
"""

import json
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone, translation

from tertulia.delivery.letters import entry_of
from tertulia.delivery.sealing import seal, sign
from tertulia.events.transactions import durable
from tertulia.notifications.kinds import LETTERS, Progress
from tertulia.notifications.leaving import MOST_TRIES, claim_messages, put_back, settle
from tertulia.notifications.models import Outgoing
from tertulia.notifications.reading import path_of
from tertulia.notifications.recipients import reader_to_tell
from tertulia.notifications.subscribing import forget_browser, from_base64url, guard
from tertulia.outgoing import Forbidden, NotFetched, NotReached
from tertulia.stories.identity import name_of_default_site
from tertulia.stories.languages import direction_of

log = logging.getLogger(__name__)

PAUSE = 0.5  # seconds between looks for what is due
TOGETHER = 8  # messages under way at one time
WAITS = 24 * 3600  # seconds for which a push service keeps a message for a browser that is switched off
GONE, FAILED, NOT_LEFT, UNSURE = "gone", "failed", "not left", "unsure"


@dataclass(frozen=True, slots=True)
class _Message:
    """One that is ready to leave."""

    line: Outgoing
    endpoint: str
    body: bytes
    authorization: str


def push(stopping: Callable[[], bool]) -> None:
    """Send what is due until `stopping()`; never raises."""
    with ThreadPoolExecutor(TOGETHER, thread_name_prefix="push") as pool:
        while not stopping():
            try:
                sent = send_due_messages(now=timezone.now(), pool=pool)
            except Exception:
                log.exception("sending to browsers stumbled")
                close_old_connections()
                sent = 0
            if not sent:
                time.sleep(PAUSE)


def send_due_messages(*, now: datetime, pool: ThreadPoolExecutor) -> int:
    """Send messages that are due; returns how many were dealt with. Only this thread speaks with the database."""
    with durable():
        lines = claim_messages(now=now)
    ready = [message for line in lines if (message := _prepare(line, now))]
    for message, outcome in zip(ready, pool.map(_hand_over, ready), strict=True):
        _settle(message.line, outcome, now)
    return len(lines)


def _prepare(line: Outgoing, now: datetime) -> _Message | None:
    """The message of a claimed line; None where it is settled already."""
    try:
        words = compose_message(line)
        if words is None or line.subscription is None:
            settle([line], Progress.DROPPED, now=now)
            return None
        browser = line.subscription
        sealed = seal(words, key=from_base64url(browser.key), secret=from_base64url(browser.secret))
        contact = f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"
        return _Message(line, browser.endpoint, sealed, sign(browser.endpoint, contact=contact))
    except Exception:
        log.exception("a message could not be written", extra={"line": line.pk})
        put_back([line], now=now)
        return None


def compose_message(line: Outgoing) -> bytes | None:
    """What a browser is told, as JSON: who did what, and where to read it, never what was written. None: nothing any more."""
    reader = reader_to_tell(line, is_letter=line.kind in LETTERS)
    if reader is None:
        return None
    language = reader.language or settings.LANGUAGE_CODE
    with translation.override(language):
        entry = entry_of(line)
        if entry is None:
            return None
        said = {"title": name_of_default_site()[:100], "body": entry.line[:400], "path": path_of(line) or "/account/inbox/"}
    said |= {"tag": f"told-{line.event}", "lang": language, "dir": direction_of(language)}
    return json.dumps(said, ensure_ascii=False).encode()


def _hand_over(message: _Message) -> str:
    """Give a message to the push service of its browser; returns what became of it."""
    headers = {
        "Authorization": message.authorization,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(WAITS),
        "Urgency": "normal",
    }
    try:
        return outcome_of(guard().send(message.endpoint, message.body, headers))
    except Forbidden:
        return GONE
    except NotReached:
        return NOT_LEFT
    except NotFetched:
        return UNSURE


def outcome_of(status: int) -> str:
    """What the answer of a push service means (RFC 8030)."""
    if 200 <= status < 300:
        return Progress.SENT
    if status in (404, 410):
        return GONE
    return NOT_LEFT if status == 429 or status >= 500 else FAILED


def _settle(line: Outgoing, outcome: str, now: datetime) -> None:
    """Write down what became of a message. A browser that takes nothing in many tries is forgotten, as is one that is gone."""
    if outcome == GONE or (outcome == NOT_LEFT and line.tries >= MOST_TRIES):
        forget_browser(browser=line.subscription_id or 0)
    elif outcome == NOT_LEFT:
        put_back([line], now=now)
    else:
        settle([line], Progress(outcome), now=now)
    if outcome != Progress.SENT:
        log.info("a message to a browser was not taken", extra={"line": line.pk, "outcome": outcome, "tries": line.tries})

"""Notices of illegal content (Art. 16): anybody gives one, gets a receipt at once, and is told what was decided.

What a notice is about is an address on this site. Where that is a response, a moderator decides about the response and
the notice follows; else a moderator answers the notice itself.
"""

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.utils import timezone

from tertulia.errors import (
    GoodFaithMissing,
    NotFound,
    StateConflict,
    UnknownAddress,
    UnknownGround,
)
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.house.grounds import CHILD_ABUSE, parse_ground
from tertulia.moderation.cases import open_case, prepare_case
from tertulia.moderation.models import LegalNotice, Outcome
from tertulia.moderation.reporting import outcome_of, standing_decision
from tertulia.moderation.trusting import is_trusted
from tertulia.moderation.wording import tidy_words
from tertulia.options import options
from tertulia.readers.guests import tidy_email
from tertulia.readers.limits import Limit, consume
from tertulia.readers.models import Reader
from tertulia.readers.names import tidy_name
from tertulia.readers.roles import Verb, require
from tertulia.responses.models import Response, State, Thread

LONGEST = 5_000  # characters of an explanation
LONGEST_URL = 500
HOUR = 3600
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is taken for another
PRESSING = ("minors", "violence", "security", "self-harm")
SOONER = 3  # how many times sooner what presses is to be decided
NOTHING_TO_SEE = (State.ERASED, State.MISSING, State.WITHDRAWN)
_RESPONSE = re.compile(r"/(?:r|responses|api/v1/responses)/(\d{1,18})(?:/.*)?")
_ANCHOR = re.compile(r"response-(\d{1,18})")


@dataclass(frozen=True, slots=True)
class Target:
    """What an address names: a response by its key, and the path without scheme and host."""

    response: int | None
    path: str


def parse_target(written: str, hosts: Collection[str]) -> Target:
    """What somebody means who writes an address of ours, a path, or a response's number; raises UnknownAddress.

    `hosts`: the names this site answers under. Pure.
    """
    tidy = written.strip()
    if len(tidy) > LONGEST_URL:
        raise UnknownAddress(field="url")
    if re.fullmatch(r"#?[0-9]{1,18}", tidy):
        number = tidy.lstrip("#")
        return Target(int(number), f"/r/{number}/")
    try:
        parts = urlsplit(tidy if "//" in tidy or tidy.startswith("/") else f"//{tidy}")
        host = parts.hostname
    except ValueError:
        raise UnknownAddress(field="url") from None
    if parts.scheme not in ("", "http", "https") or (host and host not in hosts) or not parts.path.startswith("/"):
        raise UnknownAddress(field="url")
    named = _ANCHOR.fullmatch(parts.fragment) or _RESPONSE.fullmatch(parts.path)
    return Target(int(named[1]) if named else None, parts.path)


def give_notice(
    *,
    site: int,
    hosts: Collection[str],
    url: str,
    ground: str,
    explanation: str,
    good_faith: bool,
    name: str = "",
    email: str = "",
    network: str = "",
    language: str = "",
    reader: int | None = None,
    now: datetime | None = None,
) -> LegalNotice:
    """Store a notice about something on `site` (primary key), and put its response into the queue.

    `reader` is the account (primary key) of whoever gives it, if they are signed in: that of a trusted flagger comes first.

    Name and e-mail may only be left out where children are abused. Raises UnknownAddress, UnknownGround (only matters of law
    count here), EmptyText, TextTooLong, NameMissing, NameRefused, EmailMissing, EmailRefused, GoodFaithMissing, TooMany.
    """
    now = now or timezone.now()
    target = parse_target(url, hosts)
    matter = parse_ground(ground)
    if not matter.is_law:
        raise UnknownGround(field="ground")
    may_hide, trusted = matter.key == CHILD_ABUSE, is_trusted(reader)
    presses = trusted or matter.key in PRESSING
    notice = LegalNotice(
        reference=new_reference(),
        site=site,
        url=target.path,
        ground=str(matter),
        explanation=tidy_words(explanation, most=LONGEST, field="explanation"),
        name="" if may_hide and not name.strip() else tidy_name(name),
        email="" if may_hide and not email.strip() else tidy_email(email),
        good_faith=good_faith,
        language=language,
        trusted=trusted,
        at=now,
        due_at=now + timedelta(hours=options.notice_hours / (SOONER if presses else 1)),
    )
    if not good_faith:
        raise GoodFaithMissing(field="good_faith")
    with writing():
        consume(Limit("notice", options.notices, HOUR), network, now=now)
        _find_target(notice, target)
        notice.save()
        record(Kind.NOTICE_GIVEN, thread=notice.thread, response=notice.response)
        if notice.response is not None:
            prepare_case(open_case(response=notice.response, is_notice=True, now=now).pk)
    return notice


def _find_target(notice: LegalNotice, target: Target) -> None:
    """Which response or thread it is about; raises UnknownAddress for a response that is not on this site any more."""
    if target.response is None:
        notice.thread = Thread.objects.filter(site=notice.site, url=target.path).values_list("pk", flat=True).first()
        return
    found = Response.objects.filter(pk=target.response, thread__site=notice.site).exclude(state__in=NOTHING_TO_SEE)
    row = found.values_list("pk", "thread").first()
    if row is None:
        raise UnknownAddress(field="url")
    notice.response, notice.thread = row


def new_reference() -> str:
    """What a notice is called towards whoever gave it, such as `N-7KQ4-M2XR`: read aloud without mistakes, not to be guessed."""
    drawn = "".join(secrets.choice(LETTERS) for _letter in range(8))
    return f"N-{drawn[:4]}-{drawn[4:]}"


@writing()
def settle_notices(event: Event) -> None:
    """A handler: a decision by a person about a response decides the open notices of it."""
    decision = standing_decision(event)
    outcome = outcome_of(decision) if decision else None
    if decision is None or outcome is None:
        return
    waiting = LegalNotice.objects.filter(response=decision.response, at__lte=decision.at).exclude(outcome=outcome)
    settled = waiting.update(
        outcome=outcome, decision=decision.pk, decided_by=decision.moderator, decided_at=decision.at, told_at=None
    )
    if settled:
        record(Kind.NOTICE_DECIDED, thread=decision.thread, response=decision.response, decision=decision.pk)


@writing()
def answer_notice(*, notice: int, moderator: Reader | None, is_illegal: bool, answer: str, now: datetime | None = None) -> None:
    """Decide a notice (primary key) that is about no response, or about one that is gone.

    Raises SignInNeeded, NotAllowed, NotFound, EmptyText, TextTooLong, and StateConflict where it is decided already.
    """
    found = LegalNotice.objects.select_for_update().filter(pk=notice).first()
    if found is None:
        raise NotFound
    require(moderator, Verb.DECIDE, site=found.site)
    assert moderator is not None
    if found.outcome != Outcome.OPEN:
        raise StateConflict
    found.outcome = (Outcome.UPHELD if is_illegal else Outcome.REJECTED).value
    found.answer = tidy_words(answer, most=LONGEST, field="answer")
    found.decided_by, found.decided_at = moderator.pk, now or timezone.now()
    found.save(update_fields=["outcome", "answer", "decided_by", "decided_at"])
    record(Kind.NOTICE_DECIDED, thread=found.thread, response=found.response)


@writing()
def close_gone_notices(event: Event) -> None:
    """A handler: the response is gone before anybody decided, by its author's will; the notices are answered by that."""
    waiting = LegalNotice.objects.filter(response=event.response, outcome=Outcome.OPEN)
    if waiting.update(outcome=Outcome.GONE.value, decided_at=event.at):
        record(Kind.NOTICE_DECIDED, thread=event.thread, response=event.response)

"""The gate: what happens to a response by itself, before any person has looked. It may hold; it never removes.

Screening assesses, the house's policy says what follows. When screening fails, the policy for that case applies and the
failure is counted.
"""

import logging
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from time import thread_time
from typing import Any

from tertulia.house.models import OnFailure, Policy
from tertulia.house.policies import House
from tertulia.house.tallies import SCREENING_FAILED, count_one
from tertulia.responses.models import State, ThreadState
from tertulia.screening import Assessment, Context, screen
from tertulia.screening.history import AuthorHistory
from tertulia.screening.threads import thread_risk

log = logging.getLogger(__name__)

HEATED = 0.6  # where a policy does not say from which probability a quarrel is held
QUARREL = 0.5  # risk of a branch, 0 to 1
BY_WORDS = ("threat", "banned-word", "abuse", "spam", "links", "newcomer", "heated")  # why the words themselves are held
Turns = list[dict[str, Any]]
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Situation:
    """What the gate knows around a text. `history` is None for a guest or a first response; `turns` as `thread_risk` wants."""

    thread_state: str
    parent_text: str = ""
    is_guest: bool = True
    history: AuthorHistory | None = None
    held_for: str = ""  # the shield or the sanction under which everything by this writer is held
    turns: Callable[[], Turns] = list  # what was said before in this branch; asked only where it matters

    @property
    def is_new(self) -> bool:
        """Whether the writer has no record here."""
        return self.is_guest or self.history is None


@dataclass(frozen=True, slots=True)
class Assessed:
    """The state a response starts in, when it is held a stable code for why, and what screening found."""

    state: str
    reason: str = ""
    urgent: bool = False
    nudge: bool = False
    assessment: Assessment | None = None


def assess(text: str, situation: Situation, *, house: House, policy: Policy, site: int, day: date) -> Assessed:
    """Decide how a response about to be stored starts out. `day` is for counting failures."""
    if situation.thread_state == ThreadState.HELD:
        return Assessed(State.HELD, "thread-held", assessment=_screened(text, situation, house, policy)[0])
    if situation.held_for:
        return Assessed(State.HELD, situation.held_for, assessment=_screened(text, situation, house, policy)[0])
    if not policy.is_on:
        return Assessed(State.VISIBLE)
    assessment, failed = _screened(text, situation, house, policy)
    if failed or assessment is None:
        count_one(SCREENING_FAILED, site=site, day=day)
        return _without_screening(situation, policy, assessment)
    return decide(text, assessment, situation, policy)


def decide(text: str, assessment: Assessment, situation: Situation, policy: Policy) -> Assessed:
    """What follows from an assessment under a policy; pure."""
    is_quarrel = partial(_is_quarrel, text, situation)
    reason = reason_to_hold(text, assessment, policy, is_new=situation.is_new, is_quarrel=is_quarrel)
    if reason:
        return Assessed(State.HELD, reason, urgent=reason == "threat", nudge=reason == "abuse", assessment=assessment)
    return Assessed(State.VISIBLE, nudge=assessment.p >= policy.nudge_at, assessment=assessment)


def reason_to_hold(text: str, assessment: Assessment, policy: Policy, *, is_new: bool, is_quarrel: Callable[[], bool]) -> str:
    """The first of `BY_WORDS` that applies; "" for none. `is_quarrel` is asked only where it matters. Pure."""
    if assessment.categories["threat"] >= policy.urgent_at and assessment.flagged:
        return "threat"
    if any(reason.code == "house.ban" for reason in assessment.evidence):
        return "banned-word"
    if assessment.p >= policy.hold_at:
        return "abuse"
    if assessment.spam >= policy.spam_at:
        return "spam"
    if policy.links_at and len(_LINK.findall(text)) >= policy.links_at:
        return "links"
    if is_new and assessment.p >= policy.newcomer_hold_at:
        return "newcomer"
    if assessment.p >= (HEATED if policy.heated_hold_at is None else policy.heated_hold_at) and is_quarrel():
        return "heated"
    return ""


def _is_quarrel(text: str, situation: Situation) -> bool:
    """Whether the branch is a quarrel with these words at its end; the last of `turns` waits for them."""
    turns = situation.turns()
    return bool(turns) and thread_risk([*turns[:-1], {**turns[-1], "text": text}]) >= QUARREL


def _screened(text: str, situation: Situation, house: House, policy: Policy) -> tuple[Assessment | None, bool]:
    """The assessment, and whether screening failed or was too slow to be relied on.

    What counts is the time of this thread's own work: a busy machine is no fault of the screener's, and holds nobody's words.
    """
    context = Context(
        parent=situation.parent_text or None,
        words=house.words,
        learned=house.learned,
        author=situation.history,
        first_response=situation.is_new,
    )
    began = thread_time()
    try:
        assessment = screen(text, context)
    except Exception as error:  # a text must never be lost, and never pass unseen, because screening has a fault
        log.error("screening failed", extra={"kind": type(error).__name__})
        return None, True
    return assessment, (thread_time() - began) * 1000 > policy.slow_ms


def warm_up() -> None:
    """Load the screener before the first response comes, which would pass for screened too slowly; a broken one says so then."""
    with suppress(Exception):
        for text in ("Good morning, and thanks for the map: https://example.org/", "صباح الخير يا جماعة"):
            screen(text)


def _without_screening(situation: Situation, policy: Policy, assessment: Assessment | None) -> Assessed:
    hold = policy.on_failure == OnFailure.HOLD or (policy.on_failure == OnFailure.HOLD_NEW and situation.is_new)
    if hold:
        return Assessed(State.HELD, "screening-failed", assessment=assessment)
    return Assessed(State.VISIBLE, "screening-failed", assessment=assessment)

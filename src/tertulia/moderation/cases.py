"""Cases: opening one for what was reported, and filling in what the queue sorts, filters and counts by.

The case of a held response is opened by a database trigger, in the transaction that holds it; see `models.py`.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.events.recording import record
from tertulia.events.transactions import writing, writing_in_turns
from tertulia.moderation.actions import Action
from tertulia.moderation.models import Case, Decision
from tertulia.moderation.priority import harm_of, rank_of, reach_of
from tertulia.moderation.searching import keep_words
from tertulia.moderation.trusting import is_told_by_trusted
from tertulia.responses.finding import find_response
from tertulia.responses.models import Response, Screening, State
from tertulia.screening.folding import fold
from tertulia.stories.addresses import section_of

FLAGS = ("is_held", "is_reported", "is_urgent", "is_notice", "is_appeal", "is_new_writer", "is_edited")
MOST_AT_ONCE = 100
AT_A_TIME = 10  # cases of one transaction: posts wait while it runs


@writing()
def open_case(*, response: int, now: datetime | None = None, **flags: bool) -> Case:
    """The open case of the response with this primary key, opened if there is none, with `flags` (is_reported …) set.

    Afterwards set what else is known (`ground`, `reports`) on it and save that, and call `prepare_case`.
    Raises NotFound.
    """
    found = find_response(response)
    now = now or timezone.now()
    Case.objects.bulk_create([_new_case(found, now)], ignore_conflicts=True)
    case = Case.objects.select_for_update().get(response=found, closed_at=None)
    changed = [name for name, value in flags.items() if getattr(case, name) != value]
    if changed:
        Case.objects.filter(pk=case.pk).update(**{name: flags[name] for name in changed}, version=F("version") + 1)
        record(Kind.CASE_CHANGED, thread=case.thread_id, response=case.response_id)
        case.refresh_from_db()
    return case


def _new_case(response: Response, now: datetime) -> Case:
    return Case(
        response=response,
        thread_id=response.thread_id,
        site=response.thread.site,
        author=response.author_id,
        opened_at=now,
        rank=int(now.timestamp()),
    )


@writing()
def prepare_case(case: int, section: Callable[[int], int | None] = section_of) -> None:
    """Work out section, language, newness, evidence, harm and reach of an open case; again whenever one of them changed.

    `section` is asked for the section of a story (primary keys).
    """
    found = Case.objects.select_for_update().filter(pk=case, closed_at=None).first()
    response = Response.objects.select_related("thread").filter(pk=found.response_id).first() if found else None
    if found is None or response is None:
        return
    _fill_in(found, response, section)
    found.save(update_fields=[*_FILLED, *FLAGS])
    keep_words(found, response)


_FILLED = ("site", "section", "language", "author", "reason", "rule", "p", "fingerprint", "harm", "reach", "rank", "prepared")


def _fill_in(case: Case, response: Response, section: Callable[[int], int | None]) -> None:
    screening = Screening.objects.filter(response=response).order_by("-id").first()
    thread, found = response.thread, (screening.record or {}) if screening else {}
    case.site, case.author = thread.site, response.author_id
    case.section = (section(thread.story_id) if thread.story_id else None) or 0
    case.language = thread.language if found.get("language") in (None, "", "und") else found["language"]
    case.reason = _reason(case, response, screening)
    case.rule = _strongest(found)
    case.p = screening.p if screening else None
    case.fingerprint = fingerprint(response.text)
    case.is_urgent = case.is_urgent or bool(screening and screening.urgent)
    case.is_new_writer = is_new_writer(response)
    case.is_edited = case.is_edited or case.reason == "rephrased"
    case.harm = harm_of(
        reason=case.reason,
        p=case.p,
        reports=case.reports,
        notice=case.is_notice,
        appeal=case.is_appeal,
        urgent=case.is_urgent,
        trusted=case.is_notice and is_told_by_trusted(case.response_id),
    )
    case.reach = reach_of(visible=response.state == State.VISIBLE, thread=thread.visible, replies=response.replies)
    case.rank = rank_of(opened_at=case.opened_at, harm=case.harm, reach=case.reach)
    case.prepared = True


def _reason(case: Case, response: Response, screening: Screening | None) -> str:
    """Why it is here: the gate's code, `person`, `edited`, `rephrased`, `imported`; "" where only reports are the reason."""
    last = Decision.objects.filter(response=response.pk, undone_by=None).exclude(action=Action.UNDO).order_by("-id").first()
    if last and last.action == Action.HOLD and last.moderator and response.state == State.HELD:
        return "person"
    if last and last.action == Action.HOLD and last.reason == "reports" and case.is_held:
        return last.reason
    if last and last.action == Action.REPHRASE and case.is_held:
        return "rephrased"
    if not case.is_held:
        return "edited" if case.is_edited else ""
    if screening is None:
        return "imported"
    return screening.reason or ("thread-held" if screening.state == State.HELD else "")


def _strongest(found: dict[str, Any]) -> str:
    """The word rule that bit, else the code of what weighs most, a pattern before mere words; "" for none."""
    reasons = [each for each in found.get("evidence", ()) if each.get("weight", 0) > 0 and each.get("span")]
    if not reasons:
        return ""
    ruled = [each for each in reasons if each["code"] in ("house.ban", "house.suspect")]
    if ruled:
        return f"{ruled[0]['code']}: {ruled[0].get('text', '')}"[:120]
    return str(max(reasons, key=lambda each: (each["stage"] != "model", each["weight"]))["code"])


def is_new_writer(response: Response) -> bool:
    """Whether nothing by its author was visible before; guests are always new."""
    if response.author_id is None:
        return True
    return not Response.objects.filter(author=response.author_id, state=State.VISIBLE).exclude(pk=response.pk).exists()


def fingerprint(text: str) -> str:
    """Sixteen hexadecimal characters that texts share which read the same; "" for next to nothing."""
    words = " ".join(fold(text).text.casefold().split())
    return hashlib.sha256(words.encode()).hexdigest()[:16] if len(words) > 3 else ""


def prepare_held(event: Event) -> None:
    """A handler: the case of a response is filled in."""
    for case in Case.objects.filter(response=event.response, closed_at=None).values_list("pk", flat=True):
        prepare_case(case)


def prepare_waiting(most: int = MOST_AT_ONCE) -> int:
    """Fill in cases that nobody told us of, as after an import; returns how many."""
    waiting = list(Case.objects.filter(prepared=False, closed_at=None).order_by("id").values_list("pk", flat=True)[:most])
    section = cache(section_of)
    for start in range(0, len(waiting), AT_A_TIME):
        with writing_in_turns():
            for case in waiting[start : start + AT_A_TIME]:
                prepare_case(case, section)
    return len(waiting)


def look_at_edit(event: Event) -> None:
    """A handler: new words of a response that a moderator had let through open a case, and an open one is filled in anew."""
    let_through = (Action.KEEP, Action.RELEASE, Action.RESTORE)
    approved = Q(response=event.response, action__in=let_through, moderator__isnull=False, undone_by=None)
    visible = Response.objects.filter(pk=event.response, state=State.VISIBLE).exists()
    looked_at_since = Decision.objects.filter(response=event.response, moderator__isnull=False, at__gte=event.at).exists()
    if visible and not looked_at_since and Decision.objects.filter(approved, at__lt=event.at).exists():
        open_case(response=event.response or 0, is_edited=True)
    prepare_held(event)

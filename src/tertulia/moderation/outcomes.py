"""What came of reports and notices, as the pages of those who gave them show it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language

from tertulia.errors import NotFound
from tertulia.house.grounds import OTHER
from tertulia.house.rulebook import load_rulebook, name_ground
from tertulia.moderation.misuse import Counted, count_reports
from tertulia.moderation.models import Decision, LegalNotice, Outcome, Report, ReportMisuse
from tertulia.moderation.statements import APPEAL_DAYS
from tertulia.responses.models import Response, State, Thread


@dataclass(frozen=True, slots=True)
class GivenReport:
    """A report, as the one who made it sees it. `ground` is empty where they said it in words of their own."""

    response: int | None
    title: str
    ground: str
    text: str
    at: datetime
    outcome: str
    settled_at: datetime | None
    appeal_until: datetime | None
    appeal: Any
    is_automated: bool = False


@dataclass(frozen=True, slots=True)
class GivenNotice:
    """A notice of illegal content, as the one who gave it sees it."""

    reference: str
    url: str
    ground: str
    explanation: str
    has_address: bool
    at: datetime
    due_at: datetime
    outcome: str
    answer: str
    decided_at: datetime | None
    appeal_until: datetime | None
    appeal: Any


@dataclass(frozen=True, slots=True)
class OwnReports:
    """A reader's reports, the newest first; how many were right; the last step against misuse, if there was one."""

    reports: tuple[GivenReport, ...]
    counted: Counted
    misuse: Any


def load_report(report: int, language: str) -> GivenReport:
    """A report (primary key) for whoever made it; raises NotFound."""
    found = Report.objects.select_related("appeal").filter(pk=report).first()
    if found is None:
        raise NotFound
    return _given(found, language)


def _given(found: Report, language: str) -> GivenReport:
    book = load_rulebook(found.site, found.rule_version)
    is_there = Response.objects.filter(pk=found.response_id, state=State.VISIBLE).exists()
    return GivenReport(
        response=found.response_id if is_there else None,
        title=Thread.objects.filter(pk=found.thread).values_list("title", flat=True).first() or "",
        ground="" if found.ground == str(OTHER) else name_ground(book, found.ground, language).title,
        text=found.text,
        at=found.at,
        outcome=found.outcome,
        settled_at=found.settled_at,
        appeal_until=_appeal_until(found.outcome, found.settled_at),
        appeal=getattr(found, "appeal", None),
        is_automated=Decision.objects.filter(pk=found.decision, automated_decision=True).exists(),
    )


def _appeal_until(outcome: str, decided_at: datetime | None) -> datetime | None:
    turned_down = outcome == Outcome.REJECTED and decided_at is not None
    return decided_at + timedelta(days=APPEAL_DAYS) if turned_down and decided_at else None


def load_own_reports(reader: int, language: str, *, most: int = 50) -> OwnReports:
    """The latest reports of a reader (primary key)."""
    rows = Report.objects.filter(reporter=reader).select_related("appeal").order_by("-id")[:most]
    misuse = ReportMisuse.objects.filter(reader=reader).order_by("-id").first()
    return OwnReports(tuple(_given(row, language) for row in rows), count_reports(reader), misuse)


def load_notice(notice: int) -> GivenNotice:
    """A notice (primary key) for whoever gave it, in the active language; raises NotFound."""
    found = LegalNotice.objects.select_related("appeal").filter(pk=notice).first()
    if found is None:
        raise NotFound
    return GivenNotice(
        reference=found.reference,
        url=found.url,
        ground=name_ground(load_rulebook(found.site), found.ground, get_language() or "").title,
        explanation=found.explanation,
        has_address=bool(found.email),
        at=found.at,
        due_at=found.due_at,
        outcome=found.outcome,
        answer=found.answer,
        decided_at=found.decided_at,
        appeal_until=_appeal_until(found.outcome, found.decided_at),
        appeal=getattr(found, "appeal", None),
    )

"""What others said and moderators have to answer: reports, notices and appeals, of one response or all that wait with a clock.

A list costs the same few queries however long it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from tertulia.house.rulebook import Book, load_rulebook, load_rulebooks, name_ground
from tertulia.moderation.models import Appeal, Decision, LegalNotice, Outcome, Report
from tertulia.responses.models import Response

PAGE = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits with a clock, for moderators: a notice, or an appeal. `against`: key of who made the decision."""

    id: int
    site: int
    response: int | None
    ground: str
    text: str
    url: str
    who: str
    at: datetime
    due_at: datetime
    about: str = ""
    against: int | None = None
    letter: str = ""
    html: str = ""
    action: str = ""
    is_trusted: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a list; `next` is the key of the paper after which it goes on, None at its end."""

    papers: list[Waiting]
    next: int | None


def open_notices(sites: list[int] | None = None, *, after: int | None = None, most: int = PAGE) -> Stretch:
    """Up to `most` notices nobody has decided, those of trusted flaggers first, then the most urgent.

    `sites` are primary keys, None for all. It goes on after the notice `after`, be that decided meanwhile or not.
    """
    rows = LegalNotice.objects.filter(outcome=Outcome.OPEN).order_by("-trusted", "due_at", "id")
    last = LegalNotice.objects.filter(pk=after).first() if after else None
    if last:
        later = Q(trusted=last.trusted) & _due_after(last)
        rows = rows.filter(later | Q(trusted=False) if last.trusted else later)
    return _stretch(rows, sites, most, _notices_waiting)


def open_appeals(sites: list[int] | None = None, *, after: int | None = None, most: int = PAGE) -> Stretch:
    """Up to `most` appeals nobody has answered, the most urgent first; `sites` and `after` as above."""
    rows = _appeals().filter(answered_at=None).order_by("due_at", "id")
    last = Appeal.objects.filter(pk=after).first() if after else None
    if last:
        rows = rows.filter(_due_after(last))
    return _stretch(rows, sites, most, _appeals_waiting)


def _due_after(last: LegalNotice | Appeal) -> Q:
    return Q(due_at__gt=last.due_at) | Q(due_at=last.due_at, pk__gt=last.pk)


def _stretch(rows: QuerySet[Any], sites: list[int] | None, most: int, show: Callable[[list[Any]], list[Waiting]]) -> Stretch:
    if sites is not None:
        rows = rows.filter(site__in=sites)
    found = list(rows[: most + 1])
    return Stretch(show(found[:most]), next=found[most - 1].pk if len(found) > most else None)


def _notices_waiting(rows: list[LegalNotice]) -> list[Waiting]:
    books = load_rulebooks({row.site for row in rows})
    return [
        Waiting(
            id=row.pk,
            site=row.site,
            response=row.response,
            ground=_title(books, row.site, row.ground),
            text=row.explanation,
            url=row.url,
            who=row.name,
            at=row.at,
            due_at=row.due_at,
            about=row.reference,
            is_trusted=row.trusted,
        )
        for row in rows
    ]


def _appeals() -> QuerySet[Appeal]:
    return Appeal.objects.select_related("statement", "report", "notice")


def _appeals_waiting(rows: list[Appeal]) -> list[Waiting]:
    books = load_rulebooks({row.site for row in rows})
    decisions = Decision.objects.in_bulk([row.against for row in rows if row.against])
    words = dict(Response.objects.filter(pk__in=[row.response for row in rows if row.response]).values_list("pk", "html"))
    return [_appeal_waiting(row, books, decisions.get(row.against or 0), words.get(row.response or 0, "")) for row in rows]


def _appeal_waiting(row: Appeal, books: Mapping[int, Book], against: Decision | None, html: str) -> Waiting:
    about = row.statement or row.report or row.notice
    assert about is not None
    answered = row.notice  # one about no response has no decision, but an answer in words
    return Waiting(
        id=row.pk,
        site=row.site,
        response=row.response,
        ground=_title(books, row.site, about.ground),
        text=row.text,
        url=f"/r/{row.response}/" if row.response else "",
        who="",
        at=row.at,
        due_at=row.due_at,
        about="statement" if row.statement else "report" if row.report else "notice",
        against=against.moderator if against else answered.decided_by if answered else None,
        letter=against.text if against else answered.answer if answered else "",
        action=against.action if against else "",
        html=html,
    )


def _title(books: Mapping[int, Book], site: int, ground: str) -> str:
    return name_ground(books[site], ground, get_language() or "").title


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report of a response, as moderators see it: no name, but what the reporter's word weighs."""

    ground: str
    text: str
    weight: float
    has_account: bool
    at: datetime
    outcome: str


def reports_of(response: int, language: str = "") -> list[ReportLine]:
    """The reports of a response (primary key), the oldest first."""
    rows = list(Report.objects.filter(response=response).order_by("id"))
    if not rows:
        return []
    book = load_rulebook(rows[0].site)
    return [
        ReportLine(
            name_ground(book, row.ground, language).title,
            row.text,
            row.weight,
            row.reporter is not None,
            row.at,
            row.outcome,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Papers:
    """Everything that others said about a response, for its card at the desk."""

    reports: list[ReportLine]
    notices: list[Waiting]
    appeals: list[Waiting]

    def __bool__(self) -> bool:
        return bool(self.reports or self.notices or self.appeals)


def papers_of(response: int, language: str = "") -> Papers:
    """The reports, open notices and open appeals about a response (primary key)."""
    notices = LegalNotice.objects.filter(response=response, outcome=Outcome.OPEN).order_by("due_at", "id")
    appeals = _appeals().filter(response=response, answered_at=None).order_by("id")
    return Papers(reports_of(response, language), _notices_waiting(list(notices)), _appeals_waiting(list(appeals)))

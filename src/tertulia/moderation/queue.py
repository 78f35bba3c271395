"""Reading the queue: one stream of open cases in the order of `priority.py`, by view and filter, with counts that are right.

A page costs one index read, one read of the rows by key, and one sum over the counts that triggers keep, whatever is open;
where several conditions narrow it, one more to find the rarest.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from tertulia.cursors import decode, encode
from tertulia.errors import NotAllowed, SignInNeeded
from tertulia.moderation.models import Appeal, Case, Decision, Waiting
from tertulia.moderation.narrowing import Condition, cases_with, of_columns, of_flag, rarest_first
from tertulia.moderation.searching import says
from tertulia.readers.models import Reader
from tertulia.readers.roles import Grant, Verb, places_of
from tertulia.responses.models import Thread

PAGE = 40
MOST_COUNTED = 1_000  # under a filter for which no counts are kept
MOST_FOUND = 100  # and where words are looked for


class View(StrEnum):
    """A part of the queue; the value is in addresses."""

    EVERYTHING = "everything"
    URGENT = "urgent"
    HELD = "held"
    REPORTED = "reported"
    NOTICES = "notices"
    APPEALS = "appeals"
    NEW_WRITERS = "new-writers"
    EDITED = "edited"


FLAGS = {
    View.HELD: "is_held",
    View.REPORTED: "is_reported",
    View.URGENT: "is_urgent",
    View.NOTICES: "is_notice",
    View.APPEALS: "is_appeal",
    View.NEW_WRITERS: "is_new_writer",
    View.EDITED: "is_edited",
}
BITS = {view: 1 << bit for bit, view in enumerate(FLAGS)}  # as migration 0002 counts them


@dataclass(frozen=True, slots=True)
class Filters:
    """What the queue is narrowed to; all but the words are keys or codes, None or "" for any."""

    site: int | None = None
    section: int | None = None
    thread: int | None = None
    reader: int | None = None
    language: str = ""
    ground: str = ""
    rule: str = ""
    words: str = ""

    @property
    def is_counted(self) -> bool:
        """Whether the kept counts answer for it: they know of sites and sections only."""
        return not (self.thread or self.reader or self.language or self.ground or self.rule or self.words)

    @property
    def counted_up_to(self) -> int | None:
        """From where on it is "more"; None where the number is always known."""
        if self.is_counted:
            return None
        return MOST_FOUND if self.words else MOST_COUNTED

    def conditions(self) -> list[Condition]:
        """What it lets through, one condition beside the other."""
        named: dict[str, int | str | None] = {"site": self.site, "section": self.section, "thread": self.thread}
        named |= {"author": self.reader, "language": self.language, "ground": self.ground}
        # Only rules and evidence have a point in their names.
        named |= {"rule" if "." in self.rule else "reason": self.rule}
        found = [of_columns(Q((name, value))) for name, value in named.items() if value]
        return [*found, says(self.words)] if self.words else found


@dataclass(frozen=True, slots=True)
class Line:
    """One case as the list shows it."""

    id: int
    response: int
    name: str
    parent_name: str
    title: str
    reason: str
    rule: str
    ground: str
    p: float | None
    reports: int
    views: frozenset[View]
    opened_at: datetime
    rank: int
    claimed_by: str
    language: str
    prepared: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the queue: `next` is the cursor of what follows; a count above `counted_up_to` stands for any larger one."""

    lines: tuple[Line, ...]
    next: str | None
    counts: dict[View, int] = field(default_factory=dict)
    counted_up_to: int | None = None


def within_reach(moderator: Reader | None) -> Q:
    """The cases (or counts) of the sites and sections in which `moderator` sees the queue; raises NotAllowed."""
    if moderator is None:
        raise SignInNeeded
    places = places_of(moderator, Verb.SEE_QUEUE)
    if not places:
        raise NotAllowed
    return _in_places(places)


def _in_places(places: Sequence[Grant]) -> Q:
    """The cases of these sites and sections."""
    if any(place.site is None for place in places):
        return Q()
    reach = Q(pk__in=[])
    for place in places:
        reach |= Q(site=place.site, **({"section": place.section} if place.section else {}))
    return reach


def open_cases(moderator: Reader | None, view: View = View.EVERYTHING, filters: Filters | None = None) -> QuerySet[Case]:
    """The open cases of a view that `moderator` may see, in order; raises SignInNeeded or NotAllowed."""
    through = _through(within_reach(moderator), filters or Filters())
    return cases_with(rarest_first([*through, *_of_view(view)]))


def _through(reach: Q, filters: Filters) -> list[Condition]:
    return [*filters.conditions(), *([of_columns(reach)] if reach else [])]


def _of_view(view: View) -> list[Condition]:
    return [of_flag(FLAGS[view])] if view in FLAGS else []


def load_queue(
    moderator: Reader | None,
    view: View = View.EVERYTHING,
    filters: Filters | None = None,
    *,
    after: str = "",
    now: datetime,
    most: int = PAGE,
) -> Queue:
    """Up to `most` cases after the cursor `after`, and the number in every view; five queries at most.

    Raises SignInNeeded, NotAllowed, UnknownCursor.
    """
    reach, filters, viewed = within_reach(moderator), filters or Filters(), _of_view(view)
    conditions = rarest_first([*_through(reach, filters), *viewed])
    cases = cases_with(conditions)
    if after:
        rank, id = decode(after, 2)
        cases = cases.filter(Q(rank__gt=rank) | Q(rank=rank, id__gt=id), rank__gte=rank)
    keys = list(cases.values_list("rank", "id")[: most + 1])
    shown = keys[:most]
    lines = tuple(_lines([id for _rank, id in shown], now))
    is_all = view is View.EVERYTHING and not after and len(keys) <= most
    through = [each for each in conditions if each not in viewed]
    return Queue(
        lines=lines,
        next=encode(*shown[-1]) if len(keys) > most else None,
        counts=_count_lines(lines) if is_all else _count(reach, filters, through),
        counted_up_to=filters.counted_up_to,
    )


def _lines(keys: list[int], now: datetime) -> Iterable[Line]:
    claimer = Reader.objects.filter(pk=OuterRef("claimed_by")).values("name")
    found = Case.objects.filter(pk__in=keys).select_related("response__parent", "thread").annotate(claimer=Subquery(claimer))
    by_key = {case.pk: case for case in found}
    for key in keys:
        if case := by_key.get(key):
            yield _line(case, case.claimer or "", now)


def _line(case: Case, claimer: str, now: datetime) -> Line:
    parent = case.response.parent
    return Line(
        id=case.pk,
        response=case.response_id,
        name=case.response.author_name,
        parent_name=parent.author_name if parent else "",
        title=case.thread.title,
        reason=case.reason,
        rule=case.rule,
        ground=case.ground,
        p=case.p,
        reports=case.reports,
        views=views_of(case),
        opened_at=case.opened_at,
        rank=case.rank,
        claimed_by=claimer if case.claimed_until and case.claimed_until > now else "",
        language=case.language,
        prepared=case.prepared,
    )


def views_of(case: Case) -> frozenset[View]:
    """The views a case is in, beside everything."""
    return frozenset(view for view, flag in FLAGS.items() if getattr(case, flag))


def count_views(moderator: Reader | None, filters: Filters) -> dict[View, int]:
    """How many open cases each view has for `moderator` under these filters."""
    reach = within_reach(moderator)
    return _count(reach, filters, rarest_first(_through(reach, filters)))


def _count_lines(lines: Sequence[Line]) -> dict[View, int]:
    """The same where all that is open is on one page."""
    counts = Counter(view for line in lines for view in line.views)
    return {view: counts[view] for view in View} | {View.EVERYTHING: len(lines)}


def _count(reach: Q, filters: Filters, through: Sequence[Condition]) -> dict[View, int]:
    if most := filters.counted_up_to:
        return _count_one_by_one(through, most)
    waiting = Waiting.objects.filter(reach, ~Q(cases=0))
    if filters.site:
        waiting = waiting.filter(site=filters.site)
    if filters.section:
        waiting = waiting.filter(section=filters.section)
    counts: Counter[View] = Counter()
    for views, cases in waiting.values_list("views", "cases"):
        counts[View.EVERYTHING] += cases
        for view, bit in BITS.items():
            counts[view] += cases if views & bit else 0
    return {view: counts[view] for view in View}


def _count_one_by_one(through: Sequence[Condition], most: int) -> dict[View, int]:
    each: dict[str, Any] = {flag: Count("pk", filter=Q(**{flag: True})) for flag in FLAGS.values()}
    first = cases_with(through)[: most + 1]
    found = first.aggregate(everything=Count("pk"), **each)
    return {view: found[FLAGS.get(view, "everything")] for view in View}


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters can be set to: what is open now, at most fifty of each."""

    threads: list[tuple[int, str]]
    sections: list[int]
    languages: list[str]
    reasons: list[str]
    grounds: list[str]


def load_choices(moderator: Reader) -> Choices:
    """What the open cases that are first in line differ in."""
    first = open_cases(moderator).values_list("thread", "section", "language", "reason", "ground")[:500]
    threads: Counter[int] = Counter()
    sections, languages, reasons, grounds = set(), set(), set(), set()
    for thread, section, language, reason, ground in first:
        threads[thread] += 1
        sections.add(section)
        languages.add(language)
        reasons.add(reason)
        grounds.add(ground)
    titles = dict(Thread.objects.filter(pk__in=list(threads)).values_list("pk", "title"))
    named = [(thread, titles.get(thread, "")) for thread, _cases in threads.most_common(50)]
    return Choices(named, *(sorted(filter(None, each)) for each in (sections, languages, reasons, grounds)))


def next_case(moderator: Reader, view: View, filters: Filters, *, now: datetime, but: int = 0) -> int | None:
    """The first case in line that no colleague has open and `moderator` may decide; None where nothing waits."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=now) | Q(claimed_by=moderator.pk)
    waiting = open_cases(moderator, view, filters).filter(free, Q(is_appeal=False) | _may_answer(moderator))
    return waiting.exclude(pk=but).values_list("pk", flat=True).first()


def _may_answer(moderator: Reader) -> Q:
    """The appeals that are `moderator`'s to answer: with the right to it, and against decisions of somebody else."""
    own = Decision.objects.filter(pk=OuterRef("against"), moderator=moderator.pk)
    asked = Appeal.objects.filter(Exists(own), response=OuterRef("response"), answered_at=None)
    return _in_places(places_of(moderator, Verb.ANSWER_APPEALS)) & ~Q(Exists(asked))


def same_words(case: Case, moderator: Reader, most: int = 200) -> list[int]:
    """Other open cases whose words read the same."""
    if not case.fingerprint:
        return []
    same = open_cases(moderator).filter(fingerprint=case.fingerprint).exclude(pk=case.pk)
    return list(same.values_list("pk", flat=True)[:most])

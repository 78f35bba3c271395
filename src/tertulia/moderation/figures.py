"""What the decisions add up to: read from the rows of the log, never counted anywhere else."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from tertulia.moderation.actions import Action
from tertulia.moderation.models import Case, Decision
from tertulia.readers.models import Reader
from tertulia.readers.roles import Verb
from tertulia.responses.jurisdiction import threads_under
from tertulia.responses.models import Response, Thread

DAYS = 30
AGAINST = (Action.REMOVE, Action.REPHRASE, Action.ERASE)
FOR = (Action.RELEASE, Action.RESTORE, Action.KEEP)
ABOUT_RESPONSES = (Action.KEEP, Action.RELEASE, Action.REMOVE, Action.RESTORE, Action.REPHRASE, Action.ERASE)


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers under headings: what a chart is drawn from and what its CSV holds. `key` is in addresses."""

    key: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """What of a decision the figures rest on."""

    day: date
    action: str
    is_person: bool
    reason: str
    p: float | None
    waited: int | None
    response: int | None
    before: str


def load_figures(moderator: Reader | None, *, today: date, days: int = DAYS) -> dict[str, Table]:
    """Every table by its key, over the last `days`, for the threads in which `moderator` sees the queue."""
    since = today - timedelta(days=days - 1)
    threads = threads_under(moderator, Verb.SEE_QUEUE)
    rows = _rows(threads, since)
    span = [since + timedelta(days=each) for each in range(days)]
    tables = (
        per_day(rows, _responses_per_day(threads, since), span),
        held_by_reason(rows),
        waiting(rows, span),
        reversals(rows, span),
        precision(rows),
        _busiest(threads, since),
    )
    return {table.key: table for table in tables}


def _rows(threads: object, since: date) -> list[_Row]:
    made = Decision.objects.filter(at__date__gte=since, thread__in=threads, undone_by=None).exclude(action=Action.UNDO)
    fields = ("at", "action", "moderator", "reason", "p", "waited", "response", "before")
    return [
        _Row(at.date(), action, moderator is not None, reason, p, waited, response, before)
        for at, action, moderator, reason, p, waited, response, before in made.order_by("id").values_list(*fields)
    ]


def _responses_per_day(threads: object, since: date) -> dict[date, int]:
    posted = Response.objects.filter(thread__in=threads, posted_at__date__gte=since)
    return dict(posted.annotate(day=TruncDate("posted_at")).values_list("day").annotate(count=Count("pk")).order_by())


def per_day(rows: Sequence[_Row], responses: dict[date, int], span: Sequence[date]) -> Table:
    """Responses, what was held by itself, and decisions by people, day by day."""
    people, held = Counter(row.day for row in rows if row.is_person), Counter(row.day for row in rows if not row.is_person)
    lines = tuple((day, responses.get(day, 0), held[day], people[day]) for day in span)
    return Table("days", ("day", "responses", "held", "decisions"), lines)


def held_by_reason(rows: Sequence[_Row]) -> Table:
    """What the gate held, by its reason, the most frequent first, each with its share in per cent."""
    counts = Counter(row.reason for row in rows if row.action == Action.HOLD and not row.is_person)
    whole = sum(counts.values()) or 1
    return Table(
        "held",
        ("reason", "held", "share"),
        tuple((reason, count, round(100 * count / whole)) for reason, count in counts.most_common()),
    )


def waiting(rows: Sequence[_Row], span: Sequence[date]) -> Table:
    """Hours a case waited for a person: the median and the ninetieth percentile of each day; None where none was decided."""
    by_day: dict[date, list[float]] = defaultdict(list)
    for row in rows:
        if row.is_person and row.waited is not None and row.action in ABOUT_RESPONSES:
            by_day[row.day].append(row.waited / 3600)
    lines = tuple(
        (day, len(by_day[day]), *(round(each, 2) if each is not None else None for each in _middle_and_tail(by_day[day])))
        for day in span
    )
    return Table("waiting", ("day", "cases", "median", "p90"), lines)


def _middle_and_tail(hours: Sequence[float]) -> tuple[float | None, float | None]:
    if not hours:
        return None, None
    ranked = sorted(hours)
    return median(ranked), ranked[min(len(ranked) - 1, -(-len(ranked) * 9 // 10) - 1)]


def reversals(rows: Sequence[_Row], span: Sequence[date]) -> Table:
    """Removals by people, and how many responses were restored, day by day."""
    removed = Counter(row.day for row in rows if row.is_person and row.action == Action.REMOVE)
    restored = Counter(row.day for row in rows if row.is_person and row.action == Action.RESTORE)
    return Table("reversals", ("day", "removed", "restored"), tuple((day, removed[day], restored[day]) for day in span))


def precision(rows: Sequence[_Row]) -> Table:
    """Of what the gate held for each reason, what people then decided: the last word counts. Share upheld in per cent."""
    held = {row.response: row.reason for row in rows if row.action == Action.HOLD and not row.is_person}
    last = {row.response: row.action for row in rows if row.is_person and row.action in (*AGAINST, *FOR)}
    upheld: Counter[str] = Counter()
    decided: Counter[str] = Counter()
    for response, reason in held.items():
        if response in last:
            decided[reason] += 1
            upheld[reason] += last[response] in AGAINST
    lines = tuple((reason, count, upheld[reason], round(100 * upheld[reason] / count)) for reason, count in decided.most_common())
    return Table("precision", ("reason", "decided", "upheld", "share"), lines)


def _busiest(threads: object, since: date) -> Table:
    """The stories with the most responses since a day, and how many cases each had."""
    fresh = Response.objects.filter(thread__in=threads, posted_at__date__gte=since)
    busy = list(fresh.values_list("thread").annotate(count=Count("pk")).order_by("-count")[:10])
    titles = dict(Thread.objects.filter(pk__in=[thread for thread, _count in busy]).values_list("pk", "title"))
    opened = Case.objects.filter(Q(thread__in=[thread for thread, _count in busy]), opened_at__date__gte=since)
    cases = dict(opened.values_list("thread").annotate(count=Count("pk")).order_by())
    return Table(
        "busiest",
        ("story", "responses", "cases"),
        tuple((titles.get(thread, ""), count, cases.get(thread, 0)) for thread, count in busy),
    )

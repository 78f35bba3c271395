"""Counting what must not go unseen: nudges and what came of them, failures of screening."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import Sum

from tertulia.house.models import Tally

NUDGE_SHOWN = "nudge-shown"
NUDGE_EDITED = "nudge-edited"
NUDGE_POSTED = "nudge-posted"
SCREENING_FAILED = "screening-failed"


def count_one(name: str, *, site: int, day: date) -> None:
    """One more; atomic between processes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into house_tally as kept (site, day, name, count) values (%s, %s, %s, 1) "
            "on conflict (site, day, name) do update set count = kept.count + 1",
            [site, day, name],
        )


def counted(name: str, *, since: date, site: int | None = None) -> int:
    """How often `name` happened since a day, on one site or on all."""
    rows = Tally.objects.filter(name=name, day__gte=since)
    if site is not None:
        rows = rows.filter(site=site)
    return rows.aggregate(total=Sum("count"))["total"] or 0


@dataclass(frozen=True, slots=True)
class Month:
    """What came of nudges in thirty days, and how often screening failed: in that time, and since yesterday."""

    shown: int
    edited: int
    posted: int
    failed: int
    failed_lately: int

    @property
    def withdrawn(self) -> int:
        """Nudges after which nothing was sent."""
        return max(0, self.shown - self.edited - self.posted)


def load_month(*, today: date) -> Month:
    """The tallies of all sites."""
    since = today - timedelta(days=30)
    totals = dict(Tally.objects.filter(day__gte=since).values_list("name").annotate(all=Sum("count")))
    return Month(
        shown=totals.get(NUDGE_SHOWN, 0),
        edited=totals.get(NUDGE_EDITED, 0),
        posted=totals.get(NUDGE_POSTED, 0),
        failed=totals.get(SCREENING_FAILED, 0),
        failed_lately=counted(SCREENING_FAILED, since=today - timedelta(days=1)),
    )

"""Counting what must not go unseen: nudges and what came of them, failures of screening."""

from datetime import date

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

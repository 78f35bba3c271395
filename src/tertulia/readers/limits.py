"""How often somebody may do something: counted in the database, so that all workers share one count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from tertulia.errors import TooMany
from tertulia.readers.models import Allowance


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times in a window of `seconds`."""

    name: str
    most: int
    seconds: int


def consume(limit: Limit, who: str, *, now: datetime) -> None:
    """Count one use by `who` (a pseudonym or an id, never an address); raises TooMany above the limit."""
    consume_each([(limit, who)], now=now)


def consume_each(uses: Sequence[tuple[Limit, str]], *, now: datetime) -> None:
    """Count one use under each of several limits; raises TooMany if one of them is exceeded.

    One statement, so it is atomic between threads, processes and machines. It belongs to the caller's transaction: a use
    that is rolled back was not made.
    """
    ends = {f"{limit.name}:{who}": (_end(limit, now), limit.most) for limit, who in uses}
    values = [value for key, (ends_at, _most) in ends.items() for value in (key, ends_at)]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(rows=", ".join(["(%s, %s, 1)"] * len(ends))), values)
        counted = cursor.fetchall()
    for key, used in counted:
        ends_at, most = ends[key]
        if used > most:
            raise TooMany(retry_after=ends_at - int(now.timestamp()))


_COUNT = """
insert into readers_allowance as kept (key, ends_at, used) values {rows}
on conflict (key) do update set
    used = case when kept.ends_at = excluded.ends_at then kept.used + 1 else 1 end,
    ends_at = excluded.ends_at
returning key, used
"""


def _end(limit: Limit, now: datetime) -> int:
    """When the window that `now` lies in ends, in seconds since the epoch."""
    return (int(now.timestamp()) // limit.seconds + 1) * limit.seconds


def forget_ended(*, now: datetime) -> int:
    """Delete the counts of windows that ended an hour ago or earlier; returns how many."""
    deleted, _by_model = Allowance.objects.filter(ends_at__lt=(now - timedelta(hours=1)).timestamp()).delete()
    return deleted


def take_turn(key: str, *, seconds: int, now: datetime) -> int:
    """Take a turn that comes round `seconds` after the last one; 0, or how many seconds are left and no turn was taken.

    One statement, in the caller's transaction, so that two at once do not both have it.
    """
    ends_at, at = int(now.timestamp()) + seconds, int(now.timestamp())
    with connection.cursor() as cursor:
        cursor.execute(_TURN, [key, ends_at, at])
        taken = cursor.fetchone()
        if taken:
            return 0
        cursor.execute("select ends_at from readers_allowance where key = %s", [key])
        return max(1, int(cursor.fetchone()[0]) - at)


_TURN = """
insert into readers_allowance as kept (key, ends_at, used) values (%s, %s, 1)
on conflict (key) do update set ends_at = excluded.ends_at where kept.ends_at <= %s returning key
"""

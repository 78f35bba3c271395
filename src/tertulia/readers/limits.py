"""How often somebody may do something: counted in the database, so that all workers share one count."""

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


_COUNT = """
insert into readers_allowance as kept (key, ends_at, used) values (%s, %s, 1)
on conflict (key) do update set
    used = case when kept.ends_at = excluded.ends_at then kept.used + 1 else 1 end,
    ends_at = excluded.ends_at
returning used
"""


def consume(limit: Limit, who: str, *, now: datetime) -> None:
    """Count one use by `who` (a pseudonym or an id, never an address); raises TooMany above the limit.

    One statement, so it is atomic between threads, processes and machines. It belongs to the caller's transaction: a use
    that is rolled back was not made.
    """
    left = limit.seconds - int(now.timestamp()) % limit.seconds
    ends_at = int(now.timestamp()) + left
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [f"{limit.name}:{who}", ends_at])
        (used,) = cursor.fetchone()
    if used > limit.most:
        raise TooMany(retry_after=left)


def forget_ended(*, now: datetime) -> int:
    """Delete the counts of windows that ended an hour ago or earlier; returns how many."""
    deleted, _by_model = Allowance.objects.filter(ends_at__lt=(now - timedelta(hours=1)).timestamp()).delete()
    return deleted

"""Things that are good for once: the first to spend one has it, whichever worker or machine is asked."""

from datetime import datetime

from django.db import connection

from tertulia.readers.models import Spent


def spend(key: str, *, until: datetime, now: datetime) -> bool:
    """Whether this is the first time for `key`, which is remembered until `until`. One statement, hence atomic."""
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [key, until, now])
        return cursor.fetchone() is not None


_SPEND = """
insert into readers_spent as kept (key, until) values (%s, %s)
on conflict (key) do update set until = excluded.until where kept.until <= %s
returning key
"""


def forget_spent(*, now: datetime) -> int:
    """Delete what need not be remembered any more; returns how many."""
    return Spent.objects.filter(until__lte=now).delete()[0]

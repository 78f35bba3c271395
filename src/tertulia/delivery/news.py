"""Reading what live pages are told: events by thread, after the last one somebody heard of."""

from collections.abc import Iterator, Sequence

from django.db import connection

from tertulia.delivery.live import MOST, News, Position
from tertulia.events.models import Event
from tertulia.responses.reading import load_public_thread

AT_ONCE = 200  # threads asked for together


def read_position(thread: int) -> Position:
    """Where the thread with this primary key stands; raises NotFound, also where it is not for everybody.

    The event is read before the version: what happens in between is told once more, never not at all.
    """
    latest = Event.objects.filter(thread=thread).order_by("-id").values_list("id", flat=True).first()
    return Position(load_public_thread(thread).version, latest or 0)


def read_news(wanted: Sequence[tuple[int, int]]) -> list[News]:
    """The events of each thread after an event, given as pairs of primary keys, in the order of their ids; the first `MOST`.

    One question for two hundred threads, an index read for each.
    """
    return [news for start in range(0, len(wanted), AT_ONCE) for news in _of_threads(wanted[start : start + AT_ONCE])]


def _of_threads(wanted: Sequence[tuple[int, int]]) -> Iterator[News]:
    with connection.cursor() as cursor:
        pairs = ", ".join(["(%s, %s)"] * len(wanted))
        cursor.execute(_NEWS.format(pairs=pairs), [*(key for pair in wanted for key in pair), MOST])
        for row in cursor.fetchall():
            yield News(*row)


# What moderators decide among themselves is not told; what follows from it on the page is.
_NEWS = """
with wanted (thread, after) as (values {pairs})
select event.id, event.thread, event.kind, event.response
from wanted cross join events_event event
where event.thread = wanted.thread and event.id > wanted.after
    and event.kind not in ('case.changed', 'decision.made', 'reader.warned', 'reader.suspended', 'shield.set')
order by event.id limit %s
"""

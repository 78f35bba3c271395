"""Reading what live pages are told: events by thread, after the last one somebody heard of."""

from collections.abc import Iterator, Sequence

from django.db import connection

from tertulia.delivery.live import News, Position
from tertulia.events.models import Event
from tertulia.responses.reading import load_thread, must_be_public

MOST = 200  # events of one thread read at a time


def read_position(thread: int) -> Position:
    """Where the thread with this primary key stands; raises NotFound, also where it is not for everybody.

    The event is read before the version: what happens in between is told once more, never not at all.
    """
    latest = Event.objects.filter(thread=thread).order_by("-id").values_list("id", flat=True).first()
    return Position(must_be_public(load_thread(thread)).version, latest or 0)


def read_news(wanted: Sequence[tuple[int, int]]) -> list[News]:
    """The events of each thread after an event, given as pairs of primary keys: an index read for each thread."""
    return [news for thread, after in wanted for news in _of_thread(thread, after)]


def _of_thread(thread: int, after: int) -> Iterator[News]:
    with connection.cursor() as cursor:
        cursor.execute(_NEWS, [thread, after, MOST])
        for id, kind, response in cursor.fetchall():
            yield News(id, thread, kind, response)


# What moderators decide among themselves is not told; what follows from it on the page is.
_NEWS = """
select id, kind, response from events_event
where thread = %s and id > %s and kind not in ('case.changed', 'decision.made', 'reader.warned', 'reader.suspended', 'shield.set')
order by id limit %s
"""

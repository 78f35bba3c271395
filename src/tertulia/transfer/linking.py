"""Hanging the imported responses of a thread below their parents, and making every kept number right."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import F

from tertulia.events.bulk import in_bulk
from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.responses.models import Response, State, Thread
from tertulia.transfer.forest import Forest, Numbers, Row
from tertulia.transfer.models import Origin
from tertulia.transfer.outcome import LoadReport

_OUT_OF_THE_WAY = 1_000_000_000  # added to branch numbers while they are given anew
AT_ONCE = 1000


def threads_to_link() -> Iterator[int]:
    """Threads with imported responses that hang nowhere yet, also from an import that was killed."""
    yield from Origin.objects.filter(linked=False).order_by("thread").values_list("thread", flat=True).distinct()


def link_thread(thread: int, *, report: LoadReport) -> None:
    """Resolve parents (a tombstone where one never came), cut cycles, number the branches, list and count."""
    _make_tombstones(thread, report)
    _report_strays(thread, report)
    forest = Forest(_rows(thread))
    for cut in forest.cut_cycles():
        report.reading.repair("responses answered each other in a circle; it was cut at the newest", _named(cut))
    forest.grow()
    with in_bulk():
        _store(thread, forest)
    Thread.objects.filter(pk=thread).update(visible=forest.visible, version=F("version") + 1)
    Origin.objects.filter(thread=thread, linked=False).update(linked=True)
    record(Kind.CONVERSATION_IMPORTED, thread=thread)


_MISSING = """
select child.parent, min(response.place) from transfer_origin child
join responses_response response on response.id = child.response_id
left join transfer_origin known on known.external_id = child.parent
where child.thread_id = %s and child.parent <> '' and known.id is null group by child.parent order by child.parent
"""


def _make_tombstones(thread: int, report: LoadReport) -> None:
    """A placeholder under the id of each parent that has not come; it becomes the real response if that turns up."""
    with connection.cursor() as cursor:
        cursor.execute(_MISSING, [thread])
        missing = cursor.fetchall()
    for external_id, earliest in missing:
        stone = Response.objects.create(thread_id=thread, state=State.MISSING.value, listed=False, place=earliest - 1)
        Origin.objects.create(external_id=external_id, response=stone, thread_id=thread, linked=True)
        report.tombstones += 1


_STRAYS = """
select child.external_id from transfer_origin child join transfer_origin known on known.external_id = child.parent
where child.thread_id = %s and child.parent <> '' and known.thread_id <> child.thread_id order by child.response_id
"""


def _report_strays(thread: int, report: LoadReport) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_STRAYS, [thread])
        for (external_id,) in cursor.fetchall():
            report.reading.repair("its parent is in another story; it stands at the top now", external_id)


def _named(response: int) -> str:
    """What whoever reads the report can find it by: the id it came with."""
    came = Origin.objects.filter(response=response).values_list("external_id", flat=True).first()
    return came or f"response {response}"


_ROWS = """
select response.id, coalesce(known.response_id, response.parent_id), response.state = 'visible', response.lifts, response.place
from responses_response response
left join transfer_origin own on own.response_id = response.id
left join transfer_origin known on known.external_id = own.parent and own.parent <> '' and known.thread_id = response.thread_id
where response.thread_id = %s order by response.place, response.id
"""


def _rows(thread: int) -> Iterator[Row]:
    """The thread's responses in their order, each with the parent that it names, or that it has here."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [thread])
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows


def _store(thread: int, forest: Forest) -> None:
    if Response.objects.filter(thread=thread, root__isnull=False).exists():
        for changed in _changes(forest):
            _renumber([key for key, stored, wanted in changed if stored[3] and stored[1:4:2] != wanted[1:4:2]])
    for changed in _changes(forest):
        with connection.cursor() as cursor:
            cursor.executemany(
                "update responses_response set parent_id = %s, root_id = %s, depth = %s, branch_no = %s, listed = %s, "
                "replies = %s, last_no = %s, replied = %s where id = %s",
                [(*wanted, key) for key, _stored, wanted in changed],
            )


def _renumber(keys: list[int]) -> None:
    """Take the numbers of these out of the way, so that others can have them."""
    away = f"update responses_response set branch_no = branch_no + {_OUT_OF_THE_WAY} where id = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(away, [(key,) for key in keys])


_COLUMNS = ("parent", "root", "depth", "branch_no", "listed", "replies", "last_no", "replied")


def _changes(forest: Forest) -> Iterator[list[tuple[int, Numbers, Numbers]]]:
    """Id, what is stored and what shall be, of each response where these differ; a stretch at a time."""
    for stretch in forest.stretches(AT_ONCE):
        keys = forest.ids[stretch.start : stretch.stop]
        there = {row[0]: row[1:] for row in Response.objects.filter(pk__in=keys).values_list("pk", *_COLUMNS)}
        wanted = ((key, there[key], forest.wanted(position)) for key, position in zip(keys, stretch, strict=True))
        if changed := [each for each in wanted if each[1] != each[2]]:
            yield changed

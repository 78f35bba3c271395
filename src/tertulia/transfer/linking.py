"""Hanging the imported responses of a thread below their parents, and making every kept number right."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Count, F

from tertulia.events.bulk import in_bulk
from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.responses.models import Response, State, Thread
from tertulia.transfer.forest import Forest, Numbers, Row
from tertulia.transfer.inserting import insert_rows
from tertulia.transfer.models import Origin
from tertulia.transfer.outcome import LoadReport
from tertulia.transfer.settling import CIRCLE

_OUT_OF_THE_WAY = 1_000_000_000  # added to branch numbers while they are given anew
AT_ONCE = 1000
FEW = 200  # responses to be hung, for which only the branches are read that they leave or join


def threads_to_link() -> Iterator[tuple[int, int]]:
    """Threads with imported responses that hang nowhere yet, also from an import that was killed, and how many those are."""
    waiting = Origin.objects.filter(linked=False).order_by("thread")
    yield from waiting.values_list("thread").annotate(number=Count("pk"))


def link_thread(thread: int, *, report: LoadReport) -> None:
    """Resolve parents (a tombstone where one never came), cut cycles, number the branches, list and count."""
    _make_tombstones(thread, report)
    _report_strays(thread, report)
    forest = Forest(_rows(thread, _branches(thread)))
    for cut in forest.cut_cycles():
        report.reading.repair(CIRCLE, _named(cut))
    forest.grow()
    with in_bulk():
        _store(thread, forest)
    Thread.objects.filter(pk=thread).update(visible=_visible(thread), version=F("version") + 1)
    Origin.objects.filter(thread=thread, linked=False).update(linked=True)
    record(Kind.CONVERSATION_IMPORTED, thread=thread)


def _visible(thread: int) -> int:
    return Response.objects.filter(thread=thread, state=State.VISIBLE).count()


_MISSING = """
select child.parent, min(response.place) from transfer_origin child
join responses_response response on response.id = child.response_id
left join transfer_origin known on known.external_id = child.parent
where child.thread_id = %s and not child.linked and child.parent <> '' and known.id is null
group by child.parent order by child.parent
"""


def _make_tombstones(thread: int, report: LoadReport) -> None:
    """A placeholder under the id of each parent that has not come; it becomes the real response if that turns up."""
    with connection.cursor() as cursor:
        cursor.execute(_MISSING, [thread])
        missing = cursor.fetchall()
    stone = {"thread_id": thread, "state": State.MISSING.value, "listed": False}
    keys = insert_rows(Response, [{**stone, "place": earliest - 1} for _parent, earliest in missing])
    named = zip(missing, keys, strict=True)
    come = {"thread_id": thread, "linked": True, "line": "{}"}
    insert_rows(Origin, [{**come, "external_id": parent, "response_id": key} for (parent, _earliest), key in named])
    report.tombstones += len(missing)


_STRAYS = """
select child.external_id from transfer_origin child join transfer_origin known on known.external_id = child.parent
where child.thread_id = %s and not child.linked and child.parent <> '' and known.thread_id <> child.thread_id
order by child.response_id
"""


def _report_strays(thread: int, report: LoadReport) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_STRAYS, [thread])
        for (external_id,) in cursor.fetchall():
            report.reading.repair("parent-elsewhere", external_id)


def _named(response: int) -> str:
    """What whoever reads the report can find it by: the id it came with."""
    came = Origin.objects.filter(response=response).values_list("external_id", flat=True).first()
    return came or f"response {response}"


_TOUCHED = """
select coalesce(response.root_id, response.id), coalesce(known.root_id, known.id) from transfer_origin own
join responses_response response on response.id = own.response_id
left join transfer_origin above on above.external_id = own.parent and own.parent <> '' and above.thread_id = own.thread_id
left join responses_response known on known.id = above.response_id
where own.thread_id = %s and not own.linked limit %s
"""


def _branches(thread: int) -> list[int] | None:
    """The tops (primary keys) of the branches that what is to be hung leaves or joins; None if it is no small part."""
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, [thread, FEW + 1])
        touched = cursor.fetchall()
    return sorted({key for pair in touched for key in pair if key is not None}) if len(touched) <= FEW else None


_ROWS = """
select response.id, coalesce(known.response_id, response.parent_id), response.state = 'visible', response.lifts, response.place
from responses_response response
left join transfer_origin own on own.response_id = response.id
left join transfer_origin known on known.external_id = own.parent and own.parent <> '' and known.thread_id = response.thread_id
where {} order by response.place, response.id
"""


def _rows(thread: int, branches: list[int] | None) -> Iterator[Row]:
    """The responses of these branches, or all of the thread, in their order, each with the parent that it names, or has here."""
    where, values = "response.thread_id = %s", [thread]
    if branches is not None:
        tops = ", ".join(["%s"] * len(branches))
        where, values = f"response.id in ({tops}) or response.root_id in ({tops})", branches * 2
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(where), values)
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

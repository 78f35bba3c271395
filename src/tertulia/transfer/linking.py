"""Hanging the imported responses of a thread below their parents, and making every kept number right."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection

from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.responses.models import Response, State, Thread
from tertulia.responses.orders import settle_thread
from tertulia.transfer.models import Origin
from tertulia.transfer.outcome import LoadReport

_OUT_OF_THE_WAY = 1_000_000_000  # added to branch numbers while they are given anew


@dataclass(slots=True)
class Node:
    """A response while its thread is laid out: what the database has, and what it shall have."""

    id: int
    parent: int | None
    place: int
    state: str
    stored: tuple[int | None, int | None, int, int, bool, int, int, int]
    children: list["Node"] = field(default_factory=list)
    root: int | None = None
    depth: int = 1
    number: int = 0
    listed: bool = False
    replies: int = 0
    last: int = 0

    def wanted(self) -> tuple[int | None, int | None, int, int, bool, int, int, int]:
        return self.parent, self.root, self.depth, self.number, self.listed, self.replies, self.last, self.place


def threads_to_link() -> Iterator[int]:
    """Threads with imported responses that hang nowhere yet, also from an import that was killed."""
    yield from Origin.objects.filter(linked=False).order_by("thread").values_list("thread", flat=True).distinct()


def link_thread(thread: int, *, report: LoadReport) -> None:
    """Resolve parents (a tombstone where one never came), cut cycles, number the branches, list and count."""
    _make_tombstones(thread, report)
    nodes = _load(thread)
    _hang(nodes, _parents(thread, nodes, report), report)
    tops = [node for node in nodes.values() if node.parent is None]
    for top in tops:
        _number(top)
        _list_upwards(top)
    _store(nodes)
    settle_thread(thread)
    visible = sum(node.state == State.VISIBLE for node in nodes.values())
    Thread.objects.filter(pk=thread).update(visible=visible)
    Origin.objects.filter(thread=thread, linked=False).update(linked=True)
    record(Kind.CONVERSATION_IMPORTED, thread=thread)


def _make_tombstones(thread: int, report: LoadReport) -> None:
    """A placeholder under the id of each parent that has not come; it becomes the real response if that turns up."""
    asked = set(Origin.objects.filter(thread=thread).exclude(parent="").values_list("parent", flat=True))
    missing = sorted(asked - set(Origin.objects.filter(external_id__in=asked).values_list("external_id", flat=True)))
    earliest = _earliest_children(thread, missing)
    for external_id in missing:
        stone = Response.objects.create(
            thread_id=thread, state=State.MISSING.value, listed=False, place=earliest[external_id] - 1
        )
        Origin.objects.create(external_id=external_id, response=stone, thread_id=thread, linked=True)
        report.tombstones += 1


def _earliest_children(thread: int, parents: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    rows = Origin.objects.filter(thread=thread, parent__in=parents).values_list("parent", "response__place")
    for parent, place in rows:
        places[parent] = min(place, places.get(parent, place))
    return places


def _load(thread: int) -> dict[int, Node]:
    columns = ("id", "parent", "place", "state", "root", "depth", "branch_no", "listed", "replies", "last_no")
    rows = Response.objects.filter(thread=thread).order_by("place", "id").values_list(*columns)
    return {
        row[0]: Node(row[0], row[1], row[2], row[3], (row[1], row[4], row[5], row[6], row[7], row[8], row[9], row[2]))
        for row in rows.iterator(2000)
    }


def _parents(thread: int, nodes: dict[int, Node], report: LoadReport) -> dict[int, int]:
    """The parent each imported response names, where it is in this thread."""
    named = dict(Origin.objects.filter(thread=thread).exclude(parent="").values_list("response", "parent"))
    there = dict(Origin.objects.filter(external_id__in=set(named.values())).values_list("external_id", "response"))
    parents = {}
    for response, external_id in named.items():
        parent = there[external_id]
        if parent in nodes:
            parents[response] = parent
        else:
            report.reading.repair("its parent is in another story; it stands at the top now", f"response {response}")
    return parents


def _hang(nodes: dict[int, Node], parents: dict[int, int], report: LoadReport) -> None:
    for node in nodes.values():
        node.parent = parents.get(node.id, node.parent)
    for cut in _newest_of_cycles(nodes):
        report.reading.repair("responses answered each other in a circle; it was cut at the newest", f"response {cut.id}")
        cut.parent = None
    for node in nodes.values():
        if node.parent is not None:
            nodes[node.parent].children.append(node)


def _newest_of_cycles(nodes: dict[int, Node]) -> list[Node]:
    """One member of each cycle of parents: the newest."""
    state: dict[int, int] = {}  # 0: on the present path, 1: leads to a top
    found = []
    for start in nodes.values():
        path: list[Node] = []
        node: Node | None = start
        while node is not None and node.id not in state:
            state[node.id] = 0
            path.append(node)
            node = nodes[node.parent] if node.parent is not None else None
        if node is not None and state[node.id] == 0:
            found.append(max(path[path.index(node) :], key=lambda each: (each.place, each.id)))
        for each in path:
            state[each.id] = 1
    return found


def _number(top: Node) -> None:
    """Number the replies of a branch by time, each after its parent."""
    waiting = [(top.place, top.id, top)]
    while waiting:
        _place, _id, node = heapq.heappop(waiting)
        if node is not top:
            top.last += 1
            node.root, node.number = top.id, top.last
        for child in node.children:
            child.depth = node.depth + 1
            heapq.heappush(waiting, (child.place, child.id, child))


def _list_upwards(top: Node) -> None:
    """A response is listed while visible or while something listed hangs below it."""
    ordered = [top]
    for node in ordered:
        ordered.extend(node.children)
    for node in reversed(ordered):
        node.listed = node.state == State.VISIBLE or any(child.listed for child in node.children)
    top.replies = sum(node.listed for node in ordered) - top.listed


def _store(nodes: dict[int, Node]) -> None:
    changed = [node for node in nodes.values() if node.wanted() != node.stored]
    renumbered = [(node.id,) for node in changed if node.stored[3] and node.stored[1:4:2] != (node.root, node.number)]
    with connection.cursor() as cursor:
        if renumbered:
            away = f"update responses_response set branch_no = branch_no + {_OUT_OF_THE_WAY} where id = %s"  # noqa: S608
            cursor.executemany(away, renumbered)
        cursor.executemany(
            "update responses_response set parent_id = %s, root_id = %s, depth = %s, branch_no = %s, listed = %s, "
            "replies = %s, last_no = %s, place = %s where id = %s",
            [(*node.wanted(), node.id) for node in changed],
        )

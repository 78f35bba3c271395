"""Reading a thread: two index reads a page, whatever the size of the thread, in plain SQL.

Through the ORM the same page costs five to ten times as much; `tests/responses/test_reading.py` holds the two against
each other. Everything here is the same for every reader.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Q

from tertulia.cursors import Cursor, parse_cursor
from tertulia.errors import NotFound
from tertulia.responses.featuring import Featured
from tertulia.responses.models import Response, Thread, ThreadState
from tertulia.responses.orders import COLUMNS, Order, key_of
from tertulia.responses.rows import Row, select

BRANCH_PAGE = 100  # replies of one branch that are shown before the rest is behind a link
WORTH_CUTTING = 20  # replies of such a branch that must find room at the end of a page, or it begins the next one


@dataclass(frozen=True, slots=True)
class ThreadHead:
    """What stands above the responses."""

    id: int
    url: str
    title: str
    language: str
    state: str
    visible: int
    declared: int | None
    version: int
    story: int | None
    site: int


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """One page of a thread: rows in reading order by branch (a top-level response, then its replies by time)."""

    thread: ThreadHead
    order: Order
    rows: tuple[Row, ...]
    next: Cursor | None
    cut: int | None = None  # primary key of the branch that goes on elsewhere
    cut_after: int = 0  # the last branch_no shown of it
    within: int | None = None  # primary key of the branch this page continues
    elsewhere: tuple[Row, ...] = ()  # rows of earlier pages that rows of this one answer
    featured: tuple[Featured, ...] = ()  # above a first page
    earlier: str | None = None  # cursor of the page before this one, "" for the first; None where nothing stands before


class _Place(NamedTuple):
    """Where a top-level response stands in an order, and how many replies it has."""

    id: int
    key: int
    replies: int


_Top = TypeVar("_Top", Row, _Place)

# A thread is out in the open unless its story has been taken down again, or shall have none.
_OPEN_TO_VIEW = (Q(story=None) | Q(story__live=True)) & ~Q(state=ThreadState.NONE)

_HEAD = (
    "select t.id, t.url, t.title, t.language, t.state, t.visible, t.declared, t.version, t.story_id, t.site "
    "from responses_thread t"
)


def load_thread(thread: int) -> ThreadHead:
    """The head of the thread with this primary key; raises NotFound, also while its story is not published or has none."""
    found = _head("left join wagtailcore_page p on p.id = t.story_id where t.id = %s and (t.story_id is null or p.live)", thread)
    if found is None or found.state == ThreadState.NONE:
        raise NotFound
    return found


def load_public_thread(thread: int) -> ThreadHead:
    """The same for everybody: NotFound also where the story, or a section above it, is only for some (Wagtail's privacy)."""
    found = _head(_IN_PUBLIC, thread)
    if found is None:
        raise NotFound
    return found


def find_thread_head(*, site: int, urls: list[str]) -> ThreadHead:
    """The head of the thread known on `site` under the first of `urls` that is one's address.

    Raises NotFound, also while its story is not published.
    """
    known = Q(url__in=urls) | Q(addresses__url__in=urls)
    found = Thread.objects.filter(known, _OPEN_TO_VIEW, site=site).values_list("addresses__url", *ThreadHead.__slots__)
    ranks = {url: rank for rank, url in enumerate(urls)}
    by_rank = {ranks.get(url, len(urls)): ThreadHead(*head) for also, *head in found for url in (also, head[1])}
    if not by_rank:
        raise NotFound
    return by_rank[min(by_rank)]


def must_be_public(thread: ThreadHead) -> ThreadHead:
    """The head again; raises NotFound where the story, or a section above it, is only for some (Wagtail's privacy)."""
    if thread.story and _one(_RESTRICTION, thread.story):
        raise NotFound
    return thread


_RESTRICTED = """
select 1 from wagtailcore_pageviewrestriction restriction join wagtailcore_page above on above.id = restriction.page_id
where substr(p.path, 1, length(above.path)) = above.path
"""
_RESTRICTION = f"select 1 from wagtailcore_page p where p.id = %s and exists ({_RESTRICTED})"  # noqa: S608
# Of a thread `t` with its page `p`: open to everybody.
WITH_PAGE = "left join wagtailcore_page p on p.id = t.story_id"
FOR_ALL = f"t.state <> 'none' and (t.story_id is null or (p.live and not exists ({_RESTRICTED})))"
_IN_PUBLIC = f"{WITH_PAGE} where t.id = %s and {FOR_ALL}"


def load_thread_of_story(story: int) -> ThreadHead | None:
    """The head of the story's thread, if it has one; its state says whether it is shown."""
    return _head("where t.story_id = %s", story)


def _head(rest: str, key: int) -> ThreadHead | None:
    found = _one(f"{_HEAD} {rest}", key)
    return ThreadHead(*found) if found else None


def _one(query: str, key: int) -> tuple[Any, ...] | None:
    """The first row of a query by one primary key."""
    if key >= 2**63:
        return None  # no column holds such a number, and SQLite's driver fails on it
    with connection.cursor() as cursor:
        cursor.execute(query, [key])
        return cursor.fetchone()


def count_by_story(stories: Sequence[int]) -> dict[int, int]:
    """Visible responses by the story's primary key; stories without a thread are absent."""
    threads = Thread.objects.filter(story__in=stories).exclude(state=ThreadState.NONE)
    return dict(threads.values_list("story", "visible"))


def load_versions(stories: Sequence[int]) -> dict[int, int]:
    """The versions of the threads of these stories, by the thread's primary key."""
    return dict(Thread.objects.filter(story__in=stories).values_list("pk", "version"))


def load_thread_page(thread: ThreadHead, *, order: Order = Order.OLDEST, after: str = "", most: int = 100) -> ThreadPage:
    """The page of up to `most` responses after the cursor `after` ("" for the first); two queries. Raises UnknownCursor.

    Whole branches are taken while they fit. One of more than BRANCH_PAGE replies is cut, at the end of a page or on one of
    its own; the cut says where it goes on.
    """
    top = top_level(thread.id, order=order, after=parse_cursor(after) if after else None, most=most + 1)
    taken = fitting(top, most, long_needs=WORTH_CUTTING)
    last = taken[-1] if taken else None
    cut_at = _cut_at(taken, most)
    whole = [row.id for row in (taken[:-1] if cut_at else taken) if row.replies]
    replies = _with_cut(whole, taken[-1].id, cut_at) if cut_at else branches(whole, most=most + BRANCH_PAGE)
    return ThreadPage(
        thread=thread,
        order=order,
        rows=tuple(weave(taken, replies)),
        next=Cursor(key_of(last, order), last.id) if last and len(taken) < len(top) else None,
        cut=last.id if last and cut_at else None,
        cut_after=max((row.branch_no for row in replies if last and cut_at and row.root == last.id), default=0),
    )


def load_branch_page(thread: ThreadHead, *, root: int, after: int) -> ThreadPage:
    """The replies of the branch `root` numbered above `after`, the branch's top first; three queries. Raises NotFound."""
    top = select("where thread_id = %s and id = %s and root_id is null and listed", [thread.id, root])
    if not top:
        raise NotFound
    replies = select(
        f"where root_id = %s and listed and branch_no > %s order by branch_no limit {BRANCH_PAGE + 1}", [root, after]
    )
    more = len(replies) > BRANCH_PAGE
    shown = replies[:BRANCH_PAGE]
    return ThreadPage(
        thread=thread,
        order=Order.OLDEST,
        rows=(*top, *shown),
        next=None,
        cut=root if more else None,
        cut_after=shown[-1].branch_no if more else 0,
        within=root,
        elsewhere=tuple(_answered_elsewhere(shown, root)),
    )


def find_earlier(thread: ThreadHead, *, order: Order, after: str, most: int) -> str | None:
    """The cursor of the page that ends with what the cursor `after` was given for; one query. Raises UnknownCursor.

    "" stands for the first page; None says that nothing stands before.
    """
    before = _before(thread.id, order=order, until=parse_cursor(after), most=most + 1)
    taken = fitting(before, most)
    if not taken:
        return None
    return str(Cursor(before[len(taken)].key, before[len(taken)].id)) if len(taken) < len(before) else ""


def _before(thread: int, *, order: Order, until: Cursor, most: int) -> list[_Place]:
    """The last `most` listed top-level responses up to a cursor, the nearest first."""
    column, index = COLUMNS[order]
    compare, way = ("<=", "desc") if order is Order.OLDEST else (">=", "asc")
    table = f"responses_response indexed by {index}" if connection.vendor == "sqlite" else "responses_response"
    query = (
        f"select id, {column}, replies from {table} where thread_id = %s and root_id is null and listed "  # noqa: S608
        f"and ({column}, id) {compare} (%s, %s) order by {column} {way}, id {way} limit {int(most)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [thread, until.place, until.id])
        return [_Place(*found) for found in cursor.fetchall()]


def _answered_elsewhere(shown: Sequence[Row], root: int) -> list[Row]:
    wanted = {row.parent for row in shown} - {row.id for row in shown} - {root}
    if not wanted:
        return []
    return select(f"where id in ({', '.join(['%s'] * len(wanted))})", list(wanted))


def top_level(thread: int, *, order: Order, after: Cursor | None, most: int, text: bool = False) -> list[Row]:
    """The next `most` listed top-level responses in an order."""
    column, index = COLUMNS[order]
    compare, way = (">", "asc") if order is Order.OLDEST else ("<", "desc")
    where, values = "where thread_id = %s and root_id is null and listed", [thread]
    if after:
        where += f" and ({column}, id) {compare} (%s, %s)"
        values += [after.place, after.id]
    return select(f"{where} order by {column} {way}, id {way} limit {int(most)}", values, text=text, index=index)


def fitting(top: Sequence[_Top], most: int, *, long_needs: int = BRANCH_PAGE) -> list[_Top]:
    """The first of `top` whose branches fit on a page of `most`, at least one. A branch of more than BRANCH_PAGE replies
    fits, and ends the page, where there is room for `long_needs` of them."""
    taken: list[_Top] = []
    room = most
    for row in top:
        room -= 1
        if taken and room < (long_needs if row.replies > BRANCH_PAGE else row.replies):
            break
        taken.append(row)
        room -= row.replies
    return taken


def _cut_at(taken: Sequence[Row], most: int) -> int:
    """How many replies of the last branch are shown: as many as find room, or BRANCH_PAGE where it stands alone; 0: all."""
    if not taken or taken[-1].replies <= BRANCH_PAGE:
        return 0
    return most - sum(1 + row.replies for row in taken[:-1]) - 1 if len(taken) > 1 else BRANCH_PAGE


def branches(roots: list[int], *, most: int, text: bool = False) -> list[Row]:
    """The listed replies of the branches `roots`, by branch and number. One branch alone may be longer than a page."""
    if not roots:
        return []
    marks = ", ".join(["%s"] * len(roots))
    limit = BRANCH_PAGE if len(roots) == 1 else most
    return select(f"where root_id in ({marks}) and listed order by root_id, branch_no limit {int(limit)}", roots, text=text)


def _with_cut(roots: list[int], root: int, most: int) -> list[Row]:
    """The same, with the first `most` replies of one more branch."""
    return select(_WITH_CUT.format(marks=", ".join(["%s"] * len(roots)) or "null"), [*roots, root, most])


_WITH_CUT = """
where id in (
    select id from responses_response where root_id in ({marks}) and listed union all
    select * from (select id from responses_response where root_id = %s and listed order by branch_no limit %s) as first
) order by root_id, branch_no
"""


def weave(top: Sequence[Row], replies: Sequence[Row]) -> Iterator[Row]:
    """Each top-level row followed by its replies."""
    by_root: dict[int | None, list[Row]] = {}
    for reply in replies:
        by_root.setdefault(reply.root, []).append(reply)
    for row in top:
        yield row
        yield from by_root.get(row.id, ())


@dataclass(frozen=True, slots=True)
class Own:
    """A response as its author sees it."""

    id: int
    thread: int
    parent: int | None
    depth: int
    state: str
    text: str
    html: str
    posted_at: datetime | None
    edited_at: datetime | None
    up: int
    down: int
    badge: str
    featured_at: datetime | None


def load_own(response: int, *, reader: int | None) -> Own | None:
    """The response if the reader with this primary key wrote it."""
    if reader is None:
        return None
    found = Response.objects.filter(pk=response, author=reader).values_list(*Own.__slots__).first()
    return Own(*found) if found else None


def load_response(response: int) -> Row:
    """A response as everybody may see it, with its source; raises NotFound."""
    found = select("where id = %s and listed", [response], text=True)
    if not found:
        raise NotFound
    must_be_public(load_thread(Response.objects.values_list("thread_id", flat=True).get(pk=response)))
    return found[0]


def thread_of(response: int) -> int:
    """The primary key of the thread a response stands in; raises NotFound."""
    found = Response.objects.filter(pk=response).values_list("thread_id", flat=True).first()
    if found is None:
        raise NotFound
    return found


def load_titles(responses: Sequence[int]) -> dict[int, str]:
    """What the threads of these responses are called, by the response's primary key."""
    return dict(Response.objects.filter(pk__in=responses).values_list("pk", "thread__title"))


def load_quoted(thread: int, response: int) -> Row | None:
    """The visible response that somebody is about to answer, if it is in this thread."""
    found = select("where id = %s and thread_id = %s and state = 'visible'", [response, thread])
    return found[0] if found else None

"""Reading a thread: two index reads a page, whatever the size of the thread, in plain SQL.

Through the ORM the same page costs five to ten times as much; `tests/responses/test_reading.py` holds the two against
each other. Everything here is the same for every reader.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q

from tertulia.cursors import Cursor, parse_cursor
from tertulia.errors import NotFound, UnknownOrder
from tertulia.responses.models import Response, Thread
from tertulia.responses.rows import Row, select
from tertulia.stories.models import StoryPage

BRANCH_PAGE = 100  # replies of one branch that are shown before the rest is behind a link


class Order(StrEnum):
    """How the top level of a thread is sorted; replies stay oldest first."""

    OLDEST = "oldest"
    NEWEST = "newest"


def parse_order(text: str) -> Order:
    """The order called `text`; raises UnknownOrder."""
    try:
        return Order(text)
    except ValueError:
        raise UnknownOrder from None


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


# A thread is out in the open unless its story has been taken down again.
_OPEN_TO_VIEW = Q(story=None) | Q(story__live=True)


def load_thread(thread: int) -> ThreadHead:
    """The head of the thread with this primary key; raises NotFound, also while its story is not published."""
    found = Thread.objects.filter(_OPEN_TO_VIEW, pk=thread).values_list(*ThreadHead.__slots__).first()
    if found is None:
        raise NotFound
    return ThreadHead(*found)


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
    if thread.story and not StoryPage.objects.filter(pk=thread.story).public().exists():
        raise NotFound
    return thread


def load_thread_of_story(story: int) -> ThreadHead | None:
    """The head of the story's thread, if it has one."""
    found = Thread.objects.filter(story=story).values_list(*ThreadHead.__slots__).first()
    return ThreadHead(*found) if found else None


def count_by_story(stories: Sequence[int]) -> dict[int, int]:
    """Visible responses by the story's primary key; stories without a thread are absent."""
    return dict(Thread.objects.filter(story__in=stories).values_list("story", "visible"))


def load_versions(stories: Sequence[int]) -> dict[int, int]:
    """The versions of the threads of these stories, by the thread's primary key."""
    return dict(Thread.objects.filter(story__in=stories).values_list("pk", "version"))


def load_thread_page(thread: ThreadHead, *, order: Order = Order.OLDEST, after: str = "", most: int = 100) -> ThreadPage:
    """The page of up to `most` responses after the cursor `after` ("" for the first); two queries. Raises UnknownCursor.

    Whole branches are taken while they fit; a branch larger than BRANCH_PAGE replies stands on a page of its own.
    """
    top = top_level(thread.id, order=order, after=parse_cursor(after) if after else None, most=most + 1)
    taken = fitting(top, most)
    replies = branches([row.id for row in taken if row.replies], most=most + BRANCH_PAGE)
    more = len(taken) < len(top)
    last = taken[-1] if taken else None
    cut = last if last and last.replies > BRANCH_PAGE else None
    return ThreadPage(
        thread=thread,
        order=order,
        rows=tuple(weave(taken, replies)),
        next=Cursor(last.place, last.id) if last and more else None,
        cut=cut.id if cut else None,
        cut_after=max((row.branch_no for row in replies if cut and row.root == cut.id), default=0),
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


def _answered_elsewhere(shown: Sequence[Row], root: int) -> list[Row]:
    wanted = {row.parent for row in shown} - {row.id for row in shown} - {root}
    if not wanted:
        return []
    return select(f"where id in ({', '.join(['%s'] * len(wanted))})", list(wanted))


def top_level(thread: int, *, order: Order, after: Cursor | None, most: int, text: bool = False) -> list[Row]:
    """The next `most` listed top-level responses in an order."""
    newest = order is Order.NEWEST
    where, values = "where thread_id = %s and root_id is null and listed", [thread]
    if after:
        where += f" and (place, id) {'<' if newest else '>'} (%s, %s)"
        values += [after.place, after.id]
    way = "desc" if newest else "asc"
    rest = f"{where} order by place {way}, id {way} limit {int(most)}"
    return select(rest, values, text=text, index="response_top_level")


def fitting(top: Sequence[Row], most: int) -> list[Row]:
    """The first of `top` whose branches fit on a page of `most`; at least one."""
    taken: list[Row] = []
    room = most
    for row in top:
        room -= 1 + min(row.replies, BRANCH_PAGE)
        if room < 0 and taken:
            break
        taken.append(row)
    return taken


def branches(roots: list[int], *, most: int, text: bool = False) -> list[Row]:
    """The listed replies of the branches `roots`, by branch and number. One branch alone may be longer than a page."""
    if not roots:
        return []
    marks = ", ".join(["%s"] * len(roots))
    limit = BRANCH_PAGE if len(roots) == 1 else most
    return select(f"where root_id in ({marks}) and listed order by root_id, branch_no limit {int(limit)}", roots, text=text)


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


def load_quoted(thread: int, response: int) -> Row | None:
    """The visible response that somebody is about to answer, if it is in this thread."""
    found = select("where id = %s and thread_id = %s and state = 'visible'", [response, thread])
    return found[0] if found else None

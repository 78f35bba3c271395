"""Where in its thread a response stands."""

from dataclasses import dataclass

from tertulia.cursors import Cursor
from tertulia.errors import NotFound
from tertulia.responses.models import Response
from tertulia.responses.orders import Order, key_of
from tertulia.responses.reading import BRANCH_PAGE, ThreadHead, load_thread, load_thread_page
from tertulia.responses.rows import Row, select


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a response stands: which page of its thread to open."""

    thread: ThreadHead
    row: Row
    after: str  # cursor of the page that begins with its branch; "" where the first page holds it
    branch: int | None  # the branch to continue …
    after_no: int  # … after this number; only where the branch's own page does not hold it


def find_spot(response: int, *, order: Order = Order.OLDEST, most: int = 100) -> Spot:
    """The page that shows the response, whatever the size of the thread; at most four queries. Raises NotFound."""
    found = select("where id = %s and listed", [response])
    if not found:
        raise NotFound
    row = found[0]
    thread = load_thread(_thread_of(response))
    top = row if row.root is None else select("where id = %s", [row.root])[0]
    if top.replies > BRANCH_PAGE and _far_down(row):
        return Spot(thread, row, "", top.id, row.branch_no - 1)
    first = load_thread_page(thread, order=order, most=most)
    if any(shown.id == response for shown in first.rows):
        return Spot(thread, row, "", None, 0)
    before = -1 if order is Order.OLDEST else 1
    return Spot(thread, row, str(Cursor(key_of(top, order), top.id + before)), None, 0)


def _far_down(row: Row) -> bool:
    """Whether the branch's own page, which shows its first BRANCH_PAGE listed replies, does not reach `row`."""
    before = Response.objects.filter(root=row.root, listed=True, branch_no__lt=row.branch_no)[: BRANCH_PAGE + 1]
    return before.count() >= BRANCH_PAGE


def _thread_of(response: int) -> int:
    return Response.objects.values_list("thread_id", flat=True).get(pk=response)

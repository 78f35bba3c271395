"""The thread part of a page: what `responses/reading.py` found, laid out and drawn.

Two things are kept: each response as it was drawn, and each branch made of them. After a write one branch is put together
anew, of one response that is drawn and others that were.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html
from jinja2 import Template

from tertulia.cursors import parse_number
from tertulia.errors import UnknownCursor
from tertulia.options import options
from tertulia.responses.featuring import load_featured
from tertulia.responses.orders import Order, parse_order, usual_order
from tertulia.responses.reading import ThreadHead, ThreadPage, find_earlier, load_branch_page, load_thread_page
from tertulia.responses.rows import Row
from tertulia.responses.tree import Line, outline
from tertulia.web.metadata import comments
from tertulia.web.pieces import Pieces
from tertulia.web.speech import interface_language, language

DRAWN_BYTES = 8 * 1024 * 1024  # memory for responses that were drawn, and as much for branches
HOLE = "<!--the responses-->"
Macro = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which page of a thread somebody wants; parsed from the query of its address."""

    order: Order = field(default_factory=usual_order)
    after: str = ""
    branch: int | None = None

    @property
    def query(self) -> str:
        """The canonical query, with its question mark; empty for the first page in the usual order."""
        said: dict[str, Any] = {}
        if self.order is not usual_order():
            said["order"] = self.order.value
        if self.branch is not None:
            said["branch"] = self.branch
        if self.after:
            said["after"] = self.after
        return f"?{urlencode(said)}" if said else ""

    def behind(self, address: str) -> str:
        """The query as it stands behind an address: with `&` before it where that has a query already."""
        return self.query.replace("?", "&", 1) if "?" in address else self.query


def parse_asked(query: Any) -> Asked:
    """Read `order`, `after` and `branch` from a mapping of query parameters; raises UnknownOrder or UnknownCursor."""
    branch = parse_number(query["branch"]) if "branch" in query else None
    if branch is None and "branch" in query:
        raise UnknownCursor
    return Asked(
        order=parse_order(query["order"]) if "order" in query else usual_order(),
        after=query.get("after", ""),
        branch=branch,
    )


def load_page(thread: ThreadHead, asked: Asked) -> ThreadPage:
    """The page `asked` for; raises UnknownCursor or NotFound."""
    if asked.branch is None:
        page = load_thread_page(thread, order=asked.order, after=asked.after, most=options.responses_per_page)
        if asked.after:
            return replace(
                page, earlier=find_earlier(thread, order=asked.order, after=asked.after, most=options.responses_per_page)
            )
        return replace(page, featured=load_featured(thread.id))
    after = parse_number(asked.after or "0", digits=9)
    if after is None:
        raise UnknownCursor
    return load_branch_page(thread, root=asked.branch, after=after)


def draw_thread(
    page: ThreadPage,
    *,
    path: str,
    asked: Asked,
    title: str,
    base: str = "",
    respond: str = "",
    spot: str = "",
    framed: bool = False,
) -> tuple[bytes, list[bytes]]:
    """The HTML of the thread part, and its branches as machines read them (see `metadata.comments`).

    `path`: address of the page it stands on, which may have a query; `title`: the story's headline; `base`: `https://host`.
    `respond`: where the first response is written, as long as there is no thread. `spot`: with a response's key behind
    it, the way to that response on pages of this kind, where that is not `/r/ID/`. `framed`: whether for a frame.
    """
    if not respond and page.thread.state != "closed":
        respond = _address_of_form(page.thread.id)
    branches = _draw_branches(page, respond, base)
    drawn = _macros("thread.html").thread_part(
        thread=page.thread,
        page=page,
        items=HOLE if branches else "",
        closes=branches[-1].closes if branches else 0,
        respond=respond,
        asked=asked,
        orders=_orders(usual_order(), "?" in path),
        path=path,
        title=title,
        spot=spot,
        framed=framed,
        earlier_query=Asked(asked.order, page.earlier or "").behind(path),
        next_query=Asked(asked.order, str(page.next)).behind(path) if page.next else "",
        cut_query=Asked(branch=page.cut, after=str(page.cut_after)).behind(path) if page.cut else "",
        left=_left(page, asked),
        cut_left=_cut_left(page),
    )
    before, _hole, after = drawn.encode().partition(HOLE.encode())
    return b"".join([before, *_join(branches), after]), [branch.data for branch in branches if branch.data]


@lru_cache(maxsize=1024)
def _address_of_form(thread: int) -> str:
    return reverse("respond", args=[thread])


@lru_cache(maxsize=8)
def _orders(usual: Order, further: bool) -> list[tuple[Order, str]]:
    """Every order with its query, where `usual` needs none; `further`: behind an address that has a query already."""
    return [(order, Asked(order).behind("?" if further else "")) for order in Order]


def _join(branches: Sequence["Drawn"]) -> Iterator[bytes]:
    """The items of the outermost list; the last of the last branch stays open."""
    for number, branch in enumerate(branches):
        if number:
            yield b"</li>" + b"</ol></li>" * branches[number - 1].closes + b"\n"
        yield branch.html


def _nest(lines: Sequence[Line], drawn: Sequence[bytes], fold: Macro) -> Iterator[bytes]:
    """The items of one branch with the lists and folds inside them; the last item stays open."""
    for number, (line, item) in enumerate(zip(lines, drawn, strict=True)):
        if number:
            yield b"<ol>\n" if line.opens else b"</li>" + b"</ol></li>" * line.closes + b"\n"
        if line.fold:
            yield fold(line.fold).encode()
        yield item
        if line.fold_ends:
            yield b"</li></ol></details>\n"


class Place(NamedTuple):
    """How a response stands on its page, as far as it shows: `answers` another one where nesting does not say so."""

    flat: bool
    answers: int | None = None
    answered_name: str = ""
    far: bool = False  # what it answers is on an earlier page


class Frame(NamedTuple):
    """What the responses of a page have in common, as far as it shows in them."""

    respond: str  # where a reply is written; "" where nobody can reply
    spoken: str
    words_language: str  # the attribute `lang` of readers' words, where it is not the page's


class Branch(NamedTuple):
    """A branch of a page with everything that shows in it: a top-level response and its replies, by time."""

    rows: tuple[Row, ...]
    elsewhere: tuple[Row, ...]
    frame: Frame
    macro: Macro
    fold: Macro
    base: str
    depth: int
    fold_after: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A branch in HTML from its first `<li>` on, how many lists are open at its end, and the branch in JSON."""

    html: bytes
    closes: int
    data: bytes


def _draw_branches(page: ThreadPage, respond: str, base: str) -> list[Drawn]:
    said, ui = page.thread.language, interface_language()
    frame = Frame(respond, language(), format_html(' lang="{}"', said) if said and said != ui else "")
    macros = _macros("response.html").response, _macros("thread.html").fold
    look = (page.elsewhere, frame, *macros, base, options.display_depth, options.fold_after)
    return _branches.all_of([Branch(rows, *look) for rows in split(page.rows)])


def split(rows: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    """The rows of a page by branch."""
    tops = [number for number, row in enumerate(rows) if row.root is None]
    for start, end in pairwise([*tops, len(rows)]):
        yield tuple(rows[start:end])


def _draw_branch(branch: Branch) -> Drawn:
    outlined = outline(branch.rows, depth=branch.depth, fold_after=branch.fold_after, elsewhere=branch.elsewhere)
    far = {row.id for row in branch.elsewhere}
    drawn = _responses.all_of([(branch.macro, line.row, _place(line, far), branch.frame) for line in outlined.lines])
    html = b"".join(_nest(outlined.lines, drawn, branch.fold))
    return Drawn(html, outlined.closes, comments(branch.rows, branch.base).encode())


def _weigh(branch: Drawn) -> int:
    return len(branch.html) + len(branch.data)


def _place(line: Line, far: set[int]) -> Place:
    other = line.answers
    return Place(line.flat, other.id, other.name, other.id in far) if other else Place(line.flat)


def _macros(name: str) -> Any:
    """The macros of a template, with its sentences in the active language."""
    return _macros_in(get_template(name, using="pages").template, interface_language())


@lru_cache(maxsize=64)
def _macros_in(template: Template, ui: str) -> Any:
    """The same, made once: `ui` is the active language."""
    return template.make_module()


def _draw(key: tuple[Macro, Row, Place, Frame]) -> bytes:
    """One response in HTML, from its `<li>` on."""
    macro, row, place, frame = key
    return macro(row, place, frame).encode()


_responses = Pieces(_draw, weigh=len, most_bytes=DRAWN_BYTES)
_branches = Pieces(_draw_branch, weigh=_weigh, most_bytes=DRAWN_BYTES)


def _left(page: ThreadPage, asked: Asked) -> int | None:
    """How many visible responses follow a first page; None where that is not known without counting."""
    if asked.after or page.cut or page.within:
        return None
    return page.thread.visible - sum(row.shown for row in page.rows)


def _cut_left(page: ThreadPage) -> int | None:
    """How many replies of the branch that goes on elsewhere are not on this page; None where that is not known."""
    if page.cut is None or page.within:
        return None
    shown = sum(row.root == page.cut for row in page.rows)
    return next(row.replies for row in page.rows if row.id == page.cut) - shown

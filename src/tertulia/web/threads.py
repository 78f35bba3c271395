"""The thread part of a page: what `responses/reading.py` found, laid out and drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html
from jinja2 import Template

from tertulia.errors import UnknownCursor
from tertulia.options import options
from tertulia.responses.featuring import load_featured
from tertulia.responses.orders import Order, parse_order, usual_order
from tertulia.responses.reading import ThreadHead, ThreadPage, load_branch_page, load_thread_page
from tertulia.responses.rows import Row
from tertulia.responses.tree import Line, Outline, outline
from tertulia.web.pieces import Pieces
from tertulia.web.speech import interface_language, language

DRAWN_BYTES = 12 * 1024 * 1024  # memory for responses that were drawn
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


def parse_asked(query: Any) -> Asked:
    """Read `order`, `after` and `branch` from a mapping of query parameters; raises UnknownOrder or UnknownCursor."""
    branch = query.get("branch")
    if branch is not None and not (branch.isascii() and branch.isdigit() and len(branch) < 19):
        raise UnknownCursor
    return Asked(
        order=parse_order(query["order"]) if "order" in query else usual_order(),
        after=query.get("after", ""),
        branch=int(branch) if branch is not None else None,
    )


def load_page(thread: ThreadHead, asked: Asked) -> ThreadPage:
    """The page `asked` for; raises UnknownCursor or NotFound."""
    if asked.branch is None:
        page = load_thread_page(thread, order=asked.order, after=asked.after, most=options.responses_per_page)
        return page if asked.after else replace(page, featured=load_featured(thread.id))
    if asked.after and not (asked.after.isascii() and asked.after.isdigit() and len(asked.after) < 10):
        raise UnknownCursor
    return load_branch_page(thread, root=asked.branch, after=int(asked.after or 0))


def lay_out(page: ThreadPage) -> Outline:
    """The outline of a page as this site shows it."""
    return outline(page.rows, depth=options.display_depth, fold_after=options.fold_after, elsewhere=page.elsewhere)


def draw_thread(page: ThreadPage, *, path: str, asked: Asked, title: str) -> str:
    """The HTML of the thread part. `path`: address of the page it stands on; `title`: the story's headline."""
    outlined = lay_out(page)
    respond = reverse("respond", args=[page.thread.id]) if page.thread.state != "closed" else ""
    drawn = _draw_responses(page, outlined.lines, respond)
    macros = _macros("thread.html")
    return str(
        macros.thread_part(
            thread=page.thread,
            page=page,
            items=_nest(outlined.lines, drawn, macros.fold),
            closes=outlined.closes,
            respond=respond,
            asked=asked,
            orders=_orders(usual_order()),
            path=path,
            title=title,
            next_query=Asked(asked.order, str(page.next)).query if page.next else "",
            cut_query=Asked(branch=page.cut, after=str(page.cut_after)).query if page.cut else "",
            left=_left(page, asked),
            cut_left=_cut_left(page),
        )
    )


@lru_cache(maxsize=8)
def _orders(usual: Order) -> list[tuple[Order, str]]:
    """Every order with its query, where `usual` needs none."""
    return [(order, Asked(order).query) for order in Order]


def _nest(lines: Sequence[Line], drawn: Sequence[str], fold: Macro) -> str:
    """The items of the outermost list with the lists and folds inside them; the last item stays open."""
    parts: list[str] = []
    for line, item in zip(lines, drawn, strict=True):
        if parts:
            parts.append("\n<ol>\n" if line.opens else "</li>" + "</ol></li>" * line.closes + "\n")
        if line.fold:
            parts.append(fold(line.fold))
        parts.append(item)
        if line.fold_ends:
            parts.append("</li></ol></details>\n")
    return "".join(parts)


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


def _draw_responses(page: ThreadPage, lines: Sequence[Line], respond: str) -> list[str]:
    """The HTML of each line's response, from its `<li>` on."""
    said, ui = page.thread.language, interface_language()
    frame = Frame(respond, language(), format_html(' lang="{}"', said) if said and said != ui else "")
    macro = _macros("response.html").response
    far = {row.id for row in page.elsewhere}
    return _drawn.all_of([(macro, line.row, _place(line, far), frame) for line in lines])


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


def _draw(key: tuple[Macro, Row, Place, Frame]) -> str:
    macro, row, place, frame = key
    return str(macro(row, place, frame))


_drawn = Pieces(_draw, most_bytes=DRAWN_BYTES)


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

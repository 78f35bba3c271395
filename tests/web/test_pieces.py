"""What is kept between drawings is only used for what is the same."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from tertulia.web import threads
from tertulia.web.pieces import Pieces
from tests.web.test_templates import START, draw, page_of, quarrel, row

CHANGES = {
    "name": "Somebody else",
    "html": "<p>Other words</p>",
    "state": "removed",
    "posted_at": START + timedelta(days=1),
    "edited_at": START + timedelta(days=1),
    "up": 7,
    "down": 8,
}


def upper(made: list[str], *, most_bytes: int) -> Pieces[str, bytes]:
    """Pieces in capitals; what is made is noted in `made`."""

    def make(key: str) -> bytes:
        made.append(key)
        return key.upper().encode()

    return Pieces(make, weigh=len, most_bytes=most_bytes)


def forget_drawn() -> None:
    threads._responses = Pieces(threads._draw, weigh=len, most_bytes=threads.DRAWN_BYTES)
    threads._branches = Pieces(threads._draw_branch, weigh=threads._weigh, most_bytes=threads.DRAWN_BYTES)


def test_each_text_is_made_once() -> None:
    made: list[str] = []
    pieces = upper(made, most_bytes=1_000_000)
    assert pieces.all_of(["a", "b", "a"]) == [b"A", b"B", b"A"]
    assert pieces.all_of(["b", "c"]) == [b"B", b"C"]
    assert sorted(made) == ["a", "b", "c"]


def test_what_was_not_used_for_long_makes_room() -> None:
    made: list[str] = []
    pieces = upper(made, most_bytes=2_100)
    for key in ("a", "b", "a", "c", "b"):
        pieces.all_of([key])
    assert made == ["a", "b", "c", "b"]


@pytest.mark.parametrize("field", CHANGES)
def test_a_response_that_changed_is_drawn_anew(field: str) -> None:
    before = draw(page_of([row(1), row(2)]))
    changed = row(2)._replace(**{field: CHANGES[field]})
    after = draw(page_of([row(1), changed]))
    forget_drawn()
    assert after == draw(page_of([row(1), changed])) != before


def test_what_stands_around_a_response_shows_at_once() -> None:
    rows = quarrel(9)
    pages = [page_of(rows), page_of(rows, head={"state": "closed"}), page_of(rows, head={"language": "fr"})]
    pages.append(page_of([rows[0], *(each._replace(name="Cleo") if each.id == 6 else each for each in rows[1:])]))
    kept = [draw(page) for page in pages]
    with translation.override("ar"):
        kept.append(draw(pages[0]))
    forget_drawn()
    fresh = [draw(page) for page in reversed(pages)][::-1]
    forget_drawn()
    with translation.override("ar"):
        fresh.append(draw(pages[0]))
    assert kept == fresh
    assert len(set(kept)) == 5


def test_after_a_change_one_response_is_drawn_and_one_branch_put_together() -> None:
    rows = [*quarrel(9), row(10), row(11)]
    draw(page_of(rows))
    drawn: list[int] = []
    joined: list[int] = []

    def draw_one(key: tuple[Any, Any, Any, Any]) -> bytes:
        drawn.append(key[1].id)
        return threads._draw(key)

    def join_one(branch: threads.Branch) -> threads.Drawn:
        joined.append(branch.rows[0].id)
        return threads._draw_branch(branch)

    threads._responses._make, threads._branches._make = draw_one, join_one
    try:
        draw(page_of([each._replace(up=1) if each.id == 9 else each for each in rows]))
    finally:
        forget_drawn()
    assert (drawn, joined) == ([9], [1])

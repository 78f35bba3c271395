"""What is kept between drawings is only used for what is the same."""

from datetime import timedelta

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


def test_each_text_is_made_once() -> None:
    made: list[str] = []
    pieces: Pieces[str] = Pieces(lambda key: made.append(key) or key.upper(), most_bytes=1_000_000)  # type: ignore[func-returns-value]
    assert pieces.all_of(["a", "b", "a"]) == ["A", "B", "A"]
    assert pieces.all_of(["b", "c"]) == ["B", "C"]
    assert sorted(made) == ["a", "b", "c"]


def test_what_was_not_used_for_long_makes_room() -> None:
    made: list[str] = []
    pieces: Pieces[str] = Pieces(lambda key: made.append(key) or key, most_bytes=3_000)  # type: ignore[func-returns-value]
    for key in ("a", "b", "a", "c", "b"):
        pieces.all_of([key])
    assert made == ["a", "b", "c", "b"]


@pytest.mark.parametrize("field", CHANGES)
def test_a_response_that_changed_is_drawn_anew(field: str) -> None:
    before = draw(page_of([row(1), row(2)]))
    changed = row(2)._replace(**{field: CHANGES[field]})
    after = draw(page_of([row(1), changed]))
    threads._drawn = Pieces(threads._draw, most_bytes=threads.DRAWN_BYTES)
    assert after == draw(page_of([row(1), changed])) != before


def test_what_stands_around_a_response_shows_at_once() -> None:
    rows = quarrel(9)
    pages = [page_of(rows), page_of(rows, head={"state": "closed"}), page_of(rows, head={"language": "fr"})]
    pages.append(page_of([rows[0], *(each._replace(name="Cleo") if each.id == 6 else each for each in rows[1:])]))
    kept = [draw(page) for page in pages]
    with translation.override("ar"):
        kept.append(draw(pages[0]))
    threads._drawn = Pieces(threads._draw, most_bytes=threads.DRAWN_BYTES)
    fresh = [draw(page) for page in reversed(pages)][::-1]
    threads._drawn = Pieces(threads._draw, most_bytes=threads.DRAWN_BYTES)
    with translation.override("ar"):
        fresh.append(draw(pages[0]))
    assert kept == fresh
    assert len(set(kept)) == 5

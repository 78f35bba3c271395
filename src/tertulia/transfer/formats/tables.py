"""A table of figures taken apart; one that is more than rows of plain words stays HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from selectolax.lexbor import LexborNode

_NUMBER = re.compile(r"[-+−]?[\d٠-٩۰-۹][\d٠-٩۰-۹.,٫٬\s%٪]{0,30}")
_MORE = "[colspan]:not([colspan='1']), [rowspan]:not([rowspan='1']), a, img, ul, ol, table table, iframe, video"


def table_of(table: LexborNode, text_of: Callable[[LexborNode], str], *, source: str) -> dict[str, Any]:
    """What a table block consists of; empty where it cannot hold all of this one. What stands first in a row names it."""
    if table.css_first(_MORE):
        return {}
    rows = [[text_of(cell) for cell in row.css("th, td")] for row in table.css("tr")]
    if not rows or not rows[0] or len({len(row) for row in rows}) != 1:
        return {}
    heads = rows.pop(0) if _is_head(table) else [""] * len(rows[0])
    caption = table.css_first("caption")
    kinds = ["number" if place and _are_numbers([row[place] for row in rows]) else "text" for place in range(len(heads))]
    columns = [{"type": kind, "heading": head} for kind, head in zip(kinds, heads, strict=True)]
    return {"caption": text_of(caption) if caption else "", "columns": columns, "rows": rows, "source": source}


def _is_head(table: LexborNode) -> bool:
    first = table.css_first("tr")
    return table.css_first("thead") is not None or (first is not None and first.css_first("td") is None)


def _are_numbers(cells: list[str]) -> bool:
    told = [cell for cell in cells if cell]
    return bool(told) and all(_NUMBER.fullmatch(cell) for cell in told)

"""Blocks of a story that are more than text, as plain values: what an export writes, and what an import may bring.

Nothing that comes is trusted: a block that is not of the right shape is none, and what is HTML is given to `clean` first.
"""

from collections.abc import Callable
from html import escape
from typing import Any

from wagtail.rich_text import expand_db_html

Clean = Callable[[str], str]
MOST_CELLS = 20_000
TYPED = frozenset({"quote", "pull_quote", "fact_box", "embed", "table"})


def leaving(name: str, value: Any) -> dict[str, Any] | None:
    """What a block consists of; None for one that is said completely by its HTML, or by its pictures."""
    if name == "pull_quote" or (name == "quote" and value["source"]):
        return {"text": value["text"], "source": value["source"]}
    if name == "fact_box":
        return {"title": value["title"], "text": expand_db_html(value["text"].source)}
    if name == "embed":
        return {"url": value["url"], "title": value["title"]}
    return _leaving_table(value) if name == "table" else None


def html_of(name: str, said: dict[str, Any]) -> str:
    """The same for readers that know no more than HTML."""
    if name == "table":
        return _html_of_table(said)
    if name == "fact_box":
        return f"<h3>{escape(said['title'])}</h3>{said['text']}"
    if name == "embed":
        return f'<p><a href="{escape(said["url"])}">{escape(said["title"])}</a></p>'
    source = f"<p><cite>{escape(said['source'])}</cite></p>" if said["source"] else ""
    return f"<blockquote><p>{escape(said['text'])}</p>{source}</blockquote>"


def _html_of_table(said: dict[str, Any]) -> str:
    caption = f"<caption>{escape(said['caption'])}</caption>" if said["caption"] else ""
    heads = "".join(f'<th scope="col">{escape(each["heading"])}</th>' for each in said["columns"])
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in said["rows"])
    below = f"<figcaption>{escape(said['source'])}</figcaption>" if said["source"] else ""
    return f"<figure><table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{below}</figure>"


def _leaving_table(value: Any) -> dict[str, Any]:
    table = value["table"]
    return {
        "caption": table.caption or "",
        "columns": [{"type": each["block"].name, "heading": each["heading"]} for each in table.columns],
        "rows": [[str(cell.value or "") for cell in row] for row in table.rows],
        "source": value["source"],
    }


def arriving(name: str, said: dict[str, Any], *, clean: Clean) -> dict[str, Any] | None:
    """The value of a block of StoryBody, galleries apart; None if what is said makes none."""
    if name in ("quote", "pull_quote"):
        return {"text": text, "source": _text(said, "source", 200)} if (text := _text(said, "text")) else None
    if name == "fact_box":
        text = clean(_text(said, "text"))
        return {"title": _text(said, "title", 200) or "…", "text": text} if text else None
    if name == "embed":
        url, title = _text(said, "url"), _text(said, "title", 200)
        return {"url": url, "title": title or url[:200]} if url.startswith("https://") and len(url) < 2000 else None
    return _arriving_table(said) if name == "table" else None


def _arriving_table(said: dict[str, Any]) -> dict[str, Any] | None:
    columns, rows = said.get("columns"), said.get("rows")
    if not isinstance(columns, list) or not isinstance(rows, list) or not 0 < len(columns) <= 100:
        return None
    if len(columns) * len(rows) > MOST_CELLS or not all(isinstance(each, dict) for each in columns):
        return None
    if not all(isinstance(row, list) and len(row) == len(columns) and all(isinstance(c, str) for c in row) for row in rows):
        return None
    heads = [
        {"type": "number" if each.get("type") == "number" else "text", "heading": _text(each, "heading")} for each in columns
    ]
    table = {"columns": heads, "rows": [{"values": row} for row in rows], "caption": _text(said, "caption")}
    return {"table": table, "source": _text(said, "source", 200)}


def _text(said: dict[str, Any], name: str, longest: int = 100_000) -> str:
    value = said.get(name)
    return value[:longest] if isinstance(value, str) else ""

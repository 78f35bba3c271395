"""From what the rooms below return to what the schemas promise."""

from typing import Any

from tertulia.responses.reading import Own, ThreadHead
from tertulia.responses.rows import Row


def thread_out(thread: ThreadHead) -> dict[str, Any]:
    return {
        "id": thread.id,
        "url": thread.url,
        "title": thread.title,
        "language": thread.language,
        "state": thread.state,
        "counts": {"visible": thread.visible},
        "declared": thread.declared,
    }


def response_out(row: Row) -> dict[str, Any]:
    """A response as everybody may see it: a marker has neither words nor author."""
    known = row.shown and (row.name or row.author)
    return {
        "id": row.id,
        "parent": row.parent,
        "depth": row.depth,
        "author": {"id": row.author, "name": row.name} if known else None,
        "text": row.text if row.shown else "",
        "html": row.html if row.shown else "",
        "posted_at": row.posted_at,
        "edited_at": row.edited_at if row.shown else None,
        "state": row.state,
        "url": address_of(row.id),
        "votes": {"up": row.up, "down": row.down},
        "badge": row.badge if row.shown and row.badge else None,
        "featured": row.featured and row.shown,
    }


def own_out(own: Own, author: Any) -> dict[str, Any]:
    """A response as its author sees it."""
    return {
        "id": own.id,
        "parent": own.parent,
        "depth": own.depth,
        "author": {"id": author.pk, "name": author.name},
        "text": own.text,
        "html": own.html,
        "posted_at": own.posted_at,
        "edited_at": own.edited_at,
        "state": own.state,
        "url": address_of(own.id),
        "votes": {"up": own.up, "down": own.down},
        "badge": own.badge or None,
        "featured": own.featured_at is not None and own.state == "visible",
    }


def posted_out(response: Any) -> dict[str, Any]:
    return {"id": response.pk, "state": response.state, "url": address_of(response.pk)}


def address_of(response: int) -> str:
    """The path of a response (a primary key), which is for good: looking it up costs as much as an insert."""
    return f"/r/{response}/"

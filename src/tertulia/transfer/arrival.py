"""A response on its way in: what its record becomes here, and how a later change of that is noticed."""

import hashlib
import json
from typing import Any

from tertulia.responses.markup import normalise, sanitise
from tertulia.responses.models import Badge, Response, State
from tertulia.transfer.choices import LoadOptions
from tertulia.transfer.claiming import claim_of
from tertulia.transfer.exchange import to_line
from tertulia.transfer.fitting import fitted
from tertulia.transfer.formats.blocks import text_of_html
from tertulia.transfer.models import Origin
from tertulia.transfer.placing import votes_in
from tertulia.transfer.privacy import drop_addresses
from tertulia.transfer.records import ResponseRecord

STATES = {
    "approved": State.VISIBLE,
    "pending": State.HELD,
    "spam": State.SPAM,
    "removed": State.REMOVED,
    "deleted": State.WITHDRAWN,
    "missing": State.MISSING,
}
NEITHER = State.HELD  # a status nobody has told us of is never public
_BADGES = frozenset(Badge)
_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Arrival:
    """A record on its way in. What is read from it is worked out once, and only where it is needed."""

    __slots__ = ("_dumped", "claim", "content_hash", "html", "line", "place", "record", "thread")

    def __init__(self, record: ResponseRecord, thread: int, asked: LoadOptions) -> None:
        self.record, self.thread, self.place = record, thread, 0
        self.claim = claim_of(record.author) if asked.claiming else ""
        self.line = to_line(record)
        if not asked.keep_addresses:
            drop_addresses(self.line)
        self.html: str | None = self.line["body"].pop("html", None) if "body" in self.line else None
        self._dumped: str | None = _dump(self.line)
        words = f"{self._dumped}\0{self.html}"
        self.content_hash = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()

    def row(self) -> dict[str, Any]:
        """The response that it becomes, not listed before it is known where it belongs."""
        return {"thread_id": self.thread, "listed": False, "place": self.place, **self.fields()}

    def fields(self) -> dict[str, Any]:
        """What of it is stored with a response. The line keeps the HTML where storing changed it."""
        html = sanitise(fitted(self.html or ""))
        up, down = votes_in(self.record.counts)
        if self.html is not None and self.html != html:
            self.line["body"]["html"], self._dumped = self.html, None
        return {
            "state": state_of(self.record.status),
            "author_name": shown_name(self.record),
            "html": html,
            "text": text_of_html(html),
            "renderer": 0,
            "posted_at": self.record.created,
            "edited_at": self.record.edited,
            "badge": self.record.badge if self.record.badge in _BADGES else "",
            "up": up,
            "down": down,
            "came_up": up or None,
            "came_down": down or None,
        }

    def origin(self, row: dict[str, Any]) -> dict[str, Any]:
        """What is stored beside that response, a row whose key is known; after `fields`."""
        return {
            "external_id": self.record.id,
            "response_id": row["id"],
            "thread_id": self.thread,
            "parent": self.record.parent or "",
            "content_hash": self.content_hash,
            "local_hash": _hash(row["state"], row["author_name"], row["html"]),
            "linked": False,
            "person": self.person,
            "claim": self.claim,
            "anchor": self.anchor,
            "line": self._dumped or _dump(self.line),
        }

    @property
    def person(self) -> str:
        """The id of its writer's account, "" where there is none."""
        return (self.record.author.person if self.record.author else None) or ""

    @property
    def anchor(self) -> str:
        """The fragment that its old permalinks end with."""
        return next((alias.partition("#")[2][:120] for alias in self.record.aliases if "#" in alias), "")


def state_of(status: str) -> str:
    """The state that a status of the exchange file becomes."""
    return STATES.get(status, NEITHER).value


def shown_name(record: ResponseRecord) -> str:
    """The name as it came, on one line; empty when unknown. The record keeps one that is too long to show."""
    name = " ".join(normalise(record.author.name if record.author and record.author.name else "").split())
    return name if len(name) <= 200 else f"{name[:199]}…"


def has_words_of(record: ResponseRecord, origin: Origin, response: Response) -> bool:
    """Whether a response still has the words it came with, whatever else has become of it."""
    return origin.local_hash == _hash(state_of(record.status), shown_name(record), response.html)


def local_hash(response: Response) -> str:
    """What was stored of a response, to notice later that somebody has changed it here."""
    return _hash(response.state, response.author_name, response.html)


def _hash(state: str, name: str, html: str) -> str:
    return hashlib.sha256(f"{state}\0{name}\0{html}".encode()).hexdigest()

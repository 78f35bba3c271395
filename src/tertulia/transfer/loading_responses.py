"""Responses of an import: stored by identity, hung below their parents afterwards."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from tertulia.events.transactions import writing
from tertulia.responses.markup import normalise, sanitise
from tertulia.responses.models import Badge, Response, State
from tertulia.transfer.choices import LoadOptions
from tertulia.transfer.claiming import claim_of
from tertulia.transfer.exchange import to_line
from tertulia.transfer.fitting import fitted
from tertulia.transfer.formats.blocks import text_of_html
from tertulia.transfer.inserting import insert_rows
from tertulia.transfer.keeping import keep_records
from tertulia.transfer.loading_stories import open_thread_of
from tertulia.transfer.models import ERASED, Origin, StoryOrigin
from tertulia.transfer.outcome import LoadReport
from tertulia.transfer.own import came_back, microseconds, threads_of
from tertulia.transfer.placing import count_votes, votes_in
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
MOST_POSITIONS = 2**53  # a place in the source beyond it is none


class _Arrival:
    """A record on its way in. What is read from it is worked out once, and only where it is needed."""

    __slots__ = ("_dumped", "claim", "content_hash", "html", "line", "place", "record", "thread")

    def __init__(self, record: ResponseRecord, thread: int, asked: LoadOptions) -> None:
        self.record, self.thread, self.place = record, thread, 0
        self.claim = claim_of(record.author) if asked.claiming else ""
        self.line = to_line(record)
        if not asked.keep_addresses:
            drop_addresses(self.line)
        self.html: str | None = self.line["body"].pop("html", None) if "body" in self.line else None
        self._dumped: str | None = dumps(self.line)
        words = f"{self._dumped}\0{self.html}"
        self.content_hash = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()

    def dumped(self) -> str:
        """The line as it is stored; after `fields`."""
        return self._dumped or dumps(self.line)

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


_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dumps(line: dict[str, Any]) -> str:
    """The JSON of a line, as it is stored and hashed."""
    return _dump(line)


def load_responses(
    records: Sequence[ResponseRecord], *, asked: LoadOptions, report: LoadReport, last_places: dict[int, int]
) -> None:
    """Store a batch in one transaction: new ones, and changed ones unless somebody has changed them here meanwhile.

    `last_places`: by thread, the sort key of the response read last; one without a time goes after it.
    """
    said = [record for record in records if record.kind == "response"]
    if others := [record for record in records if record.kind != "response"]:
        keep_records(others, asked=asked, report=report)
    with writing():
        arrivals = _arrivals(said, asked, report)
        known, claims = _known(arrivals)
        ours = came_back(arrivals)
        fresh, changed = [], {}
        for identity, arrival in arrivals.items():
            _give_place(arrival, last_places)
            if identity in ours:
                report.unchanged["response"] += 1
            elif identity not in known:
                report.created["response"] += 1
                fresh.append(arrival)
            elif known[identity] == arrival.content_hash:
                report.unchanged["response"] += 1
            else:
                changed[identity] = arrival
        for origin in Origin.objects.select_related("response").filter(external_id__in=list(changed)):
            _update(origin, changed[origin.external_id], asked, report)
        if not asked.dry_run:
            _create(fresh)
            _keep_claims({each: arrivals[each].claim for each in claims if arrivals[each].claim and not claims[each]})


def _known(arrivals: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """By identity, the content hash and the claim of what is here already."""
    rows = list(Origin.objects.filter(external_id__in=list(arrivals)).values_list("external_id", "content_hash", "claim"))
    return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}


def _keep_claims(claims: dict[str, str]) -> None:
    """Complete what came when the site did not allow claiming; what was erased is nobody's."""
    for identity, claim in claims.items():
        Origin.objects.filter(external_id=identity).exclude(local_hash=ERASED).update(claim=claim)


def _arrivals(records: Sequence[ResponseRecord], asked: LoadOptions, report: LoadReport) -> dict[str, _Arrival]:
    """What can be stored, by identity; the rest is skipped with its reason."""
    wanted = {record.story for record in records if record.story}
    origins = StoryOrigin.objects.filter(external_id__in=wanted).defer("line", "content_hash")
    threads = {origin.external_id: origin.thread_id or _thread_of_page(origin, asked, report) for origin in origins}
    threads |= threads_of(wanted)
    arrivals: dict[str, _Arrival] = {}
    for record in records:
        thread = threads.get(record.story or "")
        if record.status == "spam" and asked.skip_spam:
            report.reading.facts["spam left out as asked"] = report.reading.facts.get("spam left out as asked", 0) + 1
        elif thread is None and not asked.dry_run:
            report.reading.skip("its story is not in the file", record.id)
        elif record.id in arrivals:
            report.reading.repair("an id stood twice; the first was kept", record.id)
        else:
            arrivals[record.id] = _Arrival(record, thread or 0, asked)
    return arrivals


def _thread_of_page(origin: StoryOrigin, asked: LoadOptions, report: LoadReport) -> int:
    report.reading.warn("a page of the site has responses; they are kept, and exported, but shown nowhere", origin.external_id)
    return 0 if asked.dry_run else open_thread_of(origin, site=asked.site).pk


def _give_place(arrival: _Arrival, last_places: dict[int, int]) -> None:
    """The sort key: the time in microseconds, or just after the response before."""
    created, thread = arrival.record.created, arrival.thread
    position = arrival.record.position or 0
    before = last_places.get(thread, position if abs(position) < MOST_POSITIONS else 0)
    arrival.place = last_places[thread] = microseconds(created) if created else before + 1


def _create(arrivals: Sequence[_Arrival]) -> None:
    """Insert responses, not listed yet: they are hung below their parents when all are in."""
    rows = [{"thread_id": each.thread, "listed": False, "place": each.place, **each.fields()} for each in arrivals]
    keys = insert_rows(Response, rows)
    insert_rows(
        Origin,
        [
            {
                "external_id": each.record.id,
                "response_id": key,
                "thread_id": each.thread,
                "parent": each.record.parent or "",
                "content_hash": each.content_hash,
                "local_hash": _hash(row["state"], row["author_name"], row["html"]),
                "linked": False,
                "person": _person(each.record),
                "claim": each.claim,
                "anchor": _anchor(each.record),
                "line": each.dumped(),
            }
            for each, row, key in zip(arrivals, rows, keys, strict=True)
        ],
    )


def _update(origin: Origin, arrival: _Arrival, asked: LoadOptions, report: LoadReport) -> None:
    """Three-way: the words as they came before, as they are here, as they come now."""
    response = origin.response
    if origin.local_hash and local_hash(response) != origin.local_hash:
        report.conflicts.append(origin.external_id)
        return
    report.updated["response"] += 1
    if asked.dry_run:
        return
    fields = {**arrival.fields(), "place": arrival.place}
    for name, value in fields.items():
        setattr(response, name, value)
    response.save(update_fields=list(fields))
    origin.parent, origin.content_hash, origin.linked = arrival.record.parent or "", arrival.content_hash, False
    origin.local_hash, origin.anchor, origin.line = local_hash(response), _anchor(arrival.record), arrival.line
    origin.person = _person(arrival.record)
    origin.save()
    count_votes([response.pk])


def shown_name(record: ResponseRecord) -> str:
    """The name as it came, on one line; empty when unknown. The record keeps one that is too long to show."""
    name = " ".join(normalise(record.author.name if record.author and record.author.name else "").split())
    return name if len(name) <= 200 else f"{name[:199]}…"


def _person(record: ResponseRecord) -> str:
    return (record.author.person if record.author else None) or ""


def _anchor(record: ResponseRecord) -> str:
    return next((alias.partition("#")[2][:120] for alias in record.aliases if "#" in alias), "")


def state_of(status: str) -> str:
    """The state that a status of the exchange file becomes."""
    return STATES.get(status, NEITHER).value


def has_words_of(record: ResponseRecord, origin: Origin, response: Response) -> bool:
    """Whether a response still has the words it came with, whatever else has become of it."""
    return origin.local_hash == _hash(state_of(record.status), shown_name(record), response.html)


def local_hash(response: Response) -> str:
    """What was stored of a response, to notice later that somebody has changed it here."""
    return _hash(response.state, response.author_name, response.html)


def _hash(state: str, name: str, html: str) -> str:
    return hashlib.sha256(f"{state}\0{name}\0{html}".encode()).hexdigest()

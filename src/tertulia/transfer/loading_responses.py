"""Responses of an import: stored by identity, hung below their parents afterwards."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tertulia.events.transactions import writing
from tertulia.responses.markup import normalise, sanitise
from tertulia.responses.models import Response, State
from tertulia.transfer.choices import LoadOptions
from tertulia.transfer.exchange import dump_line, to_line
from tertulia.transfer.formats.blocks import text_of_html
from tertulia.transfer.keeping import keep_records
from tertulia.transfer.models import Origin, StoryOrigin
from tertulia.transfer.outcome import LoadReport
from tertulia.transfer.privacy import without_addresses
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


@dataclass(frozen=True, slots=True)
class _Arrival:
    record: ResponseRecord
    content_hash: str
    thread: int


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
        known = {
            origin.external_id: origin
            for origin in Origin.objects.select_related("response").filter(external_id__in=list(arrivals))
        }
        fresh = []
        for identity, arrival in arrivals.items():
            origin = known.get(identity)
            if origin is None:
                report.created["response"] += 1
                fresh.append(arrival)
            elif origin.content_hash == arrival.content_hash:
                report.unchanged["response"] += 1
            else:
                _update(origin, arrival, asked, report)
        if fresh and not asked.dry_run:
            _create(fresh, _places(arrivals.values(), last_places))


def _arrivals(records: Sequence[ResponseRecord], asked: LoadOptions, report: LoadReport) -> dict[str, _Arrival]:
    """What can be stored, by identity; the rest is skipped with its reason."""
    wanted = {record.story for record in records if record.story}
    threads = dict(StoryOrigin.objects.filter(external_id__in=wanted).values_list("external_id", "thread"))
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
            kept = record if asked.keep_addresses else without_addresses(record)
            assert isinstance(kept, ResponseRecord)
            arrivals[record.id] = _Arrival(kept, hashlib.sha256(dump_line(kept)).hexdigest(), thread or 0)
    return arrivals


def _places(arrivals: Iterable[_Arrival], last_places: dict[int, int]) -> dict[str, int]:
    """Sort keys by identity: the time in microseconds, or just after the response before."""
    places = {}
    for each in arrivals:
        created = each.record.created
        place = int(created.timestamp() * 1_000_000) if created else last_places.get(each.thread, each.record.position or 0) + 1
        places[each.record.id] = last_places[each.thread] = place
    return places


def _create(arrivals: Sequence[_Arrival], places: dict[str, int]) -> None:
    """Insert responses, not listed yet: they are hung below their parents when all are in."""
    responses = [
        Response(thread_id=each.thread, listed=False, place=places[each.record.id], **_fields(each.record)) for each in arrivals
    ]
    Response.objects.bulk_create(responses)
    Origin.objects.bulk_create(
        Origin(
            external_id=each.record.id,
            response=response,
            thread_id=each.thread,
            parent=each.record.parent or "",
            content_hash=each.content_hash,
            local_hash=local_hash(response),
            anchor=_anchor(each.record),
            line=_lean(each.record),
        )
        for each, response in zip(arrivals, responses, strict=True)
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
    for name, value in _fields(arrival.record).items():
        setattr(response, name, value)
    if arrival.record.created:
        response.place = int(arrival.record.created.timestamp() * 1_000_000)
    response.save(update_fields=[*_fields(arrival.record), "place"])
    origin.parent, origin.content_hash, origin.linked = arrival.record.parent or "", arrival.content_hash, False
    origin.local_hash, origin.anchor, origin.line = local_hash(response), _anchor(arrival.record), _lean(arrival.record)
    origin.save()


def _fields(record: ResponseRecord) -> dict[str, Any]:
    html = sanitise(record.body.html) if record.body else ""
    return {
        "state": STATES.get(record.status, NEITHER).value,
        "author_name": _shown_name(record),
        "html": html,
        "text": text_of_html(html),
        "renderer": 0,
        "posted_at": record.created,
        "edited_at": record.edited,
    }


def _shown_name(record: ResponseRecord) -> str:
    """The name as it came, on one line; empty when unknown. The record keeps one that is too long to show."""
    name = " ".join(normalise(record.author.name if record.author and record.author.name else "").split())
    return name if len(name) <= 200 else f"{name[:199]}…"


def _anchor(record: ResponseRecord) -> str:
    return next((alias.partition("#")[2][:120] for alias in record.aliases if "#" in alias), "")


def local_hash(response: Response) -> str:
    """What was stored of a response, to notice later that somebody has changed it here."""
    return hashlib.sha256("\0".join((response.state, response.author_name, response.html)).encode()).hexdigest()


def _lean(record: ResponseRecord) -> dict[str, Any]:
    """The record without the HTML, unless storing changed it."""
    line = to_line(record)
    if record.body and record.body.html == sanitise(record.body.html):
        line["body"].pop("html", None)
    return line

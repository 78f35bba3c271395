"""Responses of an import: stored by identity, where they belong if that is known, else to be hung below their parents."""

from collections.abc import Iterable, Sequence

from tertulia.events.bulk import in_bulk
from tertulia.events.transactions import writing
from tertulia.responses.models import Response
from tertulia.transfer.arrival import Arrival, local_hash
from tertulia.transfer.choices import LoadOptions
from tertulia.transfer.inserting import insert_rows, next_keys
from tertulia.transfer.keeping import keep_records
from tertulia.transfer.loading_stories import open_thread_of
from tertulia.transfer.models import ERASED, Origin, StoryOrigin
from tertulia.transfer.outcome import LoadReport
from tertulia.transfer.own import came_back, microseconds, threads_of
from tertulia.transfer.placing import count_votes
from tertulia.transfer.records import ResponseRecord
from tertulia.transfer.settling import settle

MOST_POSITIONS = 2**53  # a place in the source beyond it is none


def load_responses(
    records: Sequence[ResponseRecord],
    *,
    asked: LoadOptions,
    report: LoadReport,
    last_places: dict[int, int],
    is_whole: bool = False,
) -> None:
    """Store a batch in one transaction: new ones, and changed ones unless somebody has changed them here meanwhile.

    `last_places`: by thread, the sort key of the response read last; one without a time goes after it. `is_whole`: no more
    come with them, so that in a thread without responses they can be stored where they belong.
    What can be made ready is made ready before the transaction, in which the site's own writers wait.
    """
    said = [record for record in records if record.kind == "response"]
    if others := [record for record in records if record.kind != "response"]:
        keep_records(others, asked=asked, report=report)
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
    rows = [] if asked.dry_run else [arrival.row() for arrival in fresh]
    with writing():
        for origin in Origin.objects.select_related("response").filter(external_id__in=list(changed)):
            _update(origin, changed[origin.external_id], asked, report)
        if not asked.dry_run:
            for row, key in zip(rows, next_keys(Response, len(rows)), strict=True):
                row["id"] = key
            origins = [arrival.origin(row) for arrival, row in zip(fresh, rows, strict=True)]
            if is_whole:
                settle(rows, origins, report)
            with in_bulk():
                insert_rows(Response, rows)
            insert_rows(Origin, origins)
            _keep_claims({each: arrivals[each].claim for each in claims if arrivals[each].claim and not claims[each]})


def _known(arrivals: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """By identity, the content hash and the claim of what is here already."""
    rows = list(Origin.objects.filter(external_id__in=list(arrivals)).values_list("external_id", "content_hash", "claim"))
    return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}


def _keep_claims(claims: dict[str, str]) -> None:
    """Complete what came when the site did not allow claiming; what was erased is nobody's."""
    for identity, claim in claims.items():
        Origin.objects.filter(external_id=identity).exclude(local_hash=ERASED).update(claim=claim)


def _arrivals(records: Sequence[ResponseRecord], asked: LoadOptions, report: LoadReport) -> dict[str, Arrival]:
    """What can be stored, by identity; the rest is skipped with its reason."""
    wanted = {record.story for record in records if record.story}
    origins = StoryOrigin.objects.filter(external_id__in=wanted).defer("line", "content_hash")
    threads = {origin.external_id: origin.thread_id or _thread_of_page(origin, asked, report) for origin in origins}
    threads |= threads_of(wanted)
    arrivals: dict[str, Arrival] = {}
    for record in records:
        thread = threads.get(record.story or "")
        if record.status == "spam" and asked.skip_spam:
            report.reading.facts["spam left out as asked"] = report.reading.facts.get("spam left out as asked", 0) + 1
        elif thread is None and not asked.dry_run:
            report.reading.skip("no-story", record.id)
        elif record.id in arrivals:
            report.reading.repair("id-twice", record.id)
        else:
            arrivals[record.id] = Arrival(record, thread or 0, asked)
    return arrivals


def _thread_of_page(origin: StoryOrigin, asked: LoadOptions, report: LoadReport) -> int:
    report.reading.warn("page-has-responses", origin.external_id)
    if asked.dry_run:
        return 0
    with writing():
        return open_thread_of(origin, site=asked.site).pk


def _give_place(arrival: Arrival, last_places: dict[int, int]) -> None:
    """The sort key: the time in microseconds, or just after the response before."""
    created, thread = arrival.record.created, arrival.thread
    position = arrival.record.position or 0
    before = last_places.get(thread, position if abs(position) < MOST_POSITIONS else 0)
    arrival.place = last_places[thread] = microseconds(created) if created else before + 1


def _update(origin: Origin, arrival: Arrival, asked: LoadOptions, report: LoadReport) -> None:
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
    origin.local_hash, origin.anchor, origin.line = local_hash(response), arrival.anchor, arrival.line
    origin.person = arrival.person
    origin.save()
    count_votes([response.pk])

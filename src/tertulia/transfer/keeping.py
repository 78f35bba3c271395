"""Records that have no place here yet: kept word for word, so that an export holds them again."""

import hashlib
from collections.abc import Sequence
from typing import Any

from tertulia.events.transactions import writing
from tertulia.transfer.choices import LoadOptions
from tertulia.transfer.claiming import keep_writers
from tertulia.transfer.exchange import dump_line, to_line
from tertulia.transfer.models import ERASED, Kept, Origin
from tertulia.transfer.outcome import LoadReport
from tertulia.transfer.own import came_back
from tertulia.transfer.privacy import without_addresses
from tertulia.transfer.records import LONGEST_ID, Media, Person, Record, Unknown, Vote


def keep_records(records: Sequence[Record], *, asked: LoadOptions, report: LoadReport) -> None:
    """Keep each record once; one that came before and has changed replaces its former self.

    What was born here and comes back in an export of our own is here already. What is about something erased, or was
    itself erased, is a conflict, as any other change made here.
    """
    arriving = _arriving(records, asked, report)
    with writing():
        known = dict(Kept.objects.filter(digest__in=list(arriving)).values_list("digest", "content_hash"))
        fresh, changed = [], []
        for digest, kept in arriving.items():
            if digest not in known:
                report.created[kept.type] += 1
                fresh.append(kept)
            elif known[digest] == ERASED:
                report.conflicts.append(kept.about)
            elif known[digest] != kept.content_hash:
                report.updated[kept.type] += 1
                changed.append(kept)
            else:
                report.unchanged[kept.type] += 1
        if asked.dry_run:
            return
        Kept.objects.bulk_create(fresh)
        for kept in changed:
            Kept.objects.filter(digest=kept.digest).update(content_hash=kept.content_hash, line=kept.line, placed_at=None)
        if asked.claiming:
            people = (record for record in records if isinstance(record, Person))
            keep_writers(person for person in people if known.get(digest_of(person)) != ERASED)


def _arriving(records: Sequence[Record], asked: LoadOptions, report: LoadReport) -> dict[str, Kept]:
    """By digest, what may be kept."""
    ids = {identity for record in records for identity in _about(record)}
    ours, erased = came_back(ids), _erased(ids)
    arriving = {}
    for record in records:
        about = _about(record)
        if about and ours.issuperset(about):
            report.unchanged[_type(record)] += 1
        elif about and erased.issuperset(about) and not isinstance(record, Vote):
            report.conflicts.append(about[0])
        else:
            record = record if asked.keep_addresses else without_addresses(record)
            arriving[digest_of(record)] = Kept(
                digest=digest_of(record),
                content_hash=hashlib.sha256(dump_line(record)).hexdigest(),
                type=_type(record),
                about=about[0] if len(about) == 1 else "",
                line=to_line(record),
            )
    return arriving


def _erased(ids: set[str]) -> set[str]:
    """Those of the ids whose response was erased here."""
    return set(Origin.objects.filter(external_id__in=ids, local_hash=ERASED).values_list("external_id", flat=True))


def _about(record: Record) -> tuple[str, ...]:
    """The ids of what a record is, or is about."""
    if isinstance(record, Media):
        return record.of
    named: Any = record.line.get if isinstance(record, Unknown) else lambda name: getattr(record, name, None)
    for name in ("response", "on", "id"):
        if (identity := named(name)) and isinstance(identity, str) and len(identity) <= LONGEST_ID:
            return (identity,)
    return ()


def _type(record: Record) -> str:
    line = to_line(record)
    kind = line.get("kind", "response")
    return str(kind if line["type"] == "response" and kind != "response" else line["type"])[:40]


def digest_of(record: Record) -> str:
    """A digest of what makes the record this one: its id, or for records without one everything but its content."""
    line = to_line(record)
    names = ("id", "response", "number", "voter", "on", "action", "by", "at")
    parts = [line["type"], *(str(line.get(name, "")) for name in names)]
    if not any(parts[1:]):
        parts.append(dump_line(record).decode())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()

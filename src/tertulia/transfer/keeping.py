"""Records that have no place here yet: kept word for word, so that an export holds them again."""

import hashlib
from collections.abc import Sequence

from tertulia.events.transactions import writing
from tertulia.transfer.choices import LoadOptions
from tertulia.transfer.claiming import keep_writers
from tertulia.transfer.exchange import dump_line, to_line
from tertulia.transfer.models import Kept
from tertulia.transfer.outcome import LoadReport
from tertulia.transfer.own import came_back
from tertulia.transfer.privacy import without_addresses
from tertulia.transfer.records import Media, Person, Record


def keep_records(records: Sequence[Record], *, asked: LoadOptions, report: LoadReport) -> None:
    """Keep each record once; one that came before and has changed replaces its former self.

    What was born here and comes back in an export of our own is here already.
    """
    ours = came_back(each for record in records for each in _about(record))
    arriving = {}
    for record in records:
        if _about(record) and ours.issuperset(_about(record)):
            report.unchanged[_type(record)] += 1
            continue
        record = record if asked.keep_addresses else without_addresses(record)
        arriving[digest_of(record)] = (record, hashlib.sha256(dump_line(record)).hexdigest())
    with writing():
        known = dict(Kept.objects.filter(digest__in=list(arriving)).values_list("digest", "content_hash"))
        fresh, changed = [], []
        for digest, (record, content_hash) in arriving.items():
            kept = Kept(digest=digest, content_hash=content_hash, type=_type(record), line=to_line(record))
            if digest not in known:
                report.created[kept.type] += 1
                fresh.append(kept)
            elif known[digest] != content_hash:
                report.updated[kept.type] += 1
                changed.append(kept)
            else:
                report.unchanged[kept.type] += 1
        if asked.dry_run:
            return
        Kept.objects.bulk_create(fresh)
        if asked.claiming:
            keep_writers(record for record in records if isinstance(record, Person))
        for kept in changed:
            Kept.objects.filter(digest=kept.digest).update(content_hash=kept.content_hash, line=kept.line, placed_at=None)


def _about(record: Record) -> tuple[str, ...]:
    """The ids of what a record is, or is about."""
    if isinstance(record, Media):
        return record.of
    for name in ("response", "on", "id"):
        if identity := getattr(record, name, None):
            return (str(identity),)
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

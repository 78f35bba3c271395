"""Imported writers who show that an e-mail is theirs take over what they wrote. Only a keyed digest of it was kept."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.readers.guests import address_key
from tertulia.readers.models import Reader
from tertulia.responses.finding import lock_thread
from tertulia.responses.models import Response
from tertulia.transfer.models import Origin, Writer
from tertulia.transfer.records import Author, Person

AT_ONCE = 400  # readers asked about in one statement


@lru_cache(maxsize=20_000)
def key_of(email: str) -> str:
    """What an e-mail is found by; spelled as the site spells those of its readers."""
    return address_key(unicodedata.normalize("NFC", email).strip().lower())


def claim_of(author: Author | None) -> str:
    """By what a response can be claimed: the key of its author's e-mail, else the id of the person; "" by nothing."""
    if author is None:
        return ""
    return key_of(author.email) if author.email else author.person or ""


def keep_writers(people: Iterable[Person]) -> None:
    """Keep the keys of people's e-mails; in the caller's transaction."""
    keys = {person.id: key_of(person.email) for person in people if person.email}
    known = dict(Writer.objects.filter(external_id__in=list(keys)).values_list("external_id", "address"))
    Writer.objects.bulk_create([Writer(external_id=each, address=keys[each]) for each in keys.keys() - known.keys()])
    for each in known:
        if known[each] != keys[each]:
            Writer.objects.filter(external_id=each).update(address=keys[each])


@writing()
def adopt_imported(*, address: str, reader: int) -> int:
    """The reader (primary key) has shown that an address (a key) is theirs: what was written under it is theirs.

    What somebody has taken over already stays with them. Returns how many responses came along.
    """
    claims = [address, *Writer.objects.filter(address=address).values_list("external_id", flat=True)]
    free = Origin.objects.filter(claim__in=claims, response__author=None)
    moved = 0
    for thread in sorted(set(free.values_list("thread", flat=True))):
        lock_thread([thread])
        moved += Response.objects.filter(origin__claim__in=claims, thread=thread, author=None).update(author=reader)
    if moved:
        record(Kind.GUEST_JOINED, reader=reader)
    return moved


def adopt_for_known_readers() -> int:
    """After an import: readers who have shown their addresses long ago get what has come now."""
    moved = 0
    readers = Reader.objects.filter(is_active=True, emailaddress__verified=True).values_list("pk", "emailaddress__email")
    batch: list[tuple[int, str]] = []
    for each in readers.order_by("pk").iterator():
        batch.append(each)
        if len(batch) == AT_ONCE:
            moved, batch = moved + _adopt_for(batch), []
    return moved + _adopt_for(batch)


def _adopt_for(readers: Sequence[tuple[int, str]]) -> int:
    by_key = {key_of(email): reader for reader, email in readers}
    ids: dict[str, list[str]] = defaultdict(list)
    for key, external_id in Writer.objects.filter(address__in=list(by_key)).values_list("address", "external_id"):
        ids[key].append(external_id)
    claims = {claim: key for key in by_key for claim in (key, *ids[key])}
    waiting = Origin.objects.filter(claim__in=list(claims), response__author=None).values_list("claim", flat=True).distinct()
    return sum(adopt_imported(address=key, reader=by_key[key]) for key in {claims[claim] for claim in waiting})

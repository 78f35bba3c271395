"""Trusted flaggers (Art. 22): accounts whose notices come first, because an authority has found that they know the matter."""

from dataclasses import dataclass
from datetime import datetime

from tertulia.errors import NotFound
from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.moderation.models import LegalNotice, Outcome, TrustedFlagger
from tertulia.readers.models import Reader
from tertulia.readers.roles import Verb, require


@dataclass(frozen=True, slots=True)
class Trusted:
    """A trusted flagger as administrators see them."""

    reader: int
    name: str
    email: str
    since: datetime


@writing()
def trust_flagger(*, administrator: Reader | None, email: str, now: datetime) -> None:
    """Mark the account with this address; again changes nothing. Raises SignInNeeded, NotAllowed, NotFound."""
    require(administrator, Verb.MANAGE_PEOPLE)
    assert administrator is not None
    reader = Reader.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if reader is None:
        raise NotFound
    TrustedFlagger.objects.get_or_create(reader=reader, defaults={"marked_by": administrator.pk, "since": now})
    record(Kind.FLAGGER_MARKED, reader=reader.pk)


@writing()
def distrust_flagger(*, administrator: Reader | None, reader: int) -> None:
    """Take the mark away from an account (primary key); what they told us stays as it was. Raises as above."""
    require(administrator, Verb.MANAGE_PEOPLE)
    TrustedFlagger.objects.filter(reader=reader).delete()
    record(Kind.FLAGGER_MARKED, reader=reader)


def load_trusted(administrator: Reader | None) -> list[Trusted]:
    """Everybody who is marked, the latest first; raises SignInNeeded or NotAllowed."""
    require(administrator, Verb.MANAGE_PEOPLE)
    rows = TrustedFlagger.objects.select_related("reader").order_by("-id")
    return [Trusted(row.reader_id, row.reader.name, row.reader.email, row.since) for row in rows]


def is_trusted(reader: int | None) -> bool:
    """Whether notices of a reader (primary key) come first."""
    return reader is not None and TrustedFlagger.objects.filter(reader=reader).exists()


def is_told_by_trusted(response: int) -> bool:
    """Whether a trusted flagger has given an open notice about a response (primary key)."""
    return LegalNotice.objects.filter(response=response, outcome=Outcome.OPEN, trusted=True).exists()

"""Leaving: asked for by the reader, done after some days in which they can change their mind."""

from datetime import datetime, timedelta

from tertulia.errors import StaffStays
from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.options import options
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grants_of

CONFIRM_WITHIN = timedelta(days=7)


@writing()
def ask_to_leave(*, reader: Reader, keeps_words: bool, now: datetime) -> None:
    """The account is to be erased; with `keeps_words` what they wrote stays, without a name. Raises StaffStays."""
    if any(grant.role is not Role.READER for grant in grants_of(reader)):
        raise StaffStays
    reader.leaves_at = now + timedelta(days=options.leaving_days)
    reader.keeps_words = keeps_words
    reader.save(update_fields=["leaves_at", "keeps_words"])
    record(Kind.READER_LEAVING, reader=reader.pk)


@writing()
def stay(*, reader: Reader) -> None:
    """The reader has changed their mind."""
    reader.leaves_at, reader.keeps_words = None, False
    reader.save(update_fields=["leaves_at", "keeps_words"])
    record(Kind.READER_STAYED, reader=reader.pk)


def due_to_leave(*, now: datetime) -> list[Reader]:
    """The readers whose time to change their mind is over."""
    return list(Reader.objects.filter(leaves_at__lte=now).order_by("leaves_at")[:100])


def forget_unconfirmed_accounts(*, now: datetime) -> int:
    """Delete the accounts whose address nobody confirmed in a week; returns how many.

    Only those somebody signed up for themselves, who then never came in: others have no address to confirm, or have signed in.
    """
    late = Reader.objects.filter(joined_at__lt=now - CONFIRM_WITHIN, last_login=None, is_staff=False, emailaddress__isnull=False)
    unproven = late.exclude(emailaddress__verified=True).filter(responses=None, tokens=None)
    keys = list(unproven.values_list("pk", flat=True).distinct()[:500])
    Reader.objects.filter(pk__in=keys).delete()
    return len(keys)

"""Who may be written to: not closed accounts, nor addresses refused for good; letters alone go to the suspended."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from tertulia.events.transactions import writing
from tertulia.notifications.models import Follow, Outgoing, Preference
from tertulia.readers.models import Reader
from tertulia.readers.standing import standing_of


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address and the language its owner reads."""

    email: str
    language: str
    has_account: bool = False


def recipient_of(line: Outgoing, *, is_letter: bool) -> Recipient | None:
    """Whom a line goes to, or None if it may not be sent."""
    if line.follow:
        follow = line.follow
        return Recipient(follow.email, follow.language or settings.LANGUAGE_CODE) if follow.confirmed_at else None
    reader = reader_to_tell(line, is_letter=is_letter)
    if reader is None or not reader.email or Preference.objects.filter(reader=reader, bounced_email=reader.email).exists():
        return None
    return Recipient(reader.email, reader.language or settings.LANGUAGE_CODE, has_account=True)


def reader_to_tell(line: Outgoing, *, is_letter: bool) -> Reader | None:
    """The reader a line is for, or None if they may not be told of it."""
    reader = Reader.objects.filter(pk=line.reader_id, is_active=True).first()
    if reader is None or (not is_letter and standing_of(reader, now=timezone.now()).is_suspended):
        return None
    return reader


@writing()
def note_refusal(line: Outgoing, *, now: datetime) -> None:
    """The mail server has refused this address for good: nothing more goes there."""
    if line.follow_id:
        Follow.objects.filter(pk=line.follow_id).delete()
    elif line.reader:
        said = {"bounced_at": now, "bounced_email": line.reader.email}
        Preference.objects.update_or_create(reader=line.reader, defaults=said)

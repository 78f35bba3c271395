"""Marking notices as read, and keeping up to where a thread was read."""

from datetime import datetime

from django.utils import timezone

from tertulia.events.transactions import writing
from tertulia.notifications.models import Mark, Notice, Preference
from tertulia.readers.models import Reader


@writing()
def mark_read(*, reader: int, upto: int, now: datetime | None = None) -> int:
    """Mark the reader's notices up to the one with primary key `upto` as read; returns how many were unread."""
    unread = Notice.objects.filter(reader=reader, read_at=None, pk__lte=min(upto, 2**63 - 1))
    return unread.update(read_at=now or timezone.now())


@writing()
def keep_marks(*, reader: Reader, kept: bool) -> None:
    """Keep in the account up to where threads were read, or forget it all."""
    Preference.objects.update_or_create(reader=reader, defaults={"keeps_marks": kept})
    if not kept:
        Mark.objects.filter(reader=reader).delete()


@writing()
def move_mark(*, reader: Reader, thread: int, place: int) -> None:
    """The reader has seen a thread up to `place` (microseconds since the epoch), if they keep marks; it never goes back."""
    if not Preference.objects.filter(reader=reader, keeps_marks=True).exists():
        return
    mark, made = Mark.objects.get_or_create(reader=reader, thread_id=thread, defaults={"place": place})
    if not made and mark.place < place:
        Mark.objects.filter(pk=mark.pk).update(place=place)


def load_mark(*, reader: int, thread: int) -> tuple[bool, int | None]:
    """Whether a reader keeps marks, and up to where they have read a thread (primary keys), if that is known."""
    kept = Preference.objects.filter(reader=reader, keeps_marks=True).exists()
    return kept, Mark.objects.filter(reader=reader, thread=thread).values_list("place", flat=True).first() if kept else None

"""Following threads and contributors, choosing how soon to hear of it by mail, and making it stop."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from tertulia.errors import NotFound
from tertulia.events.transactions import writing
from tertulia.notifications.kinds import LETTERS, Channel, Pace, Progress
from tertulia.notifications.models import Follow, Outgoing, Preference
from tertulia.readers.guests import tidy_email
from tertulia.readers.models import Reader
from tertulia.responses.reading import load_public_thread
from tertulia.stories.models import Contributor

UNCONFIRMED = timedelta(days=3)  # after which a follow that nobody has confirmed is forgotten


@writing()
def follow_thread(*, reader: Reader, thread: int) -> Follow:
    """Let the reader hear of whatever is said in the thread with this primary key; raises NotFound."""
    load_public_thread(thread)
    return Follow.objects.get_or_create(reader=reader, thread_id=thread, defaults={"confirmed_at": timezone.now()})[0]


@writing()
def follow_contributor(*, reader: Reader, contributor: str) -> Follow:
    """Let the reader hear of new stories by the contributor with this slug; raises NotFound."""
    found = find_contributor(contributor)
    return Follow.objects.get_or_create(reader=reader, contributor=found, defaults={"confirmed_at": timezone.now()})[0]


def find_contributor(slug: str) -> Contributor:
    """The contributor with this slug; raises NotFound."""
    found = Contributor.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found


@writing()
def follow_by_mail(
    *, email: str, pace: Pace, language: str, thread: int | None = None, contributor: str = "", now: datetime | None = None
) -> Follow | None:
    """Note that an address asks to follow a thread or a contributor; nothing is sent to it before it is confirmed.

    Returns the follow that waits for its owner, or None where the address follows already: the caller says the same.
    Raises NotFound, EmailMissing or EmailRefused.
    """
    address = tidy_email(email)
    now = now or timezone.now()
    what = {"thread_id": thread} if thread is not None else {"contributor": find_contributor(contributor)}
    if thread is not None:
        load_public_thread(thread)
    follow, made = Follow.objects.get_or_create(
        reader=None, email=address, **what, defaults={"pace": pace, "language": language, "at": now}
    )
    if follow.confirmed_at:
        return None
    if not made:
        Follow.objects.filter(pk=follow.pk).update(pace=pace, language=language, at=now)
    return follow


@writing()
def confirm_follow(*, follow: int, now: datetime | None = None) -> Follow:
    """The owner of the address has said yes; raises NotFound."""
    found = Follow.objects.filter(pk=follow, reader=None).first()
    if found is None:
        raise NotFound
    if found.confirmed_at is None:
        found.confirmed_at = now or timezone.now()
        found.save(update_fields=["confirmed_at"])
    return found


@writing()
def unfollow(*, reader: Reader, thread: int | None = None, contributor: str = "") -> None:
    """Hear no more of a thread or a contributor."""
    what = Q(thread=thread) if thread is not None else Q(contributor__slug=contributor)
    Follow.objects.filter(what, reader=reader).delete()


@writing()
def choose_pace(*, reader: Reader, pace: Pace, language: str = "") -> None:
    """How soon the reader is mailed about the conversation; with it, the language of the page it was chosen on."""
    Preference.objects.update_or_create(reader=reader, defaults={"pace": pace})
    if pace is Pace.NEVER:
        _drop_waiting(Q(reader=reader))
    if language and not reader.language:
        Reader.objects.filter(pk=reader.pk).update(language=language)


@writing()
def stop_mail(*, reader: int | None, follow: int | None) -> None:
    """No more mail about the conversation to a reader, or to the address of a follow, which is forgotten."""
    if follow is not None:
        Follow.objects.filter(pk=follow, reader=None).delete()
    found = Reader.objects.filter(pk=reader).first() if reader is not None else None
    if found:
        choose_pace(reader=found, pace=Pace.NEVER)


def _drop_waiting(whose: Q) -> None:
    waiting = Outgoing.objects.filter(whose, progress=Progress.WAITING, channel=Channel.MAIL)
    waiting.exclude(kind__in=LETTERS).update(progress=Progress.DROPPED)


def forget_unconfirmed_follows(*, now: datetime) -> int:
    """Delete the addresses that nobody has confirmed in three days; returns how many."""
    return Follow.objects.filter(reader=None, confirmed_at=None, at__lt=now - UNCONFIRMED).delete()[0]

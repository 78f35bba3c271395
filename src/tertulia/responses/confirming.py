"""What a guest's confirmed address does to the responses written under it; and what becomes of those nobody confirms."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from tertulia.errors import LinkUsed, Suspended
from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.options import options
from tertulia.readers.guests import find_proven
from tertulia.readers.models import Guest, Reader
from tertulia.responses.finding import lock_thread
from tertulia.responses.listing import count_visible, list_response
from tertulia.responses.models import Response, Screening, State, ThreadState
from tertulia.responses.networks import network_of_response
from tertulia.responses.rows import Row, select
from tertulia.responses.shields import load_obstacles


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a link asks about: the guest who is said to have written, and the words."""

    guest: Guest
    rows: tuple[Row, ...]


def load_claimed(guest: int) -> Claimed:
    """What waits for the guest with this primary key to confirm; raises LinkUsed where nothing does."""
    found = Guest.objects.filter(pk=guest, confirmed_at=None).first()
    if found is None:
        raise LinkUsed
    return Claimed(found, tuple(select("where guest_id = %s and state = 'unproven' order by id", [guest])))


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The one guest of the address, or None where it is a reader's; and the response (primary key) it was about, if any."""

    guest: Guest | None
    response: int | None


@writing()
def confirm_guest(*, guest: int, now: datetime | None = None) -> Confirmed:
    """The address belongs to whoever wrote: what waited for it goes where the gate would have put it at once.

    What a reader wrote as a guest becomes the reader's. Raises LinkUsed, or Suspended for a reader who may not post.
    """
    claim = _lock_claim(guest)
    reader = Reader.objects.filter(email=claim.email, emailaddress__verified=True).first()
    if reader is not None and not reader.is_active:
        raise Suspended
    waiting = list(Response.objects.filter(guest=claim, state=State.UNPROVEN).order_by("thread", "id"))
    for response in waiting:
        response.author = reader
        _pass_on(response, find_proven(claim.address), now or timezone.now())
    known = _settle(claim, now or timezone.now()) if reader is None else None
    if reader is not None:
        claim.delete()
    return Confirmed(known, waiting[0].pk if waiting else None)


def _settle(claim: Guest, now: datetime) -> Guest:
    """One row for the address: the claim itself, or the row that was there, with what the claim says now."""
    known = find_proven(claim.address)
    if known is None:
        claim.confirmed_at = now
        claim.save(update_fields=["confirmed_at"])
        return claim
    Response.objects.filter(guest=claim).update(guest=known)
    known.name, known.email, known.language = claim.name, claim.email, claim.language
    known.save(update_fields=["name", "email", "language"])
    claim.delete()
    return known


def _lock_claim(guest: int) -> Guest:
    claim = Guest.objects.select_for_update().filter(pk=guest, confirmed_at=None).first()
    if claim is None:
        raise LinkUsed
    return claim


def _pass_on(response: Response, guest: Guest | None, now: datetime) -> None:
    """What stands in the way by now keeps it back; nothing is refused any more, or the words would be lost."""
    around = {"thread": response.thread_id, "site": response.thread.site, "parent": response.parent_id}
    sent_from = network_of_response(response.pk, now=now)
    networks = (sent_from[0],) if sent_from else ()
    obstacles = load_obstacles(**around, author=response.author, guest=guest, networks=networks, now=now)
    thread_state = lock_thread([response.thread_id])
    latest = Screening.objects.filter(response=response).order_by("-id").values_list("state", flat=True).first()
    is_held = latest == State.HELD or thread_state != ThreadState.OPEN or obstacles.keeps_back
    response.state = State.HELD if is_held else State.VISIBLE
    response.save(update_fields=["state", "author"])
    if not is_held:
        list_response(response)
        count_visible(response.thread_id, +1)
    record(
        Kind.RESPONSE_HELD if is_held else Kind.RESPONSE_POSTED,
        thread=response.thread_id,
        response=response.pk,
        reader=response.author_id,
    )


@writing()
def disown_claim(*, guest: int) -> None:
    """Whoever reads the mail of the address did not write this: it goes, and so does the address. Raises LinkUsed."""
    _drop(_lock_claim(guest))


def forget_unconfirmed(*, now: datetime) -> int:
    """Drop what nobody confirmed in time; returns how many claims went."""
    late = Guest.objects.filter(confirmed_at=None, made_at__lt=now - timedelta(days=options.guest_days))
    dropped = 0
    for key in late.values_list("pk", flat=True)[:1_000]:
        with writing():
            claim = Guest.objects.select_for_update().filter(pk=key, confirmed_at=None).first()
            if claim is not None:
                _drop(claim)
                dropped += 1
    return dropped


def _drop(claim: Guest) -> None:
    for response in Response.objects.filter(guest=claim, state=State.UNPROVEN):
        record(Kind.RESPONSE_ERASED, thread=response.thread_id, response=response.pk)
        response.delete()  # nothing can hang below what was never shown
    claim.delete()


@writing()
def adopt_guest(*, address: str, reader: Reader) -> int:
    """`reader` has shown that the address (a key) is theirs: a guest of that address becomes them.

    Returns how many responses came along.
    """
    guest = find_proven(address)
    if guest is None:
        return 0
    moved = 0
    for thread in sorted(set(Response.objects.filter(guest=guest).values_list("thread", flat=True))):
        lock_thread([thread])
        moved += Response.objects.filter(guest=guest, thread=thread).update(author=reader, guest=None)
    guest.delete()
    record(Kind.GUEST_JOINED, reader=reader.pk)
    return moved


def forget_emails(*, now: datetime) -> int:
    """Forget the e-mails of confirmed guests about whose responses no letter can follow any more; returns how many."""
    recent = Response.objects.filter(guest=OuterRef("pk"), posted_at__gte=now - timedelta(days=options.guest_email_days))
    old = Guest.objects.filter(~Exists(recent), confirmed_at__lt=now - timedelta(days=options.guest_email_days))
    return old.exclude(email="").update(email="")

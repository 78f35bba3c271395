"""Erasing: the words and the name go, replies stay under a marker, and what hung on the words goes with them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from tertulia.errors import NotFound
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.options import options
from tertulia.readers.models import Guest, Reader
from tertulia.readers.roles import Verb
from tertulia.responses.finding import find_response
from tertulia.responses.jurisdiction import require_in_thread
from tertulia.responses.models import AnsweredKey, Mention, Response, Revision, Screening, SentFrom, State
from tertulia.responses.visibility import hide_response

AT_ONCE = 50  # responses in one transaction

NOTHING = {
    "text": "",
    "html": "",
    "author": None,
    "guest": None,
    "author_name": "",
    "avatar": "",
    "badge": "",
    "edited_at": None,
    "featured_at": None,
    "featured_by": None,
    "forget_at": None,
}


@writing()
def erase_response(*, response: int, moderator: Reader | None) -> None:
    """Erase one response for good, as the law may ask; raises SignInNeeded, NotAllowed or NotFound."""
    found = find_response(response)
    require_in_thread(moderator, Verb.ERASE, thread=found.thread_id)
    if found.state == State.ERASED:
        raise NotFound
    _erase(found)


def load_to_erase(*, response: int, moderator: Reader | None) -> "ToErase":
    """What is about to be erased, in whatever state; raises SignInNeeded, NotAllowed or NotFound."""
    found = Response.objects.filter(pk=response).exclude(state=State.ERASED).first()
    if found is None:
        raise NotFound
    require_in_thread(moderator, Verb.ERASE, thread=found.thread_id)
    return ToErase(found.pk, found.thread_id, found.author_name, found.html)


@dataclass(frozen=True, slots=True)
class ToErase:
    """A response as it is shown to who may erase it."""

    id: int
    thread: int
    name: str
    html: str


def erase_reader(*, reader: int) -> None:
    """Erase the reader with this primary key, who asked for it; what they wrote as well, unless they leave the words here.

    Many transactions: it may be interrupted and called again, and the account itself goes last. The votes stay counted.
    """
    person = Reader.objects.filter(pk=reader, leaves_at__isnull=False).first()
    if person is None:
        return
    _take_from(Q(author=person), _unname if person.keeps_words else _erase)
    with writing():
        person.delete()
        record(Kind.READER_ERASED, reader=reader)


def erase_guest(*, guest: Guest) -> None:
    """Erase a confirmed guest and everything confirmed under their address."""
    _take_from(Q(guest=guest), _erase)
    with writing():
        guest.delete()
        record(Kind.GUEST_ERASED)


def _take_from(whose: Q, take: Callable[[Response], None]) -> None:
    while keys := list(Response.objects.filter(whose).order_by("thread", "id").values_list("pk", flat=True)[:AT_ONCE]):
        for key in keys:
            with writing():
                take(find_response(key))


def _erase(response: Response) -> None:
    """The words and the name go; a marker stays where something hangs below."""
    if response.state not in (State.ERASED, State.MISSING):
        hide_response(response, before=tuple(State), after=State.ERASED)
    Response.objects.filter(pk=response.pk).update(**NOTHING)
    _forget_what_hangs_on_words(response.pk)
    record(Kind.RESPONSE_ERASED, thread=response.thread_id, response=response.pk)


def _unname(response: Response) -> None:
    """The name goes, the words stay."""
    Response.objects.filter(pk=response.pk).update(author=None, guest=None, author_name="", avatar="", badge="")
    record(Kind.RESPONSE_UNNAMED, thread=response.thread_id, response=response.pk)


def _forget_what_hangs_on_words(response: int) -> None:
    for model in (Revision, Screening, AnsweredKey, Mention, SentFrom):
        model.objects.filter(response=response).delete()


def plan_forgetting(event: Event) -> None:
    """A handler: the words of a withdrawn or removed response go after a while; of a restored one they stay."""
    found = Response.objects.filter(pk=event.response).only("state", "forget_at").first()
    if found is None or found.state == State.ERASED:
        return
    after = _days_of().get(found.state)
    wanted = event.at + timedelta(days=after) if after is not None else None
    if wanted != found.forget_at:
        Response.objects.filter(pk=found.pk).update(forget_at=wanted)


def plan_forgetting_of_imported(event: Event) -> None:
    """A handler: what came withdrawn or removed with its words loses them as if that had happened on the day it came."""
    for state, days in _days_of().items():
        due = Response.objects.filter(thread=event.thread, state=state, forget_at=None).exclude(text="")
        due.update(forget_at=event.at + timedelta(days=days))


def _days_of() -> dict[str, int]:
    """How long words stay by the state that hides them."""
    return {State.WITHDRAWN.value: options.withdrawn_days, State.REMOVED.value: options.removed_days}


def forget_words(*, now: datetime) -> int:
    """Erase the words of what was withdrawn or removed long enough ago; the marker stays what it was. Returns how many."""
    due = Response.objects.filter(forget_at__lte=now, state__in=(State.WITHDRAWN, State.REMOVED))
    keys = list(due.values_list("pk", flat=True)[:1_000])
    for key in keys:
        with writing():
            if due.filter(pk=key).update(text="", html="", forget_at=None):
                _forget_what_hangs_on_words(key)
                record(Kind.RESPONSE_ERASED, response=key)
    return len(keys)

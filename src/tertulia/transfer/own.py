"""What ids things that were born here have when they leave, and telling them when they come back.

An id holds the primary key and the instant of birth: two installations of one site give out the same keys, but never at
the same instant.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from django.utils.crypto import salted_hmac

from tertulia.readers.models import Reader
from tertulia.responses.models import Response, Thread, Vote
from tertulia.transfer.formats.identity import make_id

_OURS = re.compile(r"tertulia:.*:(response|person|story):(\d{1,18})-(-?\d{1,18})")
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def microseconds(at: datetime) -> int:
    """Since the epoch, exactly."""
    return (at - _EPOCH) // _MICROSECOND


def id_of_response(site: str, key: int, place: int) -> str:
    """The id of a response by its primary key and its place."""
    return make_id("tertulia", site, "response", f"{key}-{place}")


def id_of_thread(site: str, thread: Thread) -> str:
    """The id of the story, or the page elsewhere, that a thread stands under."""
    return make_id("tertulia", site, "story", f"{thread.pk}-{microseconds(thread.opened_at)}")


def ids_of_readers(site: str, keys: Iterable[int]) -> dict[int, str]:
    """The ids of readers by primary key; one who is gone has none."""
    born = Reader.objects.filter(pk__in=set(keys)).values_list("pk", "joined_at")
    return {key: id_of_reader(site, key, at) for key, at in born}


def id_of_reader(site: str, key: int, joined_at: datetime) -> str:
    """The id of a reader."""
    return make_id("tertulia", site, "person", f"{key}-{microseconds(joined_at)}")


def pseudonym_of(vote: Vote) -> str:
    """Who voted, for nobody to know: the same for every vote of a reader, and nothing without the secret of this site."""
    who = f"reader {vote.reader_id}" if vote.reader_id else f"vote {vote.pk}"
    return f"pseudonym:{salted_hmac('tertulia.voter', who, algorithm='sha256').hexdigest()[:32]}"


def came_back(ids: Iterable[str]) -> set[str]:
    """Those of the ids that name something which was born here and is here."""
    named: dict[str, dict[tuple[int, int], str]] = {}
    for each in ids:
        if found := _OURS.fullmatch(each):
            named.setdefault(found[1], {})[int(found[2]), int(found[3])] = each
    return {wanted[row] for kind, wanted in named.items() for row in _HERE[kind]([key for key, _born in wanted]) if row in wanted}


def threads_of(ids: Iterable[str]) -> dict[str, int]:
    """The threads (primary keys) of those stories that were born here."""
    return {each: int(found[2]) for each in came_back(ids) if (found := _OURS.fullmatch(each)) and found[1] == "story"}


def _responses(keys: list[int]) -> Iterable[tuple[int, int]]:
    return Response.objects.filter(pk__in=keys, origin=None).values_list("pk", "place")


def _readers(keys: list[int]) -> Iterable[tuple[int, int]]:
    return ((key, microseconds(at)) for key, at in Reader.objects.filter(pk__in=keys).values_list("pk", "joined_at"))


def _threads(keys: list[int]) -> Iterable[tuple[int, int]]:
    return ((key, microseconds(at)) for key, at in Thread.objects.filter(pk__in=keys).values_list("pk", "opened_at"))


_HERE: dict[str, Callable[[list[int]], Iterable[tuple[int, int]]]] = {
    "response": _responses,
    "person": _readers,
    "story": _threads,
}

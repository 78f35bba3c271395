"""Which network a guest's response was sent from: by the pseudonym of its day, and no longer than that day's salt is kept.

It serves one thing: a moderator can hold or refuse what else comes from there.
"""

from datetime import date, datetime, timedelta

from tertulia.events.inserting import insert
from tertulia.readers.addresses import SALT_DAYS
from tertulia.responses.models import Response, SentFrom


def keep_network(response: Response, pseudonym: str, *, now: datetime) -> None:
    """Remember where a response came from, in the caller's transaction; "" is not remembered."""
    if pseudonym:
        insert(SentFrom, {"response_id": response.pk, "pseudonym": pseudonym, "day": now.date()})


def network_of_response(response: int, *, now: datetime) -> tuple[str, date] | None:
    """The pseudonym and its day; None for a reader's response, and for one so old that nobody can know its network again."""
    kept = SentFrom.objects.filter(response=response, response__author=None, day__gt=_oldest(now))
    return kept.values_list("pseudonym", "day").first()


def forget_response_networks(*, now: datetime) -> int:
    """Delete what was kept under salts that are destroyed; returns how many.

    An index by day would cost every post a page: responses are numbered by time, so the first row tells whether there is any.
    """
    first = SentFrom.objects.order_by("pk").values_list("day", flat=True).first()
    if first is None or first > _oldest(now):
        return 0
    return SentFrom.objects.filter(day__lte=_oldest(now)).delete()[0]


def _oldest(now: datetime) -> date:
    return now.date() - timedelta(days=SALT_DAYS)

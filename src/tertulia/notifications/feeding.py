"""The private address of a reader's feed: made anew, kept as a digest, forgotten."""

import hashlib
import secrets

from tertulia.events.transactions import writing
from tertulia.notifications.models import Preference
from tertulia.readers.models import Reader


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@writing()
def make_feed(*, reader: Reader) -> str:
    """Give the reader's feed a new address, whose token is returned and kept nowhere; the former one leads nowhere."""
    token = secrets.token_urlsafe(24)
    Preference.objects.update_or_create(reader=reader, defaults={"feed": _digest(token)})
    return token


@writing()
def stop_feed(*, reader: Reader) -> None:
    """The feed has no address any more."""
    Preference.objects.filter(reader=reader).update(feed="")


def reader_of_feed(token: str) -> Reader | None:
    """The active reader whose feed has this token, else None."""
    found = Preference.objects.select_related("reader").filter(feed=_digest(token), reader__is_active=True).first()
    return found.reader if found else None

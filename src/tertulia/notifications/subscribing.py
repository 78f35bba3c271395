"""Browsers that take messages: a reader lets one in, or sends it away."""

import base64
import binascii

from cryptography.hazmat.primitives.asymmetric import ec

from tertulia.errors import Malformed
from tertulia.events.transactions import writing
from tertulia.notifications.models import Subscription
from tertulia.options import options
from tertulia.outgoing import Forbidden, Guard
from tertulia.readers.models import Reader

MOST = 10  # browsers of one reader; with another one the oldest goes
LONGEST = 1000  # of an address


def guard() -> Guard:
    """What stands before every address that a browser names."""
    return Guard(allowed=frozenset(options.push_to), seconds=10.0)


@writing()
def subscribe(*, reader: Reader, endpoint: str, key: str, secret: str, device: str = "") -> Subscription:
    """Send the reader's messages to a browser as well: its address, public key and secret (base64url, RFC 8291) come from it.

    A browser belongs to whoever subscribed last. Raises Malformed.
    """
    must_be_usable(endpoint, key, secret)
    said = {"reader": reader, "key": key, "secret": secret, "device": device[:60]}
    browser, _made = Subscription.objects.update_or_create(endpoint=endpoint, defaults=said)
    kept = Subscription.objects.filter(reader=reader).order_by("-id").values_list("pk", flat=True)[:MOST]
    Subscription.objects.filter(reader=reader).exclude(pk__in=[*kept, browser.pk]).delete()
    return browser


def must_be_usable(endpoint: str, key: str, secret: str) -> None:
    """Raise Malformed for what no browser would have said: the address may be anybody's word."""
    try:
        guard().must_accept(endpoint)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_base64url(key))
        is_whole = len(from_base64url(key)) == 65 and len(from_base64url(secret)) == 16
    except (Forbidden, ValueError) as error:
        raise Malformed from error
    if not is_whole or len(endpoint) > LONGEST or not all("!" <= letter <= "~" for letter in endpoint):
        raise Malformed


def from_base64url(text: str) -> bytes:
    """The bytes of base64url, with or without padding; raises ValueError."""
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars="-_", validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error


@writing()
def unsubscribe(*, reader: Reader, browser: int | None = None, endpoint: str = "") -> None:
    """No more messages to one of the reader's browsers, by its primary key or its address."""
    which = {"pk": browser} if browser is not None else {"endpoint": endpoint}
    Subscription.objects.filter(reader=reader, **which).delete()


@writing()
def forget_browser(*, browser: int) -> None:
    """The push service does not know this browser any more, or it may not be asked; what waits for it goes as well."""
    Subscription.objects.filter(pk=browser).delete()

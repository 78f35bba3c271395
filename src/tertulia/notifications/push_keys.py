"""The key by which push services know this site (RFC 8292): made once, kept in the data folder."""

import base64

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tertulia.notifications.subscribing import from_base64url
from tertulia.options import options

KEPT = "push.key"


def private_key() -> ec.EllipticCurvePrivateKey:
    """The site's key. With another one all browsers would have to subscribe again."""
    number = int.from_bytes(from_base64url(options.kept_secret(KEPT, _make)))
    return ec.derive_private_key(number, ec.SECP256R1())


def _make() -> str:
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return to_base64url(number.to_bytes(32))


def public_key() -> str:
    """Its public part as browsers want it: an uncompressed point, base64url."""
    return to_base64url(point_of(private_key().public_key()))


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """The 65 bytes of a public key."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def to_base64url(content: bytes) -> str:
    """Without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

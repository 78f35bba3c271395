"""A message to one browser: sealed so that only it can read it (RFC 8291), and signed so that its service knows us (RFC 8292)."""

import os
import time
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tertulia.notifications.push_keys import point_of, private_key, public_key

RECORD = 4096  # bytes of the one record a message is; push services take no more
SIGNED_FOR = 12 * 3600  # seconds


def seal(
    message: bytes, *, key: bytes, secret: bytes, ours: ec.EllipticCurvePrivateKey | None = None, salt: bytes = b""
) -> bytes:
    """`message` for the browser with this public key (65 bytes) and secret (16). `ours` and `salt`: new for every message."""
    ours, salt = ours or ec.generate_private_key(ec.SECP256R1()), salt or os.urandom(16)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    here = point_of(ours.public_key())
    agreed = _derive(ours.exchange(ec.ECDH(), theirs), secret, b"WebPush: info\0" + key + here, 32)
    content_key = _derive(agreed, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(agreed, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + RECORD.to_bytes(4) + len(here).to_bytes(1) + here
    return head + AESGCM(content_key).encrypt(nonce, message + b"\x02", None)


def _derive(secret: bytes, salt: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=purpose).derive(secret)


def sign(endpoint: str, *, contact: str) -> str:
    """The `Authorization` with which a push service takes messages from us. `contact`: where its owner can write to."""
    import jwt  # with X.509 behind it: not before the first message

    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int(time.time()) + SIGNED_FOR, "sub": contact}
    return f"vapid t={jwt.encode(claims, private_key(), algorithm='ES256')}, k={public_key()}"

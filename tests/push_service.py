"""A push service of our own with a browser behind it: takes messages (RFC 8030), checks who sent them, opens them (RFC 8291)."""

import base64
import hashlib
import hmac
import http.server
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class PushService:
    """`messages` holds what was delivered, opened; `answers` what it answers next, 201 where nothing is said."""

    def __init__(self) -> None:
        self.own, self.secret = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        self.messages: Queue[dict[str, Any]] = Queue()
        self.answers: list[int] = []
        self.asked: list[str] = []
        self.port = 0

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def keys(self) -> dict[str, str]:
        """What the browser says when it subscribes, `endpoint` aside."""
        return {"key": encoded(self._point()), "secret": encoded(self.secret)}

    def endpoint(self, name: str = "one") -> str:
        return f"http://{self.host}/{name}"

    def _point(self) -> bytes:
        return self.own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def take(self, path: str, headers: Any, body: bytes) -> int:
        """Answer a message; a signature that is not right is refused."""
        self.asked.append(path)
        status = self.answers.pop(0) if self.answers else 201
        if status == 201:
            scheme, _space, said = headers["Authorization"].partition(" ")
            parts = dict(part.strip().split("=", 1) for part in said.split(","))
            signer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(parts["k"]))
            claims = jwt.decode(parts["t"], signer, algorithms=["ES256"], audience=f"http://{self.host}")
            assert scheme == "vapid"
            assert claims["sub"].startswith("mailto:")
            assert headers["Content-Encoding"] == "aes128gcm"
            assert int(headers["TTL"]) > 0
            self.messages.put({"path": path, "signer": parts["k"], "length": len(body), **json.loads(self.open(body))})
        return status

    def open(self, body: bytes) -> bytes:
        """RFC 8188 with the keys of RFC 8291, one record."""
        salt, size, length = body[:16], int.from_bytes(body[16:20]), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        shared = self.own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        agreed = _hkdf(self.secret, shared, b"WebPush: info\0" + self._point() + sender, 32)
        key = _hkdf(salt, agreed, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _hkdf(salt, agreed, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert padded.endswith(b"\2")
        return padded[:-1]


def _hkdf(salt: bytes, secret: bytes, purpose: bytes, length: int) -> bytes:
    """RFC 5869, for up to 32 bytes."""
    pseudorandom = hmac.digest(salt, secret, hashlib.sha256)
    return hmac.digest(pseudorandom, purpose + b"\1", hashlib.sha256)[:length]


class _Answering(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = self.server.service.take(self.path, self.headers, body)  # type: ignore[attr-defined]
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words: Any) -> None:
        pass


@contextmanager
def push_service() -> Iterator[PushService]:
    """One on a port of its own."""
    service = PushService()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answering) as server:
        server.service, service.port = service, server.server_address[1]  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield service
        server.shutdown()
        thread.join()

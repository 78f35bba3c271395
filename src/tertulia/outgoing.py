"""The outgoing guard: what an address that somebody else names may make this server ask or send, and how much of it.

Only http and https at their usual ports, only public addresses: the name is resolved once, every address it has is looked at,
and the connection goes to one that was looked at, so that a name that answers differently a moment later changes nothing.
Each redirect passes the same door. Size and time are bounded for the whole of it.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import SplitResult, urljoin, urlsplit

from tertulia import __version__

LARGEST = 25 * 1024 * 1024
SECONDS = 30.0
REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
AGENT = f"Tertulia/{__version__}"
# Public by their numbers, but they lead to an IPv4 address that stands inside them.
_TRANSLATED = [ipaddress.ip_network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]


Taken = TypeVar("Taken")


class NotFetched(Exception):
    """Why an address was not asked, or its answer not taken; the message says it to the operator."""


class Forbidden(NotFetched):
    """The guard does not ask such an address."""


class NotReached(NotFetched):
    """Nobody was there: nothing has been sent."""


@dataclass(frozen=True)
class Guard:
    """`allowed`: pairs of host and port that may be asked although they are not public."""

    allowed: frozenset[str] = frozenset()
    largest: int = LARGEST
    seconds: float = SECONDS

    def fetch(self, url: str) -> bytes:
        """The bytes at an address, after redirects. Raises NotFetched."""
        until = time.monotonic() + self.seconds
        for _hop in range(REDIRECTS + 1):
            answer = self._ask(url, until)
            if isinstance(answer, bytes):
                return answer
            url = urljoin(url, answer)
        raise NotFetched(f"more than {REDIRECTS} redirects")

    def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Post bytes to an address that `accepts` lets through; returns the status, and reads no more of the answer.

        Follows no redirect. Raises Forbidden, NotReached, or NotFetched where the bytes may have arrived.
        """
        self.must_accept(url)
        return self._exchange(url, time.monotonic() + self.seconds, "POST", headers, lambda answer: answer.status, body)

    def must_accept(self, url: str) -> None:
        """Raise Forbidden where the address alone tells that nothing would be sent: not https, or a number that is not public."""
        parts, port = _parts(url)
        host = parts.hostname or ""
        if f"{host}:{port}" in self.allowed:
            return
        if parts.scheme != "https" or port not in PORTS.values():
            raise Forbidden("only https at its usual port")
        with suppress(ValueError):
            if not is_public(host):
                raise Forbidden(f"{host} is not public")

    def _ask(self, url: str, until: float) -> bytes | str:
        """The body, or where a redirect leads."""
        return self._exchange(url, until, "GET", {"Accept": "image/*", "User-Agent": f"{AGENT} (import)"}, self._take)

    def _exchange(
        self,
        url: str,
        until: float,
        verb: str,
        headers: Mapping[str, str],
        take: Callable[[http.client.HTTPResponse], Taken],
        body: bytes | None = None,
    ) -> Taken:
        """What `take` makes of the answer."""
        parts, port = _parts(url)
        host = parts.hostname or ""
        address = self._address(host, port)
        stream = _stream(parts.scheme, host, port, address, max(0.1, until - time.monotonic()))
        connection = http.client.HTTPConnection(host, port)
        connection.sock = stream
        cut = threading.Timer(max(0.1, until - time.monotonic()), _cut, [stream])  # against answers that drip
        cut.start()
        try:
            connection.request(verb, _target(parts), body, {**_headers(parts), **headers})
            return take(connection.getresponse())
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = "it took too long" if time.monotonic() >= until else str(error) or type(error).__name__
            raise NotFetched(reason[:200]) from error
        finally:
            cut.cancel()
            connection.close()
            stream.close()

    def _take(self, answer: http.client.HTTPResponse) -> bytes | str:
        if answer.status in (301, 302, 303, 307, 308):
            return answer.getheader("Location") or ""
        if answer.status != 200:
            raise NotFetched(f"status {answer.status}")
        if (answer.getheader("Content-Encoding") or "identity") != "identity":
            raise NotFetched("packed, though nobody asked for that")
        if (answer.length or 0) > self.largest:
            raise NotFetched(f"larger than {self.largest:,} bytes")
        content = answer.read(self.largest + 1)
        if len(content) > self.largest:
            raise NotFetched(f"larger than {self.largest:,} bytes")
        if answer.length:
            raise NotFetched("the answer ended too early")
        return content

    def _address(self, host: str, port: int) -> str:
        """An address of the host that may be asked. One that may not be is enough to refuse them all."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise NotReached(f"{host} is not known") from error
        addresses = [str(each[4][0]) for each in found]
        if f"{host}:{port}" not in self.allowed:
            if port not in PORTS.values():
                raise Forbidden(f"port {port} is not asked")
            for address in addresses:
                if not is_public(address):
                    raise Forbidden(f"{host} leads to {address}, which is not public")
        return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also where IPv6 hides an IPv4 address in it."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return is_public(str(parsed.ipv4_mapped))
        if any(parsed in network for network in _TRANSLATED):
            return False
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


def _parts(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url.strip())
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise Forbidden("no address") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise Forbidden("neither http nor https")
    if parts.username is not None or parts.password is not None:
        raise Forbidden("the address carries a password")
    return parts, port


def _stream(scheme: str, host: str, port: int, address: str, seconds: float) -> socket.socket:
    """A connection to `address`; by https to whoever can show to be `host`."""
    try:
        stream = socket.create_connection((address, port), timeout=min(10.0, seconds))
        return ssl.create_default_context().wrap_socket(stream, server_hostname=host) if scheme == "https" else stream
    except OSError as error:
        raise NotReached(f"{host} does not answer: {error}"[:200]) from error


def _cut(stream: socket.socket) -> None:
    with suppress(OSError):
        stream.shutdown(socket.SHUT_RDWR)


def _target(parts: SplitResult) -> str:
    path = parts.path or "/"
    target = f"{path}?{parts.query}" if parts.query else path
    return "".join(letter if "!" <= letter <= "~" else "".join(f"%{byte:02X}" for byte in letter.encode()) for letter in target)


def _headers(parts: SplitResult) -> dict[str, str]:
    host = (parts.hostname or "").encode("idna").decode()
    named = f"[{host}]" if ":" in host else host
    return {
        "Host": f"{named}:{parts.port}" if parts.port else named,
        "Accept-Encoding": "identity",
        "Connection": "close",
        "User-Agent": AGENT,
    }

"""Who is asking: the address of the connection, or what a trusted proxy says of it. Nobody else is believed."""

import ipaddress
from collections.abc import Mapping, Sequence

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def parse_networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Networks from texts such as `10.0.0.0/8` or `::1`; raises ValueError."""
    return tuple(ipaddress.ip_network(text, strict=False) for text in texts)


def client_of(peer: str, headers: Mapping[str, str], trusted: Sequence[Network]) -> tuple[str, str | None]:
    """The client's address and the scheme it used (None: as the connection says).

    `X-Forwarded-For` is read from the right, past every listed proxy; the first address that is not listed is the client.
    """
    if not trusted or not _listed(peer, trusted):
        return peer, None
    scheme = headers.get("x-forwarded-proto", "").split(",")[-1].strip().lower()
    client = peer
    for hop in reversed([part.strip() for part in headers.get("x-forwarded-for", "").split(",") if part.strip()]):
        address = _parse(hop)
        if address is None:
            break
        client = str(address)
        if not _listed(client, trusted):
            break
    return client, scheme if scheme in ("http", "https") else None


def _parse(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address; an IPv4 address that came in through an IPv6 socket as itself. None for anything else."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _listed(text: str, trusted: Sequence[Network]) -> bool:
    address = _parse(text)
    return address is not None and any(address in network for network in trusted)

"""Ids of imported records: `system:site:kind:source-id`, opaque, at most 512 bytes."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

LONGEST = 512


def make_id(system: str, site: str | None, kind: str, key: str) -> str:
    """The id of a record; a key too long to fit ends in its hash."""
    text = f"{system}:{site or 'unknown'}:{kind}:{key}"
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= LONGEST:
        return encoded.decode("utf-8")
    head = encoded[: LONGEST - 66].decode("utf-8", "ignore")
    return f"{head}~{hashlib.sha256(encoded).hexdigest()}"


def short_hash(*parts: str | None) -> str:
    """Twelve hexadecimal digits of a hash over texts, for records without an id of their own."""
    return hashlib.sha256("\x1f".join(part or "" for part in parts).encode("utf-8", "replace")).hexdigest()[:12]


def host_of(url: str | None) -> str | None:
    """The host of an address, with its port when it names one; None for anything but http and https."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return parts.netloc.rpartition("@")[2].lower() or None if parts.scheme in {"http", "https"} else None


def path_of(url: str) -> str:
    """The path of an address, and its query where there is one ("/?p=42")."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

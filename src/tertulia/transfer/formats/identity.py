"""Ids of imported records: `system:site:kind:source-id`, opaque, at most 512 bytes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from tertulia.transfer.records import LONGEST_ID


def make_id(system: str, site: str | None, kind: str, key: str) -> str:
    """The id of a record; a key too long to fit ends in its hash."""
    text = f"{system}:{site or 'unknown'}:{kind}:{key}"
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= LONGEST_ID:
        return encoded.decode("utf-8")
    head = encoded[: LONGEST_ID - 66].decode("utf-8", "ignore")
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


@dataclass(frozen=True)
class Ids:
    """Ids of one source's site."""

    system: str
    site: str | None

    def story(self, key: str) -> str:
        return make_id(self.system, self.site, "story", key)

    def response(self, key: str) -> str:
        return make_id(self.system, self.site, "comment", key)

    def media(self, key: str) -> str:
        return make_id(self.system, self.site, "media", key)

    def person(self, key: str) -> str:
        return make_id(self.system, self.site, "person", key)


# Ids are made with it, so it may not grow: a second run of an import would bring everything again.
_TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|_ga)$", re.IGNORECASE)


def page_key(url: str) -> str:
    """What makes two addresses one page: host and path, without scheme, tracking, fragment and closing slash."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    query = _telling(parts.query)
    return f"{parts.netloc.lower()}{parts.path.rstrip('/') or '/'}" + (f"?{query}" if query else "")


def without_tracking(url: str) -> str:
    """An address without what only says where somebody came from."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=_telling(parts.query)))


def _telling(query: str) -> str:
    return "&".join(each for each in query.split("&") if each and not _TRACKING.match(each.partition("=")[0]))


def best_address(urls: Iterable[str]) -> str | None:
    """Of several addresses of one page, the one to show: https, without a query, with a closing slash."""
    return max(sorted(urls), key=lambda url: (url.startswith("https:"), "?" not in url, url.endswith("/")), default=None)


def absolute(url: str | None, site: str | None) -> str | None:
    """A path made an address of a site ("https://host" or "host"); None when it cannot be one."""
    if not url or host_of(url):
        return url or None
    base = site if site is None or "://" in site else f"https://{site}"
    return f"{base.rstrip('/')}/{url.lstrip('/')}" if base else None

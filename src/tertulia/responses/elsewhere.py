"""Pages of other sites: which addresses count, the thread under one, and its first response."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django.db.models import Q

from tertulia.errors import AddressNotListed, Malformed, NotFound
from tertulia.events.transactions import writing
from tertulia.responses.models import Thread, ThreadState
from tertulia.responses.posting import Posted, post_response
from tertulia.responses.reading import ThreadHead, find_thread_head
from tertulia.responses.threads import open_thread_elsewhere

LONGEST = 500  # characters of an address, as the column has them
TITLE = 200
_TRACKING = re.compile(r"(?:utm_|fbclid|gclid|msclkid|mc_)", re.IGNORECASE)
_KEPT = "/%:@!$&'()*+,;=~-._?"  # what stays as it is in a path or query (RFC 3986)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Home:
    """A page elsewhere as it was asked for: what a thread under it begins with. `url` is tidy, `title` may be empty."""

    site: int
    url: str
    title: str
    language: str

    @property
    def bare(self) -> str:
        """The address without its scheme, to be shown as long as nobody has vouched for a title."""
        return unquote(self.url.partition("://")[2])


def tidy_address(url: str, *, origins: Collection[str]) -> str:
    """The address of a page on one of `origins`, in the one spelling it is kept under: no fragment, no tracking.

    Raises Malformed, AddressNotListed.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise Malformed from None
    if re.search(r"[\x00-\x20\\]", url.strip()):
        raise Malformed
    origin = f"{parts.scheme}://{_host(parts.hostname or '')}"
    if port and (parts.scheme, port) not in (("http", 80), ("https", 443)):
        origin += f":{port}"
    if origin not in origins or "@" in parts.netloc:
        raise AddressNotListed
    query = "&".join(part for part in parts.query.split("&") if part and not is_tracking(part))
    tidy = origin + quote(parts.path or "/", safe=_KEPT) + (f"?{quote(query, safe=_KEPT)}" if query else "")
    if len(tidy) > LONGEST:
        raise Malformed
    return tidy


def is_tracking(name: str) -> bool:
    """Whether a parameter of an address only says where somebody came from."""
    return _TRACKING.match(name) is not None


def _host(name: str) -> str:
    if ":" in name:
        return f"[{name}]"
    try:
        return name if name.isascii() else name.encode("idna").decode()
    except UnicodeError:
        raise Malformed from None


def tidy_title(title: str) -> str:
    """One line of at most TITLE characters."""
    shown = "".join(letter for letter in " ".join(title.split()) if letter.isprintable())
    return shown if len(shown) <= TITLE else f"{shown[: TITLE - 1]}…"


def tidy_language(language: str) -> str:
    """A language tag as it can be kept; "" for what is none."""
    return language.lower() if _LANGUAGE.fullmatch(language) else ""


def find_home_thread(home: Home) -> ThreadHead | None:
    """The head of the thread under the page, under whichever spelling it is known; None if there is none to be seen."""
    try:
        return find_thread_head(site=home.site, urls=spellings(home.url))
    except NotFound:
        return None


def head_to_come(home: Home) -> ThreadHead:
    """What stands above the responses as long as there are none: a thread without a row, its key is 0."""
    return ThreadHead(0, home.url, home.bare, home.language, ThreadState.OPEN.value, 0, None, 0, None, home.site)


def spellings(url: str) -> list[str]:
    """A tidy address as threads may have it: the same first; with and without closing slash; in letters, as imports have it."""
    base, mark, query = url.partition("?")
    other = base.rstrip("/") if base.endswith("/") else f"{base}/"
    found = [url, other + mark + query]
    return list(dict.fromkeys([*found, *(unquote(each) for each in found)]))


def count_by_address(*, site: int, urls: Sequence[str]) -> dict[str, int]:
    """Visible responses under each of the tidy addresses `urls`; 0 where there is no thread. One query."""
    known = {url: spellings(url) for url in urls}
    every = {spelling for each in known.values() for spelling in each}
    found = Thread.objects.filter(Q(url__in=every) | Q(addresses__url__in=every), site=site, story=None)
    visible: dict[str, int] = {}
    for also, url, count in found.exclude(state=ThreadState.NONE).values_list("addresses__url", "url", "visible"):
        visible |= {also: count, url: count}
    return {url: max(visible.get(spelling, 0) for spelling in each) for url, each in known.items()}


def post_first_response(*, home: Home, **said: Any) -> Posted:
    """Open the thread under a page elsewhere and post into it, in one transaction: a refusal leaves no thread.

    `said` is what `post_response` wants besides the thread; raises what that raises.
    """
    with writing():
        thread = open_thread_elsewhere(site=home.site, url=home.url, title=home.title or home.bare, language=home.language)
        return post_response(thread=thread.pk, **said)

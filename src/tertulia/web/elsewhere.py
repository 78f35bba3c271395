"""Threads under pages of other sites, drawn: alone for a frame on such a page, and on a page of ours."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from tertulia.errors import Malformed, NotFound, Refused
from tertulia.options import options
from tertulia.responses.elsewhere import (
    Home,
    find_home_thread,
    head_to_come,
    tidy_address,
    tidy_language,
    tidy_title,
)
from tertulia.responses.orders import usual_order
from tertulia.responses.reading import ThreadHead, ThreadPage, load_public_thread
from tertulia.stories.sites import site_of
from tertulia.web.headers import FRAMED
from tertulia.web.threads import draw_thread, load_page, parse_asked

THEMES = ("light", "dark")
_KNOWN = frozenset({"url", "language", "theme", "order", "after", "branch"})
_SPOKEN = frozenset(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page with a thread, as it was drawn; `thread` has the key 0 as long as nobody has written."""

    html: str
    thread: ThreadHead
    language: str


def read_home(query: Any, host: str) -> Home:
    """The page elsewhere that a query names; raises Malformed, AddressNotListed."""
    if "url" not in query:
        raise Malformed
    return Home(
        site=site_of(host),
        url=tidy_address(query["url"], origins=options.embed_origins),
        title=tidy_title(query.get("title", "")),
        language=tidy_language(query.get("language", "")),
    )


def is_listed(url: str) -> bool:
    """Whether this is the address of a page that may show its thread."""
    try:
        return bool(tidy_address(url, origins=options.embed_origins))
    except Refused:
        return False


def canonical_query(query: str) -> str | None:
    """The query that names a framed page in one spelling; None where the answer is never stored."""
    return _canonical(query, tuple(options.embed_origins))


@lru_cache(maxsize=4096)
def _canonical(query: str, origins: tuple[str, ...]) -> str | None:
    said = parse_qsl(query, keep_blank_values=True)
    names = [name for name, _value in said]
    if "url" not in names or not _KNOWN.issuperset(names) or len(set(names)) < len(names):
        return None
    try:
        framed = read_frame(dict(said), tidy_address(dict(said)["url"], origins=origins))
        return framed + parse_asked(dict(said)).behind(framed)
    except Refused:
        return None


def read_frame(query: Any, url: str) -> str:
    """The query of a framed page without what `Asked` says: where, and in which language and colours it is wanted."""
    said = f"?url={quote(url, safe=':/')}"
    if language := tidy_language(query.get("language", "")):
        said += f"&language={language}"
    return said + (f"&theme={query['theme']}" if query.get("theme") in THEMES else "")


def draw_framed(request: HttpRequest) -> Drawing:
    """The thread of the page elsewhere that the query of `request` names, alone. Raises Refused."""
    home = read_home(request.GET, request.get_host())
    asked, address = parse_asked(request.GET), FRAMED + read_frame(request.GET, home.url)
    thread = find_home_thread(home)
    language = spoken(home.language or (thread.language if thread else ""))
    with translation.override(language):
        respond = "" if thread else f"{reverse('respond_elsewhere')}{read_frame({'language': home.language}, home.url)}"
        page = load_page(thread, asked) if thread else ThreadPage(head_to_come(home), usual_order(), (), None)
        part, _data = draw_thread(
            page, path=address, asked=asked, title=page.thread.title, respond=respond, spot=f"{address}&to=", framed=True
        )
        context = {
            "thread": page.thread,
            "thread_part": part.decode(),
            "theme": request.GET.get("theme", "") if request.GET.get("theme") in THEMES else "",
            "origins": " ".join(options.embed_origins),
        }
        return Drawing(render_to_string("embed.html", context, request=request, using="pages"), page.thread, language)


def draw_on_our_page(request: HttpRequest, thread_id: int) -> Drawing:
    """The page of ours for a thread that stands under a page elsewhere; raises Refused, NotFound also for other threads."""
    thread = load_public_thread(thread_id)
    if not is_elsewhere(thread):
        raise NotFound
    asked, path = parse_asked(request.GET), reverse("thread", args=[thread.id])
    language = spoken(thread.language)
    with translation.override(language):
        part, _data = draw_thread(load_page(thread, asked), path=path, asked=asked, title=thread.title, spot=f"{path}?to=")
        context = {"thread": thread, "thread_part": part.decode(), "host": urlsplit(thread.url).netloc}
        return Drawing(render_to_string("thread_page.html", context, request=request, using="pages"), thread, language)


def is_elsewhere(thread: ThreadHead) -> bool:
    """Whether a thread stands under a page of another site."""
    return thread.story is None and thread.url.startswith(("https://", "http://"))


def spoken(language: str) -> str:
    """A language of the interface: this one, or the site's where we do not speak it."""
    return language if language in _SPOKEN or language.split("-")[0] in _SPOKEN else settings.LANGUAGE_CODE

"""Drawing the pages that the front stores: the story part from Wagtail with a hole in it, the thread part from two reads."""

import re
import threading
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.utils import translation
from wagtail.views import serve as wagtail_serve

from tertulia.delivery.front.freshness import Stamp
from tertulia.delivery.front.stored import Drawn, Store
from tertulia.delivery.versions import read_versions
from tertulia.errors import Refused
from tertulia.responses.elsewhere import is_tracking
from tertulia.responses.reading import load_versions
from tertulia.stories.sites import forget_site_roots
from tertulia.web import elsewhere
from tertulia.web.embedding import draw_script
from tertulia.web.headers import PUBLIC, framed, stored_headers
from tertulia.web.listings import draw_listing, find_listing
from tertulia.web.metadata import absolute, article_json, name_discovery
from tertulia.web.stories import HOLE, draw_below, fill_listing, fill_story, is_listing, is_story, stories_of
from tertulia.web.threads import parse_asked

NEVER = (
    "/admin/",
    "/api/",
    "/account/",
    "/follow/",
    "/threads/",
    "/responses/",
    "/r/",
    "/rules/",
    "/legal/",
    "/desk/",
    "/static/",
    "/media/",
    "/documents/",
    "/health",
    "/_util/",
    "/search/",
    "/setup/",
    "/most-discussed/",
    "/accent-",
    "/sitemap",
    "/robots.txt",
    "/oembed",
    "/embed/respond/",
    "/embed/counts/",
)
_OUR_PAGE = re.compile(r"/threads/(\d{1,18})/")  # of a thread elsewhere
SCRIPT = "/embed.js"
FEEDS = (".rss", ".atom", ".json")
KNOWN = frozenset({"order", "after", "branch"})
SHELL_BYTES = 16 * 1024 * 1024  # memory for story parts


def canonical_query(path: str, query: str) -> str | None:
    """The query that names the page, tracking left out; None where the answer is never stored."""
    if path == elsewhere.FRAMED:
        return elsewhere.canonical_query(query)
    if (path.startswith(NEVER) and not _OUR_PAGE.fullmatch(path)) or path.endswith(FEEDS):
        return None
    return _canonical(query) if query else ""


@lru_cache(maxsize=4096)
def _canonical(query: str) -> str | None:
    said = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if not is_tracking(name)]
    names = [name for name, _value in said]
    if not KNOWN.issuperset(names) or len(set(names)) < len(names):
        return None
    try:
        return parse_asked(dict(said)).query
    except Refused:
        return None


@dataclass(frozen=True, slots=True)
class Shell:
    """A story's page with a hole where its thread goes, as one edition drew it."""

    edition: int
    before: bytes
    after: bytes
    story: int
    path: str
    title: str
    language: str
    said: str
    base: str

    @property
    def size(self) -> int:
        """Bytes of memory, nearly."""
        return 2_000 + len(self.before) + len(self.after) + len(self.said)


class _Shells:
    """Story parts by host and path, for the threads of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: Store[tuple[str, str], Shell] = Store(SHELL_BYTES)
        self._edition = 0

    def get(self, key: tuple[str, str], edition: int) -> Shell | None:
        with self._lock:
            if edition != self._edition:
                self._edition = edition
                forget_site_roots()  # another process may have changed them
            found = self._kept.get(key)
            return found if found and found.edition == edition else None

    def put(self, key: tuple[str, str], shell: Shell) -> None:
        with self._lock:
            self._kept.put(key, shell)


_shells = _Shells()


def draw(host: str, path: str, query: str) -> Drawn | None:
    """The page at `path`, for everybody; None unless it is a live, unrestricted page that answers with 200.

    The versions are read before the content they stand for: content may be newer than its stamp, never older.
    """
    edition = read_versions(()).edition
    try:
        if path.startswith(_ELSEWHERE):
            return _draw_elsewhere(host, path, query, edition)
        shell = _shells.get((host, path), edition)
        if shell is None:
            drawn = _draw_from_wagtail(host, path, query, edition)
            if not isinstance(drawn, Shell):
                return drawn
            shell = drawn
            _shells.put((host, path), shell)
        return _fill(shell, query)
    except (Refused, Http404):
        return None


_ELSEWHERE = (elsewhere.FRAMED, "/threads/", SCRIPT)


def _draw_elsewhere(host: str, path: str, query: str, edition: int) -> Drawn:
    """What stands under no story. A thread that is still to come moves the edition when it does."""
    if path == SCRIPT:
        body, headers = draw_script()
        return Drawn(body, Stamp(edition, ()), headers)
    request = _request(host, path, query)
    if path == elsewhere.FRAMED:
        drawing, policy = elsewhere.draw_framed(request), framed()
    else:
        drawing, policy = elsewhere.draw_on_our_page(request, int(path.split("/")[2])), PUBLIC
    thread = drawing.thread
    stamp = Stamp(edition, ((thread.id, thread.version),) if thread.id else ())
    return Drawn(drawing.html.encode(), stamp, stored_headers(drawing.language, policy=policy))


def _draw_from_wagtail(host: str, path: str, query: str, edition: int) -> Drawn | Shell | None:
    request = _request(host, path, query)
    with translation.override(settings.LANGUAGE_CODE):
        if listing := find_listing(request, path):
            versions = load_versions([story.pk for story in listing.stories.stories])
            body = draw_listing(request, listing).encode()
            return Drawn(body, Stamp(edition, tuple(sorted(versions.items()))), stored_headers(settings.LANGUAGE_CODE))
        response = wagtail_serve(request, path.lstrip("/"))
        if not isinstance(response, TemplateResponse) or response.status_code != 200 or not response.context_data:
            return None
        if is_story(response):
            return _shell(request, response, path, edition)
        return _listing(request, response, edition) if is_listing(response) and path.endswith("/") else None


def _shell(request: HttpRequest, response: TemplateResponse, path: str, edition: int) -> Shell | None:
    story = response.context_data["page"]
    if not story.is_found_at(path):
        return None
    before, hole, after = fill_story(response, HOLE).content.partition(HOLE.encode())
    if not hole:
        raise RuntimeError("the template of a story has no place for its thread")
    said, base = article_json(story, request), absolute(request, "")
    return Shell(edition, before, after, story.pk, story.dated_address(), story.title, story.language, said, base)


def _fill(shell: Shell, query: str) -> Drawn:
    asked = parse_asked(dict(parse_qsl(query.removeprefix("?"))))
    with translation.override(shell.language):
        part, thread = draw_below(shell.story, path=shell.path, asked=asked, title=shell.title, said=shell.said, base=shell.base)
    stamp = Stamp(shell.edition, ((thread.id, thread.version),) if thread else ())
    before = shell.before if asked.branch is None else name_discovery(shell.before, asked.branch, shell.base)
    return Drawn(b"".join((before, part, shell.after)), stamp, stored_headers(shell.language))


def _listing(request: HttpRequest, response: TemplateResponse, edition: int) -> Drawn:
    stories = stories_of(response, request.GET.get("after", ""))
    versions = load_versions([story.pk for story in stories.stories])
    body = fill_listing(response, stories).content
    return Drawn(body, Stamp(edition, tuple(sorted(versions.items()))), stored_headers(settings.LANGUAGE_CODE))


def _request(host: str, path: str, query: str) -> HttpRequest:
    """A request of nobody: no cookie, no session, no address."""
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = path
    request.META = {"HTTP_HOST": host, "QUERY_STRING": query.removeprefix("?"), "SERVER_NAME": host, "SERVER_PORT": "80"}
    request.GET = request.GET.copy()
    request.GET.update(dict(parse_qsl(query.removeprefix("?"))))
    request.user = AnonymousUser()
    request.session = {}
    return request

"""What is only for machines: robots.txt, sitemaps, oEmbed, the manifest of an installed site, the accent colour as a sheet."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index, sitemap
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.views.decorators.http import require_GET

from tertulia.errors import NotFound
from tertulia.responses.latest import title_above
from tertulia.responses.reading import load_response
from tertulia.stories.colours import both_schemes
from tertulia.stories.identity import load_identity, name_of
from tertulia.stories.languages import direction_of
from tertulia.stories.listing import live_stories
from tertulia.stories.places import contributors_with_stories, pages_of, tags_with_stories
from tertulia.web.listings import root_of
from tertulia.web.metadata import absolute, plain
from tertulia.web.stories import site_of_request

NEWS_FOR = timedelta(days=2)  # a news sitemap names what is no older, and no more than a thousand
NEWS_MOST = 1000
EMBED_WIDTH = 550
ICONS = (192, 512)
PAPER = "#fdfcf9"  # the colour of the page, as in look.css
_RESPONSE = re.compile(r"/r/(\d{1,18})/$")


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: everything that is the same for everybody."""
    closed = ("/admin/", "/account/", "/follow/", "/threads/", "/responses/", "/search/", "/setup/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "", f"Sitemap: {absolute(request, '/sitemap.xml')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


class _Stories(Sitemap):
    limit = 5000

    def __init__(self, request: HttpRequest):
        self._root = root_of(request)

    def items(self) -> Any:
        return live_stories(self._root).order_by("-published_at", "-pk")

    def location(self, item: Any) -> str:
        return iri_to_uri(item.dated_address())

    def lastmod(self, item: Any) -> Any:
        return max(filter(None, (item.published_at, item.updated_at, item.last_published_at)), default=None)


class _Places(Sitemap):
    """The front page, sections and plain pages, contributors, tags and the archive."""

    def __init__(self, request: HttpRequest):
        self._root = root_of(request)

    def items(self) -> list[str]:
        return list(self._addresses())

    def location(self, item: str) -> str:
        return iri_to_uri(item)

    def _addresses(self) -> Iterator[str]:
        yield from ("/", "/archive/")
        yield from pages_of(self._root)
        yield from (f"/contributors/{slug}/" for slug in contributors_with_stories(self._root))
        yield from (f"/tags/{slug}/" for slug in tags_with_stories(self._root))


def _sitemaps(request: HttpRequest) -> dict[str, Any]:
    made: dict[str, Any] = {"stories": _Stories(request), "places": _Places(request)}
    for each in made.values():
        each.protocol = "https" if settings.SECURE else "http"
    return made


@require_GET
def sitemap_index(request: HttpRequest) -> HttpResponseBase:
    """The index of the sitemaps, the news sitemap among them."""
    named = {name: each for name, each in _sitemaps(request).items() if each.paginator.count}
    response = index(request, named, sitemap_url_name="sitemap")
    response.render()
    if not _recent(request).exists():  # a sitemap has at least one address
        return response
    news = absolute(request, "/sitemap-news.xml")
    response.content = response.content.replace(
        b"</sitemapindex>", f"<sitemap><loc>{news}</loc></sitemap>\n</sitemapindex>".encode()
    )
    return response


@require_GET
def sitemap_section(request: HttpRequest, section: str) -> HttpResponseBase:
    """One sitemap."""
    return sitemap(request, _sitemaps(request), section=section)


@require_GET
def news_sitemap(request: HttpRequest) -> HttpResponse:
    """The stories of the last two days, as Google News wants them."""
    recent = _recent(request).order_by("-published_at")[:NEWS_MOST]
    stories = [(story, iri_to_uri(absolute(request, story.dated_address()))) for story in recent]
    context = {"stories": stories, "publication": name_of(site_of_request(request))}
    return HttpResponse(get_template("news_sitemap.xml", using="pages").render(context), content_type="application/xml")


def _recent(request: HttpRequest) -> Any:
    return live_stories(root_of(request)).filter(published_at__gte=timezone.now() - NEWS_FOR)


@require_GET
def oembed(request: HttpRequest) -> HttpResponse:
    """The oEmbed provider (https://oembed.com) for one response; raises NotFound."""
    if request.GET.get("format", "json") != "json":
        return HttpResponse("only json is spoken here\n", status=501, content_type="text/plain")
    asked = urlsplit(request.GET.get("url", ""))
    found = _RESPONSE.fullmatch(asked.path)
    if found is None or asked.hostname not in {urlsplit(absolute(request, "/")).hostname, request.get_host().rsplit(":", 1)[0]}:
        raise NotFound
    row = load_response(int(found[1]))
    if row.state != "visible":
        raise NotFound
    address = absolute(request, f"/r/{row.id}/")
    markup = get_template("oembed.html", using="pages").render({"row": row, "address": address, "title": title_above(row.id)})
    said = {
        "version": "1.0",
        "type": "rich",
        "title": plain(row.html)[:100],
        "author_name": row.name,
        "provider_name": name_of(site_of_request(request)),
        "provider_url": absolute(request, "/"),
        "cache_age": 300,
        "html": markup.strip(),
        "width": _width(request.GET.get("maxwidth", "")),
        "height": None,
    }
    response = JsonResponse(said)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _width(most: str) -> int:
    """The width of a response elsewhere, in pixels: no more than was asked for."""
    return min(EMBED_WIDTH, int(most)) if re.fullmatch(r"[1-9][0-9]{0,4}", most) else EMBED_WIDTH


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to keep the site among its programs (https://www.w3.org/TR/appmanifest/).

    Apple's phones let only sites that are kept there send messages.
    """
    shown = load_identity(site_of_request(request))
    said = {
        "name": shown.name,
        "short_name": shown.name,
        "description": shown.description,
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "lang": settings.LANGUAGE_CODE,
        "dir": direction_of(settings.LANGUAGE_CODE),
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": static("tertulia/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
            *({"src": static(f"tertulia/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in ICONS),
            {"src": static("tertulia/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        ],
    }
    response = JsonResponse(said, content_type="application/manifest+json")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@require_GET
def accent(request: HttpRequest, colour: str) -> HttpResponse:
    """The tokens that an accent colour changes; the address carries the colour, so it never expires."""
    if not re.fullmatch(r"[0-9a-f]{6}", colour):
        raise Http404
    light, dark = both_schemes(f"#{colour}")
    sheet = f"@layer tokens {{ :root {{ --accent: light-dark({light}, {dark}); }} }}\n"
    response = HttpResponse(sheet, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response

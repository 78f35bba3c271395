"""Security headers of every answer."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from tertulia.options import options
from tertulia.stories.embeds import FRAMES

PUBLIC = (
    f"frame-src {' '.join(FRAMES)}; "  # players that a reader asks for; see web/static/tertulia/embed.js
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
# Wagtail's templates hold inline styles and scripts, and its editor makes pictures from blobs and previews in a frame.
ADMIN = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; media-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "object-src 'none'; frame-ancestors 'self'"
)
BARE = "default-src 'none'; sandbox; frame-ancestors 'none'"  # pictures, files and JSON, should somebody open them directly


FRAMED = "/embed/"  # the one page that others may frame: those which the operator lists
SHARED = ("/api/v1/threads", "/embed/counts/")  # what scripts of listed sites may read


def framed() -> str:
    """The policy of a page that stands in a frame on the listed sites, and nowhere else."""
    listed = " ".join(options.embed_origins) or "'none'"
    return PUBLIC.replace("frame-ancestors 'none'", f"frame-ancestors {listed}")


def policy_for(path: str) -> str:
    """The content security policy of the answers at `path`."""
    if path == FRAMED:
        return framed()
    if path.startswith("/admin/"):
        return ADMIN
    if path.startswith(("/media/", "/documents/", "/api/")) and not path.startswith("/api/v1/docs"):
        return BARE
    return PUBLIC


PERMISSIONS = "camera=(), geolocation=(), microphone=(), browsing-topics=()"


def stored_headers(language: str, *, policy: str = PUBLIC) -> tuple[tuple[bytes, bytes], ...]:
    """The headers of a page that is stored: everything but what depends on its bytes."""
    said = {
        "content-type": "text/html; charset=utf-8",
        "content-language": language,
        "cache-control": "public, no-cache",
        "vary": "Accept-Encoding",
    }
    return (*((name.encode(), value.encode()) for name, value in said.items()), *safe_headers(policy))


def script_headers() -> tuple[tuple[bytes, bytes], ...]:
    """The headers of the script that pages of other sites load."""
    said = {
        "content-type": "text/javascript; charset=utf-8",
        "cache-control": "public, max-age=600",
        "vary": "Accept-Encoding",
        "cross-origin-resource-policy": "cross-origin",
        "x-content-type-options": "nosniff",
    }
    return tuple((name.encode(), value.encode()) for name, value in said.items())


def safe_headers(policy: str = PUBLIC) -> tuple[tuple[bytes, bytes], ...]:
    """What keeps a browser careful with whatever the front sends without Django."""
    said = {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": settings.SECURE_REFERRER_POLICY,
        "cross-origin-opener-policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": PERMISSIONS,
    }
    if settings.SECURE_HSTS_SECONDS:
        said["strict-transport-security"] = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"
    return tuple((name.encode(), value.encode()) for name, value in said.items())


class HeadersMiddleware:
    """Adds what every answer carries, errors included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy_for(request.path))
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.method in ("GET", "HEAD") and request.path.startswith(SHARED):
            _share(request, response)
        if request.path.startswith("/api/"):  # a reader's own held response is at the same address as everybody's view of it
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


def _share(request: HttpRequest, response: HttpResponse) -> None:
    """Let a script of a listed site read the answer; without its cookies, so it sees what everybody sees."""
    patch_vary_headers(response, ["Origin"])
    if (origin := request.headers.get("Origin")) in options.embed_origins:
        response.headers["Access-Control-Allow-Origin"] = origin

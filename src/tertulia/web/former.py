"""Addresses that programs go to by habit: the feeds of other systems, whose subscribers came along, and what browsers guess."""

from django.http import HttpRequest, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseRedirectBase
from django.templatetags.static import static
from django.urls import reverse

RSS, ATOM, JSON = "/feed.rss", "/feed.atom", "/feed.json"
FEEDS = {
    "/feed": RSS, "/feed/rss": RSS, "/feed/rss2": RSS, "/feed/rdf": RSS, "/feed/atom": ATOM, "/feed/json": JSON,  # WordPress
    "/rss": RSS, "/feeds/posts/default": ATOM,  # Ghost, Blogger
    "/atom.xml": ATOM, "/index.xml": RSS, "/rss.xml": RSS,  # generators
}  # fmt: skip


def find_former(request: HttpRequest) -> HttpResponseRedirectBase | None:
    """The way on from an address at which there is nothing here; None if it is none of these."""
    path = request.path.rstrip("/")
    if path in FEEDS:
        return HttpResponsePermanentRedirect(FEEDS[path])
    if path == "/favicon.ico":
        return HttpResponseRedirect(static("tertulia/icon-192.png"))
    if path == "/.well-known/change-password":
        return HttpResponseRedirect(reverse("account_change_password"))
    return None

"""The pages of a guest: confirming an address, and being forgotten by a browser."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tertulia.errors import LinkUsed, NotFound
from tertulia.moderation import links
from tertulia.moderation.statements import statements_to_guest
from tertulia.readers.guests import cookie_of, cookie_of_written, guest_of_cookie, guest_of_link, written_of_cookie
from tertulia.responses.confirming import Confirmed, confirm_guest, disown_claim, load_claimed
from tertulia.responses.erasing import erase_guest
from tertulia.responses.reading import load_response

COOKIE = "__Host-guest" if settings.SECURE else "guest"
COOKIE_AGE = 365 * 24 * 3600
WRITTEN = "__Host-written" if settings.SECURE else "written"
WRITTEN_AGE = 184 * 24 * 3600  # as long as a decision can be appealed
MOST_WRITTEN = 30


def guest_of(request: HttpRequest) -> Any:
    """The confirmed guest whom the browser belongs to, else None."""
    cookie = request.COOKIES.get(COOKIE)
    return guest_of_cookie(cookie) if cookie else None


def note_written(request: HttpRequest, answer: HttpResponse, response: int) -> None:
    """Have the browser of a guest without an address keep what it wrote, so that they find what was decided about it."""
    kept = [key for key in written_of_cookie(request.COOKIES.get(WRITTEN, "")) if key != response]
    value = cookie_of_written([*kept, response][-MOST_WRITTEN:])
    answer.set_cookie(WRITTEN, value, max_age=WRITTEN_AGE, secure=settings.SECURE, httponly=True, samesite="Lax")


def statements_for(request: HttpRequest) -> list[Any]:
    """The statements of reasons to the guest whom the browser belongs to, or about what was written with it."""
    guest, written = guest_of(request), written_of_cookie(request.COOKIES.get(WRITTEN, ""))
    return statements_to_guest(guest.pk if guest else None, written) if guest or written else []


@never_cache
@require_GET
def decisions(request: HttpRequest) -> HttpResponse:
    """What was decided about what this browser's guest wrote, each with its reasons and the way to appeal."""
    stated = [(each, links.sign(links.STATEMENT, each.pk)) for each in statements_for(request)]
    return render(request, "guest/decisions.html", {"stated": stated})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, link: str) -> HttpResponse:
    """Behind the link in a letter. Opening it changes nothing, because programs that check mail open links too."""
    guest = guest_of_link(link)
    if guest is None:
        raise LinkUsed
    if request.method != "POST":
        return render(request, "guest/confirm.html", {"claim": load_claimed(guest)})
    if request.POST.get("answer") == "not-mine":
        disown_claim(guest=guest)
        return render(request, "guest/answered.html", {"said": "thrown-away"})
    return _confirmed_page(request, confirm_guest(guest=guest))


def _confirmed_page(request: HttpRequest, confirmed: Confirmed) -> HttpResponse:
    shown = _address_of(confirmed)
    response: HttpResponse
    if confirmed.guest is None and shown is None:
        response = render(request, "guest/answered.html", {"said": "reader"})
    else:
        said = "held" if confirmed.response else "gone"
        response = HttpResponseRedirect(shown, status=303) if shown else render(request, "guest/answered.html", {"said": said})
    if confirmed.guest is not None:
        _set_cookie(response, cookie_of(confirmed.guest))
    return response


def _address_of(confirmed: Confirmed) -> str | None:
    """The address of the response it was about, if everybody can see it."""
    try:
        load_response(confirmed.response or 0)
    except NotFound:
        return None
    return reverse("response", args=[confirmed.response])


def _set_cookie(response: HttpResponse, value: str) -> None:
    response.set_cookie(COOKIE, value, max_age=COOKIE_AGE, secure=settings.SECURE, httponly=True, samesite="Lax")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Asks whether this browser shall forget the guest, or the site everything of theirs, and does it."""
    back = request.POST.get("next") or request.GET.get("next", "")
    back = back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/"
    if request.method != "POST":
        return render(request, "guest/leave.html", {"guest": guest_of(request), "next": back})
    guest = guest_of(request)
    if guest is not None and request.POST.get("answer") == "erase":
        erase_guest(guest=guest)
    response = HttpResponseRedirect(back, status=303)
    response.delete_cookie(COOKIE, samesite="Lax")
    response.delete_cookie(WRITTEN, samesite="Lax")
    return response

"""Signing in as a member of the host site: there, and back with a token."""

import secrets
from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tertulia.errors import MembershipRefused, NotFound
from tertulia.options import HostSite, options
from tertulia.readers.membership import admit_member, read_token

NONCE, NEXT = "member-nonce", "member-next"


def _host() -> HostSite:
    if options.host_site is None:
        raise NotFound
    return options.host_site


@never_cache
@require_GET
def go(request: HttpRequest) -> HttpResponse:
    """On to the host site, with a word that its answer has to repeat; `next` is where the reader wants to be."""
    host = _host()
    back = request.GET.get("next", "")
    request.session[NONCE] = secrets.token_urlsafe(16)
    request.session[NEXT] = back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else ""
    asked = {"nonce": request.session[NONCE], "back": request.build_absolute_uri(reverse("member_back"))}
    return HttpResponseRedirect(f"{host.address}{'&' if '?' in host.address else '?'}{urlencode(asked)}")


@never_cache
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Back from the host site with its token; raises MembershipRefused."""
    host = _host()
    nonce, wanted = request.session.pop(NONCE, ""), request.session.pop(NEXT, "")
    member = read_token(request.GET.get("token", ""), host, nonce=nonce, now=timezone.now())
    reader = admit_member(member, host)
    if not reader.is_active:
        raise MembershipRefused
    if member.is_email_proven:
        EmailAddress.objects.get_or_create(user=reader, email=reader.email, defaults={"verified": True, "primary": True})
    return perform_login(request, reader, email_verification="none", redirect_url=wanted or None)

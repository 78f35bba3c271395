"""One sign-in door: what Wagtail's own login and reset pages were leads to it."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import path, re_path, reverse


def to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """The site's sign-in page, which leads back to where the editor wanted to go."""
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.GET.get('next', '/admin/')})}")


def to_reset(request: HttpRequest, **named: str) -> HttpResponseRedirect:
    """The site's own way to a new password."""
    return HttpResponseRedirect(reverse("account_reset_password"))


def to_sign_out(request: HttpRequest) -> HttpResponseRedirect:
    """The site's sign-out page."""
    return HttpResponseRedirect(reverse("account_logout"))


urlpatterns = [
    path("login/", to_sign_in),
    path("logout/", to_sign_out),
    re_path(r"^password_reset/", to_reset),
]

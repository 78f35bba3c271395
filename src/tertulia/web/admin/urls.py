"""One sign-in door: what Wagtail's own login, reset and account pages were leads to ours."""

from urllib.parse import urlencode

from django.contrib.auth import logout
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import path, re_path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import require_admin_access

from tertulia.errors import NotAllowed
from tertulia.web.admin.standing import standing
from tertulia.web.admin.writing import explore
from tertulia.web.admin.your_account import YourAccountView


def to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """The sign-in page, which leads back to where the editor wanted to go; raises NotAllowed for other readers."""
    if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
        list(get_messages(request))  # Wagtail's own words about it would turn up on some later page
        raise NotAllowed(str(_("This is the newsroom's entrance. Your account does not belong to the newsroom.")))
    return _sign_in(request.GET.get("next", "/admin/"))


def to_restricted_page(request: HttpRequest) -> HttpResponseRedirect:
    """The sign-in page on the way to a page that is not for everybody; raises NotAllowed for whom it is not for."""
    if request.user.is_authenticated:
        raise NotAllowed(str(_("This page is not for everybody, and your account is not among those it is for.")))
    return _sign_in(request.GET.get("next", "/"))


def _sign_in(back: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': back})}")


def to_reset(request: HttpRequest, **named: str) -> HttpResponseRedirect:
    """The site's own way to a new password."""
    return HttpResponseRedirect(reverse("account_reset_password"))


def sign_out(request: HttpRequest) -> HttpResponseRedirect:
    """Sign out at once where Wagtail's menu asks for it, else by way of the site's page."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("account_logout"))
    logout(request)
    return HttpResponseRedirect("/")


urlpatterns = [
    path("users/<int:pk>/standing/", require_admin_access(standing), name="reader_standing"),
    path("pages/", require_admin_access(explore)),
    path("login/", to_sign_in),
    path("logout/", sign_out),
    re_path(r"^password_reset/", to_reset),
    path("account/", require_admin_access(YourAccountView.as_view())),
]

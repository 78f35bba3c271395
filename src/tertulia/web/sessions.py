"""Where a reader is signed in, and signing out there."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tertulia.readers.sessions import end_session, end_sessions, sessions_of


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """The list; posted with `end` it ends one session, with `all` every other one."""
    this = request.session.session_key
    if request.method == "GET":
        return render(request, "account/sessions.html", {"sessions": sessions_of(request.user, this=this)})
    if "all" in request.POST:
        count = end_sessions(reader=request.user, keep=this)
        said = ngettext("You are signed out in %(count)s other place.", "You are signed out in %(count)s other places.", count)
        messages.success(request, said % {"count": count})
    elif end_session(reader=request.user, mark=request.POST.get("end", "")):
        messages.success(request, _("You are signed out there."))
    if not type(request.session)().exists(this):  # it was this one
        logout(request)
        return redirect("account_login")
    return redirect("sessions")

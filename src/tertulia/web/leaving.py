"""Taking everything of one's own along, and leaving."""

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tertulia.delivery.portable import ask_for_export, latest_export, open_export
from tertulia.errors import Refused
from tertulia.options import options
from tertulia.readers.leaving import ask_to_leave, stay
from tertulia.web.refusals import answer_with


@never_cache
@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """What one can take along, and the way out."""
    return _page(request)


def _page(request: HttpRequest, refusal: Refused | None = None) -> HttpResponse:
    context = {
        "reader": request.user,
        "export": latest_export(request.user),
        "export_days": options.export_days,
        "leaving_days": options.leaving_days,
        "refusal": refusal,
    }
    return answer_with(request, "account/leaving.html", context)


@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """Ask for a copy; it is made in the background. A GET only comes back from proving who one is."""
    if request.method == "POST":
        try:
            ask_for_export(reader=request.user, now=timezone.now())
        except Refused as refusal:
            return _page(request, refusal)
    return HttpResponseRedirect(reverse("leaving"), status=303)


@never_cache
@login_required
@reauthentication_required
@require_GET
def fetch(request: HttpRequest, export_id: int) -> FileResponse:
    """One's own copy."""
    file = open_export(reader=request.user, export=export_id)
    return FileResponse(file.open("rb"), as_attachment=True, filename="everything.zip")


@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Leave, with or without one's words."""
    if request.method == "POST":
        try:
            ask_to_leave(reader=request.user, keeps_words=request.POST.get("words") == "stay", now=timezone.now())
        except Refused as refusal:
            return _page(request, refusal)
    return HttpResponseRedirect(reverse("leaving"), status=303)


@login_required
@require_POST
def come_back(request: HttpRequest) -> HttpResponse:
    """One has thought better of it."""
    stay(reader=request.user)
    return HttpResponseRedirect(reverse("leaving"), status=303)

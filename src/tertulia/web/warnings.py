"""The page on which a reader reads a warning and says so."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tertulia.house.rulebook import load_rulebook, name_ground
from tertulia.moderation.warnings import load_warnings, read_warnings
from tertulia.web.speech import interface_language


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def warnings(request: HttpRequest) -> HttpResponse:
    """The warnings that were not confirmed yet; sent, they are."""
    assert request.user.pk is not None
    if request.method == "POST":
        read_warnings(reader=request.user.pk)
        return HttpResponseRedirect(reverse("warnings"), status=303)
    letters = [
        (letter, name_ground(load_rulebook(letter.site), letter.ground, interface_language()) if letter.ground else None)
        for letter in load_warnings(request.user.pk)
    ]
    return render(request, "warnings.html", {"letters": letters})

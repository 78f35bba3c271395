"""Erasing one response for good, as the law may ask."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tertulia.responses.erasing import erase_response, load_to_erase
from tertulia.responses.reading import load_thread


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, response_id: int) -> HttpResponse:
    """Asks whether to erase, and does it."""
    moderator = request.user if request.user.is_authenticated else None
    row = load_to_erase(response=response_id, moderator=moderator)
    if request.method == "POST":
        erase_response(response=response_id, moderator=moderator)
        return HttpResponseRedirect(load_thread(row.thread).url, status=303)
    return render(request, "erase.html", {"row": row})

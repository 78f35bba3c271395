"""Erasing one response for good, as the law may ask."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tertulia.house.rulebook import grounds_of_house, grounds_of_law
from tertulia.moderation.erasing import decide_to_erase
from tertulia.moderation.reporting import rulebook_of
from tertulia.responses.erasing import load_to_erase
from tertulia.responses.reading import load_thread
from tertulia.web.speech import interface_language


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, response_id: int) -> HttpResponse:
    """Asks whether to erase and on which ground, and does it."""
    moderator = request.user if request.user.is_authenticated else None
    row = load_to_erase(response=response_id, moderator=moderator)
    if request.method == "POST":
        decide_to_erase(response=response_id, moderator=moderator, ground=request.POST.get("ground", ""))
        return HttpResponseRedirect(load_thread(row.thread).url, status=303)
    house = grounds_of_house(rulebook_of(row.id), interface_language())
    return render(request, "erase.html", {"row": row, "house_grounds": house, "law_grounds": grounds_of_law()})

"""Featuring a response, on a page of its own or in place."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tertulia.readers.permissions import Verb
from tertulia.responses.featuring import feature_response, unfeature_response
from tertulia.responses.jurisdiction import require_in_thread
from tertulia.responses.reading import load_response, thread_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feature(request: HttpRequest, response_id: int) -> HttpResponse:
    """Asks whether a response shall be shown first, and does it."""
    row = load_response(response_id)
    editor: Any = request.user if request.user.is_authenticated else None
    require_in_thread(editor, Verb.PIN if row.badge else Verb.FEATURE, thread=thread_of(response_id))
    if request.method != "POST":
        return render(request, "feature.html", {"row": row})
    if request.POST.get("feature") == "0":
        unfeature_response(response=response_id, editor=editor)
    else:
        feature_response(response=response_id, editor=editor)
    if request.headers.get("X-Tertulia-Part") == "1":
        return HttpResponse(status=204)
    return HttpResponseRedirect(reverse("response", args=[response_id]), status=303)

"""What one may do with a response, as a page of links: for whoever has no script that lays them into the thread."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tertulia.readers.permissions import Verb
from tertulia.responses.jurisdiction import allows_in_thread
from tertulia.responses.own import load_overlay
from tertulia.responses.reading import load_response, thread_of


@never_cache
@require_GET
def yours(request: HttpRequest, response_id: int) -> HttpResponse:
    """Editing and withdrawing for its author, featuring and the desk for the newsroom; for others the way to sign in."""
    row, thread = load_response(response_id), thread_of(response_id)
    said = {"row": row, "own": False, "editable": False, "features": False, "moderates": False}
    if request.user.is_authenticated:
        overlay = load_overlay(thread=thread, reader=request.user.pk, now=timezone.now())
        said["own"], said["editable"] = response_id in overlay.own, response_id in overlay.editable
        said["features"] = allows_in_thread(request.user, Verb.PIN if row.badge else Verb.FEATURE, thread=thread)
        said["moderates"] = allows_in_thread(request.user, Verb.DECIDE, thread=thread)
    return render(request, "yours.html", said)

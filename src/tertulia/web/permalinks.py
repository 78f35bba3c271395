"""The way from an old permalink of an imported response to the response."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tertulia.responses.reading import load_thread
from tertulia.transfer.anchors import find_by_anchor


@never_cache
@require_GET
def at_anchor(request: HttpRequest, thread_id: int, anchor: str) -> HttpResponse:
    """To the response that `#anchor` named where the thread comes from; the script asks when a page has no such place."""
    return redirect("response", find_by_anchor(thread=load_thread(thread_id).id, anchor=anchor))

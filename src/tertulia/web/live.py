"""Where a thread stands, for pages that cannot listen to a stream: they ask now and then."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tertulia.delivery.news import read_position


@never_cache
@require_GET
def news(request: HttpRequest, thread_id: int) -> HttpResponse:
    """The version a fresh page of the thread would show, and its latest event."""
    here = read_position(thread_id)
    return JsonResponse({"version": here.version, "event": here.event})

"""Where a thread stands, for pages that cannot listen to a stream: they ask now and then."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tertulia.cursors import parse_number
from tertulia.delivery.news import read_news, read_position
from tertulia.errors import UnknownCursor


@never_cache
@require_GET
def news(request: HttpRequest, thread_id: int) -> HttpResponse:
    """The version a fresh page of the thread would show, and its latest event; with `after`, what happened since that event."""
    here = read_position(thread_id)
    said: dict[str, object] = {"version": here.version, "event": here.event}
    if "after" in request.GET:
        after = parse_number(request.GET["after"])
        if after is None:
            raise UnknownCursor
        told = read_news([(thread_id, after)])
        said["news"] = [{"kind": news.kind, "response": news.response} for news in told]
        said["event"] = told[-1].id if told else max(here.event, after)
    return JsonResponse(said)

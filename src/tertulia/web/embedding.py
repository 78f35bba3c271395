"""What pages of other sites ask for: their thread in a frame, the script that lays it in, and numbers of responses."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import translation
from django.views.decorators.http import require_GET, require_http_methods

from tertulia.cursors import parse_number
from tertulia.errors import Malformed, NotFound
from tertulia.options import options
from tertulia.responses.elsewhere import count_by_address, find_home_thread, head_to_come, tidy_address, tidy_language
from tertulia.responses.orders import parse_order, usual_order
from tertulia.responses.reading import load_public_thread
from tertulia.responses.spots import find_spot
from tertulia.stories.sites import site_of
from tertulia.web import responses
from tertulia.web.assets import find_file
from tertulia.web.elsewhere import (
    draw_framed,
    draw_on_our_page,
    is_elsewhere,
    is_listed,
    read_frame,
    read_home,
    spoken,
)
from tertulia.web.headers import FRAMED, script_headers
from tertulia.web.words import response_count

SCRIPT = "tertulia/host.js"
AT_ONCE = 100  # addresses counted together


@require_GET
def framed(request: HttpRequest) -> HttpResponse:
    """The thread of a page elsewhere, alone; with `to`, the way to the page of it that shows a response."""
    if "to" in request.GET:
        home = read_home(request.GET, request.get_host())
        thread = find_home_thread(home)
        return _to_spot(request, FRAMED + read_frame(request.GET, home.url), thread.id if thread else 0)
    drawing = draw_framed(request)
    return HttpResponse(drawing.html, headers={"Content-Language": drawing.language, "Cache-Control": "public, no-cache"})


@require_GET
def thread(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Our own page of a thread elsewhere; the thread of a story has the story's."""
    if "to" in request.GET:
        return _to_spot(request, request.path, thread_id)
    head = load_public_thread(thread_id)
    if not is_elsewhere(head):
        return HttpResponseRedirect(f"{head.url}#responses")
    drawing = draw_on_our_page(request, thread_id)
    return HttpResponse(drawing.html, headers={"Content-Language": drawing.language, "Cache-Control": "public, no-cache"})


def _to_spot(request: HttpRequest, address: str, thread_id: int) -> HttpResponse:
    """On to the page of the thread at `address` that shows the response `to`; to its first page where there is no such."""
    order = parse_order(request.GET.get("order", usual_order().value))
    wanted = parse_number(request.GET["to"])
    if wanted is None:
        raise Malformed
    try:
        spot = find_spot(wanted, order=order, most=options.responses_per_page)
    except NotFound:
        return HttpResponseRedirect(address)
    if spot.thread.id != thread_id:
        return HttpResponseRedirect(address)
    return HttpResponseRedirect(f"{address}{responses.asked_for(spot, order).behind(address)}#response-{wanted}")


@require_http_methods(["GET", "HEAD", "POST"])
def respond(request: HttpRequest) -> HttpResponse:
    """The form for the first response to a page elsewhere, and what is sent with it: only that opens the thread."""
    home = read_home(request.GET, request.get_host())
    thread = find_home_thread(home)
    if thread:
        return responses.answer(request, thread)
    return responses.answer(request, head_to_come(home), home=home)


@require_GET
def counts(request: HttpRequest) -> HttpResponse:
    """How many responses stand under each `url`, as a number and in words, in the order they were asked for."""
    urls = request.GET.getlist("url")
    if not urls or len(urls) > AT_ONCE:
        raise Malformed
    tidy = {url: tidy_address(url, origins=options.embed_origins) for url in urls if is_listed(url)}
    found = count_by_address(site=site_of(request.get_host()), urls=list(tidy.values()))
    with translation.override(spoken(tidy_language(request.GET.get("language", "")))):
        said = [{"url": url, "visible": found[kept], "text": response_count(found[kept])} for url, kept in tidy.items()]
    return JsonResponse({"counts": said}, headers={"Cache-Control": "no-cache"})


@require_GET
def script(request: HttpRequest) -> HttpResponse:
    """The script of host pages. The front has it ready; this is for whoever asks for it in another way."""
    body, headers = draw_script()
    return HttpResponse(body, headers={name.decode(): value.decode() for name, value in headers})


def draw_script() -> tuple[bytes, tuple[tuple[bytes, bytes], ...]]:
    """The script with the headers it goes out with; raises NotFound where no site may embed."""
    found = find_file(SCRIPT)
    if found is None or not options.embed_origins:
        raise NotFound
    return found.read_bytes(), script_headers()

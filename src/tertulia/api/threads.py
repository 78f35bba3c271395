"""Threads and the responses in them."""

from typing import Annotated
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from ninja import Header, Query, Router

from tertulia.api.authentication import author_of, require_json
from tertulia.api.schemas import PostedOut, PostIn, ResponsesOut, ThreadOut
from tertulia.api.shapes import posted_out, response_out, thread_out
from tertulia.errors import Malformed, NotFound
from tertulia.readers.addresses import network_pseudonym
from tertulia.responses.posting import post_response
from tertulia.responses.reading import find_thread_head, load_thread, parse_order
from tertulia.responses.stretches import load_responses
from tertulia.stories.sites import hosts_of_site, site_of

router = Router(tags=["threads"])


@router.get("/threads", response=ThreadOut, summary="The thread under an address")
def thread_by_url(request: HttpRequest, url: Annotated[str, Query(max_length=2000)]) -> dict:
    """`url`: a path, or a URL on any of the site's hosts or aliases, or the address of a page elsewhere that has a thread."""
    site = site_of(request.get_host())
    return thread_out(find_thread_head(site=site, urls=_spellings(url, hosts_of_site(site))))


@router.get("/threads/{int:thread_id}", response=ThreadOut, summary="A thread")
def thread(request: HttpRequest, thread_id: int) -> dict:
    return thread_out(load_thread(thread_id))


@router.get("/threads/{int:thread_id}/responses", response=ResponsesOut, summary="Responses in reading order")
def responses(
    request: HttpRequest,
    thread_id: int,
    order: str = "oldest",
    after: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> dict:
    """An order sorts the top level; the replies below a response follow it, oldest first."""
    stretch = load_responses(load_thread(thread_id), order=parse_order(order), after=after, limit=limit)
    return {"responses": [response_out(row) for row in stretch.rows], "next": stretch.next}


@router.post("/threads/{int:thread_id}/responses", response={201: PostedOut}, summary="Post a response or a reply")
def post(
    request: HttpRequest,
    thread_id: int,
    payload: PostIn,
    idempotency_key: Annotated[str, Header(max_length=200)] = "",
) -> HttpResponse:
    """With `Idempotency-Key`, the same request again gets the same answer and stores nothing."""
    require_json(request)
    posted = post_response(
        thread=thread_id,
        author=author_of(request),
        text=payload.text,
        parent=payload.parent,
        name=payload.guest.name if payload.guest else "",
        network=network_pseudonym(request.META.get("REMOTE_ADDR", "")),
        key=idempotency_key,
    )
    return 201, posted_out(posted.response)


def _spellings(url: str, hosts: set[str]) -> list[str]:
    """The addresses that `url` may be stored under: as it is, and as a path where its host is one of the site's."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Malformed from None
    if not url:
        raise NotFound
    spellings = [url]
    if not parts.scheme or (parts.hostname or "") in hosts:
        path = parts.path or "/"
        spellings += [f"{path}?{parts.query}" if parts.query else path, path, f"{path.rstrip('/')}/"]
    return list(dict.fromkeys(spellings))

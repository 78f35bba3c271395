"""Threads and the responses in them."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language_from_request
from ninja import Header, Query, Router

from tertulia import errors
from tertulia.api.authentication import ANYBODY, author_of
from tertulia.api.documenting import refusals
from tertulia.api.schemas import PostedOut, PostIn, ProofOut, ResponsesOut, ThreadOut
from tertulia.api.shapes import posted_out, response_out, thread_out
from tertulia.errors import Malformed, NotFound
from tertulia.options import options
from tertulia.readers.addresses import network_pseudonyms
from tertulia.readers.proving import Proof, judge, make_stamp
from tertulia.responses.orders import parse_order
from tertulia.responses.posting import post_response
from tertulia.responses.reading import ThreadHead, find_thread_head, load_public_thread, must_be_public
from tertulia.responses.stretches import load_responses
from tertulia.stories.sites import hosts_of_site, site_of

router = Router(tags=["threads"])

LONGEST_KEY = 200  # characters of an Idempotency-Key


@router.get(
    "/threads", response=ThreadOut, summary="The thread under an address", openapi_extra=refusals(errors.Malformed, NotFound)
)
def find_thread(
    request: HttpRequest,
    url: Annotated[str, Query(min_length=1, max_length=2000, description="a path, or a URL on any of the site's hosts")],
) -> dict[str, Any]:
    """Also answers to the whole address of a page elsewhere that has a thread here, and to a story's former addresses."""
    site = site_of(request.get_host())
    return thread_out(must_be_public(find_thread_head(site=site, urls=_spellings(url, hosts_of_site(site)))))


@router.get("/threads/{int:thread_id}", response=ThreadOut, summary="A thread", openapi_extra=refusals(NotFound))
def read_thread(request: HttpRequest, thread_id: int) -> dict[str, Any]:
    """Its address, title, state and counts."""
    return thread_out(_public(thread_id))


@router.get(
    "/threads/{int:thread_id}/responses",
    response=ResponsesOut,
    summary="Responses in reading order",
    openapi_extra=refusals(NotFound, errors.UnknownOrder, errors.UnknownCursor, errors.Malformed),
)
def list_responses(
    request: HttpRequest,
    thread_id: int,
    order: Annotated[str, Query(description="`oldest`, `newest`, `top` or `active`: sorts the top level")] = "oldest",
    after: Annotated[str, Query(max_length=200, description="the `next` of the stretch before")] = "",
    limit: Annotated[int, Query(ge=1, le=100, description="at most so many")] = 50,
) -> dict[str, Any]:
    """The replies below a response follow it, oldest first, whatever the order of the top level.

    A branch of more than a hundred replies comes in parts by time, each part in reading order.
    """
    stretch = load_responses(_public(thread_id), order=parse_order(order), after=after, limit=limit)
    return {"responses": [response_out(row) for row in stretch.rows], "next": stretch.next}


@router.post(
    "/threads/{int:thread_id}/responses",
    response={201: PostedOut},
    summary="Post a response or a reply",
    openapi_extra={
        "security": ANYBODY,
        **refusals(
            errors.Malformed,
            errors.EmptyText,
            errors.TextTooLong,
            errors.NameMissing,
            errors.NameRefused,
            errors.NameTaken,
            errors.EmailMissing,
            errors.EmailRefused,
            errors.UnknownParent,
            errors.SignInNeeded,
            errors.NotAllowed,
            errors.Suspended,
            errors.ThreadClosed,
            NotFound,
            errors.ParentGone,
            errors.InFlight,
            errors.BodyTooLarge,
            errors.UnsupportedType,
            errors.KeyReused,
            errors.TooMany,
        ),
    },
)
def post_response_to_thread(
    request: HttpRequest,
    thread_id: int,
    payload: PostIn,
    idempotency_key: Annotated[
        str, Header(max_length=LONGEST_KEY, description="any text that is hard to guess, such as a UUID")
    ] = "",
) -> tuple[int, dict[str, Any]]:
    """With `Idempotency-Key`, the same request sent again within two days gets the same answer and stores nothing."""
    network, *lately = network_pseudonyms(request.META.get("REMOTE_ADDR", ""))
    try:
        posted = post_response(
            thread=thread_id,
            for_all=True,
            author=author_of(request),
            text=payload.text,
            parent=payload.parent,
            name=payload.guest.name if payload.guest else "",
            email=(payload.guest.email or "") if payload.guest else "",
            language=get_language_from_request(request),
            network=network,
            lately=tuple(lately),
            proof=_proof(payload),
            key=idempotency_key,
        )
    except errors.Refused:
        _public(thread_id)  # a thread that is not there is said before whatever else is wrong
        raise
    return 201, posted_out(posted.response)


@router.get("/proof", response=ProofOut, summary="A stamp for a guest's program to work on", openapi_extra=refusals(NotFound))
def get_proof(request: HttpRequest) -> dict[str, Any]:
    """A guest's response carries it back as `proof`, with a number that makes its hash begin with `bits` zero bits."""
    return {"stamp": make_stamp(now=timezone.now()), "bits": options.proof_bits}


def _proof(payload: PostIn) -> Proof:
    sent = payload.proof
    return judge(stamp=sent.stamp if sent else "", work=sent.work if sent else "", now=timezone.now())


def _public(thread_id: int) -> ThreadHead:
    return load_public_thread(thread_id)


def _spellings(url: str, hosts: set[str]) -> list[str]:
    """The addresses that `url` may be stored under: as it is, and as a path where its host is one of the site's."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Malformed from None
    spellings = [url]
    if not parts.netloc or (parts.hostname or "") in hosts:
        path = parts.path or "/"
        spellings += [f"{path}?{parts.query}" if parts.query else path, path, f"{path.rstrip('/')}/"]
    return list(dict.fromkeys(spellings))

"""One response: read, edit, withdraw."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from tertulia.api.authentication import author_of, require_json
from tertulia.api.schemas import EditIn, PostedOut, ResponseOut
from tertulia.api.shapes import own_out, posted_out, response_out
from tertulia.responses.editing import edit_response
from tertulia.responses.reading import load_own, load_response
from tertulia.responses.withdrawing import withdraw_response

router = Router(tags=["responses"])


@router.get("/responses/{int:response_id}", response=ResponseOut, summary="A response")
def read(request: HttpRequest, response_id: int) -> dict:
    """Its author sees it in any state, everybody else where it is visible or a marker."""
    author = author_of(request)
    own = load_own(response_id, reader=author.pk if author else None)
    return own_out(own, author) if own else response_out(load_response(response_id))


@router.patch("/responses/{int:response_id}", response=PostedOut, summary="Edit one's own response")
def edit(request: HttpRequest, response_id: int, payload: EditIn) -> dict:
    require_json(request)
    return posted_out(edit_response(response=response_id, author=author_of(request), text=payload.text))


@router.delete("/responses/{int:response_id}", response={204: None}, summary="Withdraw one's own response")
def withdraw(request: HttpRequest, response_id: int) -> HttpResponse:
    withdraw_response(response=response_id, author=author_of(request))
    return 204, None

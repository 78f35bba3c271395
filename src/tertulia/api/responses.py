"""One response: read, edit, withdraw."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from tertulia import errors
from tertulia.api.authentication import ANYBODY, READERS, author_of
from tertulia.api.documenting import refusals
from tertulia.api.schemas import EditIn, PostedOut, ResponseOut
from tertulia.api.shapes import own_out, posted_out, response_out
from tertulia.responses.editing import edit_response
from tertulia.responses.reading import load_own, load_response
from tertulia.responses.withdrawing import withdraw_response

router = Router(tags=["responses"])

OF_OTHERS = (errors.SignInNeeded, errors.NotAllowed, errors.NotFound)


@router.get(
    "/responses/{int:response_id}",
    response=ResponseOut,
    summary="A response",
    openapi_extra={"security": ANYBODY, **refusals(errors.SignInNeeded, errors.NotFound)},
)
def read_response(request: HttpRequest, response_id: int) -> dict[str, Any]:
    """Its author sees it in any state, everybody else where it is visible or a marker."""
    author = author_of(request)
    own = load_own(response_id, reader=author.pk if author else None)
    return own_out(own, author) if own else response_out(load_response(response_id))


@router.patch(
    "/responses/{int:response_id}",
    response=PostedOut,
    summary="Edit one's own response",
    openapi_extra={
        "security": READERS,
        **refusals(
            errors.Malformed,
            errors.EmptyText,
            errors.TextTooLong,
            *OF_OTHERS,
            errors.EditWindowOver,
            errors.ThreadClosed,
            errors.BodyTooLarge,
            errors.UnsupportedType,
            errors.TooMany,
        ),
    },
)
def edit_own_response(request: HttpRequest, response_id: int, payload: EditIn) -> dict[str, Any]:
    """Possible for a quarter of an hour; every check of posting is made again."""
    return posted_out(edit_response(response=response_id, author=author_of(request), text=payload.text))


@router.delete(
    "/responses/{int:response_id}",
    response={204: None},
    summary="Withdraw one's own response",
    openapi_extra={"security": READERS, **refusals(*OF_OTHERS, errors.StateConflict)},
)
def withdraw_own_response(request: HttpRequest, response_id: int) -> tuple[int, None]:
    """Where replies hang below, a marker without words stays. Sent again, it is answered the same and changes nothing."""
    author = author_of(request)
    own = load_own(response_id, reader=author.pk if author else None)
    if own is None or own.state != "withdrawn":
        withdraw_response(response=response_id, author=author)
    return 204, None

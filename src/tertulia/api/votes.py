"""One reader's vote on one response."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from tertulia import errors
from tertulia.api.authentication import READERS, author_of
from tertulia.api.documenting import refusals
from tertulia.api.schemas import VoteIn, VotesOut
from tertulia.responses.reading import load_response
from tertulia.responses.voting import Votes, cast_vote, withdraw_vote

router = Router(tags=["votes"])

OF_A_VOTER = (errors.SignInNeeded, errors.NotAllowed, errors.Suspended, errors.OwnResponse, errors.NotFound)


@router.put(
    "/responses/{int:response_id}/vote",
    response=VotesOut,
    summary="Vote on a response",
    openapi_extra={
        "security": READERS,
        **refusals(errors.Malformed, *OF_A_VOTER, errors.BodyTooLarge, errors.UnsupportedType, errors.TooMany),
    },
)
def vote_on_response(request: HttpRequest, response_id: int, payload: VoteIn) -> dict[str, Any]:
    """One vote for each reader, in place of an earlier one; never on one's own response."""
    author = author_of(request)
    load_response(response_id)
    return _out(cast_vote(response=response_id, reader=author, value=payload.value))


@router.delete(
    "/responses/{int:response_id}/vote",
    response=VotesOut,
    summary="Take one's vote back",
    openapi_extra={"security": READERS, **refusals(*OF_A_VOTER)},
)
def withdraw_own_vote(request: HttpRequest, response_id: int) -> dict[str, Any]:
    """Answers the same where there was none."""
    author = author_of(request)
    load_response(response_id)
    return _out(withdraw_vote(response=response_id, reader=author))


def _out(votes: Votes) -> dict[str, Any]:
    return {"votes": {"up": votes.up, "down": votes.down}, "own": votes.own}

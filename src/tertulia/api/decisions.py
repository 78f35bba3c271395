"""Deciding about a response, for moderators' own programs."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from tertulia import errors
from tertulia.api.authentication import READERS, author_of
from tertulia.api.documenting import refusals
from tertulia.api.schemas import DecisionIn, DecisionOut
from tertulia.moderation.actions import Action
from tertulia.moderation.letters import reasons_for
from tertulia.moderation.looking import decide_looked_at, load_looked_at

router = Router(tags=["decisions"])


@router.post(
    "/responses/{int:response_id}/decisions",
    response={201: DecisionOut},
    summary="Decide about a response",
    openapi_extra={
        "security": READERS,
        **refusals(
            errors.Malformed,
            errors.UnknownGround,
            errors.NoAccount,
            errors.SignInNeeded,
            errors.NotAllowed,
            errors.NotFound,
            errors.AlreadyDecided,
            errors.StateConflict,
            errors.BodyTooLarge,
            errors.UnsupportedType,
        ),
    },
)
def decide_about_a_response(request: HttpRequest, response_id: int, payload: DecisionIn) -> tuple[int, dict[str, Any]]:
    """For moderators; its open case is closed. Where a colleague was faster nothing changes: `decision` names theirs."""
    moderator, action = author_of(request), Action(payload.action)
    looked_at = load_looked_at(response_id, moderator)
    written = {"ground": payload.ground or "", "text": payload.text or "", "note": payload.note or ""}
    reasons = reasons_for(site=looked_at.site, language=looked_at.language, action=action, **written)
    made = decide_looked_at(response=response_id, moderator=moderator, action=action, reasons=reasons, seen=payload.seen)
    return 201, {"id": made.pk, "action": made.action, "state": made.after, "ground": made.ground, "at": made.at}

"""Reporting a response."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from ninja import Router

from tertulia import errors
from tertulia.api.authentication import ANYBODY, author_of
from tertulia.api.documenting import refusals
from tertulia.api.schemas import ReportIn, ReportOut
from tertulia.moderation import links
from tertulia.moderation.reporting import report_response
from tertulia.readers.addresses import network_pseudonym
from tertulia.responses.reading import load_response

router = Router(tags=["reports"])


@router.post(
    "/responses/{int:response_id}/reports",
    response={201: ReportOut},
    summary="Report a response",
    openapi_extra={
        "security": ANYBODY,
        **refusals(
            errors.Malformed,
            errors.UnknownGround,
            errors.EmptyText,
            errors.TextTooLong,
            errors.SignInNeeded,
            errors.NotAllowed,
            errors.OwnResponse,
            errors.ReportsPaused,
            errors.NotFound,
            errors.AlreadyReported,
            errors.BodyTooLarge,
            errors.UnsupportedType,
            errors.TooMany,
        ),
    },
)
def report_a_response(request: HttpRequest, response_id: int, payload: ReportIn) -> tuple[int, dict[str, Any]]:
    """Once for each reader; without an account once for each network and day. Enough reports of weight hold the response."""
    reporter = author_of(request)
    load_response(response_id)
    made = report_response(
        response=response_id,
        reporter=reporter,
        ground=payload.ground,
        text=payload.text or "",
        network=network_pseudonym(request.META.get("REMOTE_ADDR", "")),
        language=translation.get_language() or settings.LANGUAGE_CODE,
    )
    return 201, {"ground": made.ground, "url": reverse("report_outcome", args=[links.sign(links.REPORT, made.pk)])}

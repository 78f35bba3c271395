"""What the gate found, kept beside the response it is about."""

from datetime import datetime

from tertulia.events.inserting import insert
from tertulia.responses.gate import Assessed
from tertulia.responses.models import Response, Screening


def keep_screening(response: Response, assessed: Assessed, *, now: datetime) -> None:
    """Store one more assessment of `response`; the latest row is about its present words."""
    found = assessed.assessment
    insert(
        Screening,
        {
            "response_id": response.pk,
            "at": now,
            "state": assessed.state,
            "reason": assessed.reason,
            "urgent": assessed.urgent,
            "p": found.p if found else None,
            "record": found.as_dict() if found else None,
        },
    )

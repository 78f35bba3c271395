"""Whether this installation works."""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from tertulia.delivery.heartbeat import alive
from tertulia.house.tallies import SCREENING_FAILED, counted
from tertulia.screening import screen


def health(request: HttpRequest) -> JsonResponse:
    """200 when database, worker and screener work, else 503.

    `{"database": bool, "worker": bool, "screener": bool, "screening_failures": since yesterday, or null}`.
    """
    parts: dict[str, bool | int | None] = {
        "database": _database_answers(),
        "worker": alive(),
        "screener": _screener_works(),
    }
    is_well = all(parts.values())
    parts["screening_failures"] = _failures() if parts["database"] else None
    response = JsonResponse(parts, status=200 if is_well else 503)
    response.headers["Cache-Control"] = "no-store"
    return response


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select number from stories_edition")
        return True
    except DatabaseError:
        return False


def _screener_works() -> bool:
    try:
        return screen("The ferry leaves at ten past four.").p < 1
    except Exception:  # whatever it is, the answer is the same
        return False


def _failures() -> int:
    return counted(SCREENING_FAILED, since=timezone.now().date() - timedelta(days=1))

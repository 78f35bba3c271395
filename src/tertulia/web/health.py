"""Whether this installation works."""

from datetime import timedelta
from shutil import disk_usage

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from tertulia.delivery.heartbeat import alive
from tertulia.house.tallies import SCREENING_FAILED, counted
from tertulia.options import options
from tertulia.screening import screen

LEAST_ROOM = 128 * 1024 * 1024  # bytes


def health(request: HttpRequest) -> JsonResponse:
    """200 when database, worker and screener work and there is room on the disk, else 503.

    `{"database": bool, "worker": bool, "screener": bool, "room": bool, "screening_failures": since yesterday, or null}`.
    """
    parts: dict[str, bool | int | None] = {
        "database": _database_answers(),
        "worker": alive(),
        "screener": _screener_works(),
        "room": _has_room(),
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


def _has_room() -> bool:
    """Whether the disk of the data folder takes more than the write-ahead log and some pictures; full, it takes no response."""
    try:
        return disk_usage(options.folder).free >= LEAST_ROOM
    except OSError:
        return False


def _failures() -> int:
    return counted(SCREENING_FAILED, since=timezone.now().date() - timedelta(days=1))

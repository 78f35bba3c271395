"""Whether this installation works."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from tertulia.delivery.heartbeat import alive


def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and the worker lives, else 503; `{"database": bool, "worker": bool}`."""
    parts = {"database": _database_answers(), "worker": alive()}
    response = JsonResponse(parts, status=200 if all(parts.values()) else 503)
    response.headers["Cache-Control"] = "no-store"
    return response


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select number from stories_edition")
        return True
    except DatabaseError:
        return False

"""What a moderator has decided just now, to be shown once with the way to undo it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from tertulia.cursors import parse_number
from tertulia.moderation.card import Made, load_own_decision


def read_done(request: HttpRequest, moderator: Any, now: datetime) -> Made | None:
    """The decision named in the address, if it is one's own and can still be undone."""
    key = parse_number(request.GET.get("done", ""))
    return None if key is None else load_own_decision(key, moderator=moderator, now=now)

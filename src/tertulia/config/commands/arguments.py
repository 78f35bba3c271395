"""Kinds of arguments that several commands take."""

from datetime import datetime


def instant(text: str) -> datetime:
    """The instant in an ISO 8601 text; without an offset it is in the site's zone. Raises ValueError."""
    from django.utils import timezone

    said = datetime.fromisoformat(text)
    return said if said.tzinfo else said.replace(tzinfo=timezone.get_default_timezone())

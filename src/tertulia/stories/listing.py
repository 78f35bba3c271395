"""Lists of stories, newest first."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from wagtail.models import Page

from tertulia.cursors import Cursor, parse_cursor
from tertulia.stories.models import StoryPage

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class StoryList:
    """One page of a list, and where the next begins."""

    stories: list[StoryPage]
    next: Cursor | None


def latest_stories(under: Page, *, after: str = "", most: int = 20) -> StoryList:
    """Live, public stories below `under`, newest first, after the cursor `after`; raises UnknownCursor."""
    stories = StoryPage.objects.live().public().descendant_of(under).select_related("lead_image")
    if after:
        cursor = parse_cursor(after)
        moment = _EPOCH + timedelta(microseconds=cursor.place)
        stories = stories.filter(Q(published_at__lt=moment) | Q(published_at=moment, pk__lt=cursor.id))
    found = list(
        stories.order_by("-published_at", "-pk").prefetch_related("lead_image__renditions", "bylines__contributor")[: most + 1]
    )
    if len(found) <= most:
        return StoryList(found, None)
    last = found[most - 1]
    place = (last.published_at - _EPOCH) // timedelta(microseconds=1) if last.published_at else 0
    return StoryList(found[:most], Cursor(place, last.pk))

"""Lists of stories, newest first: of the site, a section, a contributor, a tag, a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Page

from tertulia.cursors import Cursor, parse_cursor
from tertulia.errors import NotFound
from tertulia.stories.models import Contributor, PinnedStory, StoryPage

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class StoryList:
    """One page of a list, and where the next begins."""

    stories: list[StoryPage]
    next: Cursor | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """A month in which stories appeared."""

    first: date
    stories: int


def live_stories(under: Page) -> QuerySet[StoryPage]:
    """Live, public stories below `under`."""
    return StoryPage.objects.live().public().descendant_of(under)


def latest_stories(under: Page, *, after: str = "", most: int = 20) -> StoryList:
    """Live, public stories below `under`, newest first, after the cursor `after`; raises UnknownCursor."""
    return _page(live_stories(under), after=after, most=most)


def front_stories(front: Page, *, after: str = "", most: int = 20) -> StoryList:
    """What the front page shows: pinned stories first, then the newest; raises UnknownCursor."""
    pinned = list(PinnedStory.objects.filter(front=front.pk).order_by("sort_order").values_list("story", flat=True))
    river = _page(live_stories(front).exclude(pk__in=pinned), after=after, most=most)
    if after or not pinned:
        return river
    return StoryList([*stories_in_order(front, pinned), *river.stories], river.next)


def stories_in_order(under: Page, keys: Sequence[int]) -> list[StoryPage]:
    """The live, public stories among `keys` (primary keys), in that order."""
    found = {story.pk: story for story in _with_looks(live_stories(under).filter(pk__in=keys))}
    return [found[key] for key in keys if key in found]


def find_contributor(slug: str) -> Contributor:
    """The contributor at `/contributors/SLUG/`; raises NotFound."""
    found = Contributor.objects.select_related("picture").filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found


def stories_by(contributor: Contributor, under: Page, *, after: str = "", most: int = 20) -> StoryList:
    """A contributor's stories; raises UnknownCursor."""
    return _page(live_stories(under).filter(bylines__contributor=contributor), after=after, most=most)


def find_tag(slug: str, under: Page) -> Tag:
    """The tag at `/tags/SLUG/`, if a story that everybody may read has it; raises NotFound."""
    found = Tag.objects.filter(slug=slug).first()
    if found is None or not live_stories(under).filter(tagged_items__tag=found).exists():
        raise NotFound
    return found


def stories_tagged(tag: Tag, under: Page, *, after: str = "", most: int = 20) -> StoryList:
    """Stories with a tag; raises UnknownCursor."""
    return _page(live_stories(under).filter(tagged_items__tag=tag), after=after, most=most)


def months_of(under: Page) -> list[Month]:
    """The months in which stories appeared, by the site's clock, newest first."""
    rows = live_stories(under).filter(published_at__isnull=False).annotate(month=TruncMonth("published_at")).values("month")
    return [Month(row["month"].date(), row["stories"]) for row in rows.annotate(stories=Count("pk")).order_by("-month")]


def stories_of_month(year: int, month: int, under: Page, *, after: str = "", most: int = 50) -> StoryList:
    """The stories of a month by the site's clock; raises NotFound where it is not one, and UnknownCursor."""
    try:
        first = timezone.make_aware(datetime(year, month, 1))
        end = timezone.make_aware(datetime(year + month // 12, month % 12 + 1, 1))
    except (ValueError, OverflowError):
        raise NotFound from None
    stories = live_stories(under).filter(published_at__gte=first, published_at__lt=end)
    return _page(stories, after=after, most=most)


def _page(stories: QuerySet[StoryPage], *, after: str, most: int) -> StoryList:
    if after:
        cursor = parse_cursor(after)
        moment = _EPOCH + timedelta(microseconds=cursor.place)
        stories = stories.filter(Q(published_at__lt=moment) | Q(published_at=moment, pk__lt=cursor.id))
    found = list(_with_looks(stories.order_by("-published_at", "-pk"))[: most + 1])
    if len(found) <= most:
        return StoryList(found, None)
    last = found[most - 1]
    place = (last.published_at - _EPOCH) // timedelta(microseconds=1) if last.published_at else 0
    return StoryList(found[:most], Cursor(place, last.pk))


def _with_looks(stories: QuerySet[StoryPage]) -> QuerySet[StoryPage]:
    return stories.select_related("lead_image").prefetch_related("lead_image__renditions", "bylines__contributor")

"""The switch that says whether a story has a thread and what that takes; and when threads close by age."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from tertulia.stories.models import FrontPage, SectionPage, StoryPage


def keep_switch(*, story: int, state: str) -> None:
    """Keep what an editor chose for the thread of the story with this primary key."""
    StoryPage.objects.filter(pk=story).update(thread_state=state)


def show_switch(*, story: int, state: str) -> None:
    """Let the editor show the state that a moderator, or a thread's age, has given it."""
    found = StoryPage.objects.filter(pk=story).values_list("thread_state", flat=True).first()
    if (found or "open") != state:
        StoryPage.objects.filter(pk=story).update(thread_state=state, thread_told_at=timezone.now())


def stories_to_close(*, now: datetime) -> Iterator[QuerySet[StoryPage]]:
    """Stories older than what their section says, or else their front page; one query for each of these."""
    sections = list(SectionPage.objects.exclude(close_after=None))
    for section in sections:
        yield from _older(section, section.close_after, now)
    for front in FrontPage.objects.exclude(close_after=None):
        for stories in _older(front, front.close_after, now):
            for section in sections:
                stories = stories.not_descendant_of(section)
            yield stories


def _older(under: Page, days: int | None, now: datetime) -> Iterator[QuerySet[StoryPage]]:
    if days:
        yield StoryPage.objects.live().descendant_of(under).filter(published_at__lt=now - timedelta(days=days))

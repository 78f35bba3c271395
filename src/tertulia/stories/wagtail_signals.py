"""The one place where signals are heard: Wagtail announces publishing in no other way."""

from typing import Any

from django.db import transaction
from wagtail.signals import page_published, page_unpublished

from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.stories.addresses import fix_address
from tertulia.stories.models import StoryPage


@transaction.atomic
def _published(sender: type[StoryPage], instance: StoryPage, **kwargs: Any) -> None:
    if not instance.live:
        return  # Wagtail says so as well when a story has only been scheduled
    fix_address(instance)
    record(Kind.STORY_PUBLISHED, story=instance.pk)


@transaction.atomic
def _unpublished(sender: type[StoryPage], instance: StoryPage, **kwargs: Any) -> None:
    record(Kind.STORY_UNPUBLISHED, story=instance.pk)


def listen() -> None:
    """Connect once, when the app is ready."""
    page_published.connect(_published, sender=StoryPage, dispatch_uid="story-published")
    page_unpublished.connect(_unpublished, sender=StoryPage, dispatch_uid="story-unpublished")

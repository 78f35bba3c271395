"""Publishing what is scheduled and taking down what has expired, when its time has come."""

import logging
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.management import call_command
from wagtail.models import Page, Revision

from tertulia.stories.models import StoryPage

log = logging.getLogger(__name__)


def publish_due(*, now: datetime) -> bool:
    """Publish and unpublish what is due at `now`, the way Wagtail does it; whether there was anything."""
    waiting = [revision for revision in Revision.objects.filter(approved_go_live_at__lt=now) if _may_appear(revision)]
    expired = Page.objects.filter(live=True, expire_at__lt=now).exists()
    if waiting or expired:
        call_command("publish_scheduled")
    return bool(waiting) or expired


def _may_appear(revision: Revision) -> bool:
    """Whether a revision still has what must not be published without; else it is a draft again, and keeps no other waiting."""
    story = revision.as_object()
    try:
        if isinstance(story, StoryPage):
            story.clean_for_publication()
    except ValidationError as error:
        log.error("a scheduled story was not published", extra={"story": story.pk, "fields": sorted(error.message_dict)})
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
        return False
    return True

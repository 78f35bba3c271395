"""Publishing what is scheduled and taking down what has expired, when its time has come."""

from datetime import datetime

from django.core.management import call_command
from wagtail.models import Page, Revision


def publish_due(*, now: datetime) -> bool:
    """Publish and unpublish what is due at `now`, the way Wagtail does it; whether there was anything."""
    waiting = Revision.objects.filter(approved_go_live_at__lt=now).exists()
    expired = Page.objects.filter(live=True, expire_at__lt=now).exists()
    if waiting or expired:
        call_command("publish_scheduled")
    return waiting or expired

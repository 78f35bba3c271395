"""Whom a story is open to: Wagtail's privacy (a password, signed-in readers, a group), set on it or on a section above it."""

from django.http import HttpRequest

from tertulia.stories.models import StoryPage


def is_open_to(request: HttpRequest, *, story: int) -> bool:
    """Whether whoever sent `request` may read the story with this id; False too where there is none that is published."""
    page = StoryPage.objects.live().filter(pk=story).first()
    return page is not None and all(restriction.accept_request(request) for restriction in page.get_view_restrictions())

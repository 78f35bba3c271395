"""What follows from what happened: the one table."""

from collections.abc import Callable

from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.responses.threads import open_thread
from tertulia.stories.models import StoryPage

Handler = Callable[[Event], None]


def keep_thread(event: Event) -> None:
    """A published story has a thread that carries its title and address."""
    story = StoryPage.objects.filter(pk=event.story, live=True).first()
    if story is None:
        return
    site = story.get_site()
    if site is not None:
        open_thread(story=story, site=site.pk)


# A kind with nothing to follow is named as well, so that forgetting one is noticed.
HANDLERS: dict[Kind, list[Handler]] = {
    Kind.STORY_PUBLISHED: [keep_thread],
    Kind.STORY_UNPUBLISHED: [],
    Kind.THREAD_OPENED: [],
    Kind.THREAD_STATE_SET: [],
    Kind.RESPONSE_POSTED: [],
    Kind.RESPONSE_HELD: [],
    Kind.RESPONSE_RELEASED: [],
    Kind.RESPONSE_EDITED: [],
    Kind.RESPONSE_WITHDRAWN: [],
    Kind.RESPONSE_REMOVED: [],
    Kind.RESPONSE_RESTORED: [],
    Kind.CONVERSATION_IMPORTED: [],
}

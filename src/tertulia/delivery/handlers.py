"""What follows from what happened: the one table."""

from collections.abc import Callable

from tertulia.delivery.asking import ask_guest
from tertulia.delivery.searching import index_response, index_thread
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.responses.teaching import teach_decision
from tertulia.responses.models import Thread
from tertulia.responses.threads import follow_switch, open_thread
from tertulia.stories.models import StoryPage
from tertulia.stories.pictures import prepare_pictures
from tertulia.stories.switching import show_switch

Handler = Callable[[Event], object]


def keep_thread(event: Event) -> None:
    """A published story has a thread that carries its title and address."""
    story = StoryPage.objects.filter(pk=event.story, live=True).first()
    if story is None:
        return
    site = story.get_site()
    if site is not None:
        open_thread(story=story, site=site.pk)


def make_sizes(event: Event) -> None:
    """The pictures of a published story are there in every size before they are asked for."""
    story = StoryPage.objects.filter(pk=event.story, live=True).select_related("lead_image").first()
    if story is not None:
        prepare_pictures(story)


def obey_editor(event: Event) -> None:
    """The thread takes the state that an editor chose with the story's switch."""
    if event.story:
        follow_switch(story=event.story)


def tell_editor(event: Event) -> None:
    """The switch in the editor shows the state the thread is in."""
    thread = Thread.objects.filter(pk=event.thread).first()
    if thread and thread.story_id:
        show_switch(story=thread.story_id, state=thread.state)


# A kind with nothing to follow is named as well, so that forgetting one is noticed.
HANDLERS: dict[Kind, list[Handler]] = {
    Kind.STORY_PUBLISHED: [keep_thread, make_sizes],
    Kind.STORY_UNPUBLISHED: [],
    Kind.STORY_THREAD_SET: [obey_editor],
    Kind.THREAD_OPENED: [],
    Kind.THREAD_STATE_SET: [tell_editor],
    Kind.RESPONSE_POSTED: [index_response],
    Kind.RESPONSE_HELD: [index_response],
    Kind.RESPONSE_UNPROVEN: [ask_guest],
    Kind.RESPONSE_RELEASED: [index_response, teach_decision],
    Kind.RESPONSE_EDITED: [index_response],
    Kind.RESPONSE_WITHDRAWN: [index_response],
    Kind.RESPONSE_REMOVED: [index_response, teach_decision],
    Kind.RESPONSE_RESTORED: [index_response, teach_decision],
    Kind.RESPONSE_VOTED: [],
    Kind.RESPONSE_FEATURED: [],
    Kind.RESPONSE_ERASED: [index_response],
    Kind.GUEST_JOINED: [],
    Kind.CONVERSATION_IMPORTED: [index_thread],
    Kind.ROLE_GRANTED: [],
    Kind.ROLE_WITHDRAWN: [],
}

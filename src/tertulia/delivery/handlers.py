"""What follows from what happened: the one table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tertulia.delivery.asking import ask_guest
from tertulia.delivery.following import tell_of_mentions, tell_of_response, tell_of_story
from tertulia.delivery.informing import (
    send_receipts,
    tell_addressee,
    tell_appellants,
    tell_misuser,
    tell_notifiers,
    tell_reporters,
    tell_warned,
)
from tertulia.delivery.leaving import forget_origin
from tertulia.delivery.portable import make_export
from tertulia.delivery.searching import index_responses, index_thread
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.moderation.appealing import answer_by_decision
from tertulia.moderation.cases import look_at_edit, prepare_held, prepare_waiting
from tertulia.moderation.deciding import note_holds
from tertulia.moderation.forgetting import forget_words_about, forget_words_of
from tertulia.moderation.misuse import look_at_reporters
from tertulia.moderation.notices import close_gone_notices, settle_notices
from tertulia.moderation.quarrels import notice_quarrel
from tertulia.moderation.reporting import settle_gone, settle_reports
from tertulia.moderation.statements import state_reasons
from tertulia.moderation.teaching import teach_decision
from tertulia.readers.roles import edited_sites, group_of_site
from tertulia.responses.authors import show_author
from tertulia.responses.erasing import plan_forgetting, plan_forgetting_of_imported
from tertulia.responses.threads import open_thread
from tertulia.stories.editors import let_editors_in, let_editors_publish_in_every_site
from tertulia.stories.models import StoryPage
from tertulia.stories.pictures import prepare_pictures

Handler = Callable[[Event], object]


@dataclass(frozen=True, slots=True)
class Together:
    """A handler of all waiting events at once: what it writes is one transaction instead of many."""

    run: Callable[[Sequence[Event]], object]


# Pictures in every size, an archive of all that somebody wrote, the words of a whole thread: nobody's letter waits for these.
SLOW = frozenset({Kind.STORY_PUBLISHED, Kind.EXPORT_ASKED, Kind.CONVERSATION_IMPORTED})

INDEX = Together(index_responses)


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


def prepare_imported(event: Event) -> None:
    """The cases of what came in held begin to be filled in; the worker goes on between events (`Heap`)."""
    prepare_waiting()


def forget_response(event: Event) -> None:
    """Nothing that was said of an erased response stays."""
    if event.response is not None:
        forget_words_about(response=event.response)


def forget_reader(event: Event) -> None:
    """Nothing that an erased reader said, or that was said to them, stays."""
    if event.reader is not None:
        forget_words_of(reader=event.reader)


def open_newsroom(event: Event) -> None:
    """Whoever was made an editor finds the pages of their sites open, and no others."""
    let_editors_publish_in_every_site()
    for site in edited_sites(event.reader or 0):
        let_editors_in(site=site, group=group_of_site(site))


# A kind with nothing to follow is named as well, so that forgetting one is noticed.
HANDLERS: dict[Kind, list[Handler | Together]] = {
    Kind.STORY_PUBLISHED: [keep_thread, make_sizes, tell_of_story],
    Kind.STORY_UNPUBLISHED: [],
    Kind.THREAD_OPENED: [],
    Kind.THREAD_STATE_SET: [],
    Kind.RESPONSE_POSTED: [INDEX, tell_of_response, notice_quarrel],
    Kind.RESPONSE_UNPROVEN: [ask_guest],
    Kind.RESPONSE_HELD: [INDEX, prepare_held, note_holds, notice_quarrel],
    Kind.RESPONSE_RELEASED: [INDEX, tell_of_response],
    Kind.RESPONSE_EDITED: [INDEX, look_at_edit, note_holds, tell_of_mentions],
    Kind.RESPONSE_WITHDRAWN: [INDEX, plan_forgetting, settle_gone, close_gone_notices],
    Kind.RESPONSE_REMOVED: [INDEX, plan_forgetting],
    Kind.RESPONSE_RESTORED: [INDEX, plan_forgetting],
    Kind.RESPONSE_VOTED: [],
    Kind.RESPONSE_FEATURED: [],
    Kind.RESPONSE_UNNAMED: [forget_origin],
    Kind.RESPONSE_ERASED: [INDEX, forget_origin, settle_gone, close_gone_notices, forget_response],
    Kind.GUEST_JOINED: [],
    Kind.CONVERSATION_IMPORTED: [index_thread, prepare_imported, plan_forgetting_of_imported],
    Kind.CASE_CHANGED: [],
    # Learning last: where the screener is broken it fails, and whoever is restricted is told all the same.
    Kind.DECISION_MADE: [state_reasons, settle_reports, settle_notices, answer_by_decision, teach_decision],
    Kind.READER_WARNED: [tell_warned],
    Kind.READER_SUSPENDED: [],
    Kind.SHIELD_SET: [],
    Kind.FLAGGER_MARKED: [],
    Kind.GUEST_ERASED: [],
    Kind.READER_CHANGED: [show_author],
    Kind.READER_LEAVING: [],
    Kind.READER_STAYED: [],
    Kind.READER_ERASED: [forget_reader],
    Kind.EXPORT_ASKED: [make_export],
    Kind.ROLE_GRANTED: [open_newsroom],
    Kind.ROLE_WITHDRAWN: [],
    Kind.READERS_MERGED: [],
    Kind.RULEBOOK_PUBLISHED: [],
    Kind.RESPONSE_REPORTED: [],
    Kind.REPORTS_SETTLED: [tell_reporters, look_at_reporters],
    Kind.REPORTS_MISUSED: [tell_misuser],
    Kind.NOTICE_GIVEN: [send_receipts],
    Kind.NOTICE_DECIDED: [tell_notifiers],
    Kind.REASONS_STATED: [tell_addressee],
    Kind.APPEAL_MADE: [],
    Kind.APPEAL_ANSWERED: [tell_appellants],
}

"""Changing one's own response."""

from datetime import datetime

from django.utils import timezone

from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.options import options
from tertulia.readers.limits import Limit, consume
from tertulia.readers.models import Reader
from tertulia.responses import gate, markup, rules
from tertulia.responses.finding import find_response
from tertulia.responses.listing import count_visible, unlist_response
from tertulia.responses.mentioning import keep_mentions, render
from tertulia.responses.models import Response, Revision, State
from tertulia.responses.screening import keep_screening
from tertulia.responses.surroundings import Surroundings, look_around


@writing()
def edit_response(*, response: int, author: Reader | None, text: str, now: datetime | None = None) -> Response:
    """Replace the words of the response with primary key `response`; the former words are kept as a revision.

    Every check of posting is made again.
    Raises Refused: EmptyText, TextTooLong, SignInNeeded, NotAllowed, NotFound, EditWindowOver, ThreadClosed, TooMany,
    Suspended, WarningUnread, LinksShielded, CoolingDown.
    """
    now = now or timezone.now()
    written = find_response(response)
    rules.must_be_author(written, author)
    rules.may_edit(written, now=now)
    around = look_around(thread=written.thread_id, parent=written.parent_id, author=author, now=now)
    rules.may_post(thread_state=around.situation.thread_state, author=author)
    tidy = markup.accept_text(text)
    if tidy == written.text:
        return written
    around.obstacles.must_let_write(tidy, has_account=True)
    consume(Limit("edit-reader", options.reader_posts, 600), str(written.author_id), now=now)
    Revision.objects.create(
        response=written,
        text=written.text,
        html=written.html,
        renderer=written.renderer,
        written_at=written.edited_at or written.posted_at,
    )
    html, mentioned = render(tidy, thread=written.thread_id, parent=written.parent_id)
    written.text, written.html, written.renderer, written.edited_at = tidy, html, markup.RENDERER, now
    written.asked_at = None
    written.save(update_fields=["text", "html", "renderer", "edited_at", "asked_at"])
    keep_mentions(written, mentioned)
    _pass_gate(written, around, now)
    record(Kind.RESPONSE_EDITED, thread=written.thread_id, response=written.pk, reader=written.author_id)
    return written


def _pass_gate(written: Response, around: Surroundings, now: datetime) -> None:
    """The new words are screened like the first ones. Editing never lets a held response through."""
    assessed = gate.assess(
        written.text, around.situation, house=around.house, policy=around.policy, site=around.site, day=now.date()
    )
    keep_screening(written, assessed, now=now)
    if written.state == State.VISIBLE and assessed.state == State.HELD:
        written.state = State.HELD
        written.save(update_fields=["state"])
        unlist_response(written)
        count_visible(written.thread_id, -1)

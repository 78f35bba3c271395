"""Putting a response before all others of its thread, and what the newsroom's people are called where they write."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.readers.models import Reader
from tertulia.readers.permissions import Role, Verb
from tertulia.readers.roles import grants_of
from tertulia.responses import rules
from tertulia.responses.finding import find_response
from tertulia.responses.jurisdiction import require_in_thread
from tertulia.responses.models import Badge, Response
from tertulia.responses.rows import Row, select

MOST_FEATURED = 3  # that are shown; the latest


@dataclass(frozen=True, slots=True)
class Featured:
    """A featured response and the name of who chose it, "" if that is not known any more. One with a badge is an announcement."""

    row: Row
    by: str


@writing()
def feature_response(*, response: int, editor: Reader | None, now: datetime | None = None) -> None:
    """Show the response with this primary key before all others; what the newsroom wrote itself is pinned that way.

    Raises SignInNeeded, NotAllowed or NotFound.
    """
    chosen = rules.must_be_visible(find_response(response))
    require_in_thread(editor, Verb.PIN if chosen.badge else Verb.FEATURE, thread=chosen.thread_id)
    if chosen.featured_at is None:
        _set(chosen, now or timezone.now(), editor)


@writing()
def unfeature_response(*, response: int, editor: Reader | None) -> None:
    """Let it stand among the others again; raises SignInNeeded, NotAllowed or NotFound."""
    chosen = find_response(response)
    require_in_thread(editor, Verb.PIN if chosen.badge else Verb.FEATURE, thread=chosen.thread_id)
    if chosen.featured_at is not None:
        _set(chosen, None, editor)


def _set(response: Response, at: datetime | None, editor: Reader | None) -> None:
    Response.objects.filter(pk=response.pk).update(featured_at=at, featured_by=editor if at else None)
    record(Kind.RESPONSE_FEATURED, thread=response.thread_id, response=response.pk, reader=editor.pk if editor else None)


def load_featured(thread: int) -> tuple[Featured, ...]:
    """What is featured in the thread with this primary key, the latest first: one index read where nothing is."""
    with connection.cursor() as cursor:  # every first page asks
        cursor.execute(_FEATURED, [thread, MOST_FEATURED])
        who = dict(cursor.fetchall())
    if not who:
        return ()
    rows = {row.id: row for row in select(f"where id in ({', '.join(['%s'] * len(who))})", list(who))}
    return tuple(Featured(rows[key], by or "") for key, by in who.items())


_FEATURED = """
select chosen.id, editor.name from responses_response chosen left join readers_reader editor on editor.id = chosen.featured_by_id
where chosen.thread_id = %s and chosen.featured_at is not null and chosen.state = 'visible'
order by chosen.featured_at desc limit %s
"""


def badge_of(author: Reader | None, *, site: int) -> str:
    """As whom of the newsroom somebody writes on a site; "" for readers and guests."""
    if author is None or not (author.is_staff or author.is_superuser):
        return ""
    roles = {grant.role for grant in grants_of(author) if grant.site in (None, site)}
    if roles & {Role.EDITOR, Role.ADMINISTRATOR}:
        return Badge.EDITOR
    return Badge.MODERATOR if roles & {Role.MODERATOR, Role.SENIOR_MODERATOR} else ""

"""What one person wrote: for their public page what everybody may read, for moderators a guest's whole history."""

from dataclasses import dataclass

from django.db import connection

from tertulia.errors import NotFound
from tertulia.readers.models import Guest, Reader
from tertulia.readers.roles import Role, Verb, allows_somewhere, grants_of
from tertulia.responses.jurisdiction import threads_under
from tertulia.responses.models import Response
from tertulia.responses.rows import Row, select

MOST = 20
BADGES = (Role.ADMINISTRATOR, Role.EDITOR, Role.SENIOR_MODERATOR, Role.MODERATOR)


@dataclass(frozen=True, slots=True)
class Profile:
    """A reader as everybody may see them, with a stretch of what they wrote, newest first; `before` goes on from there."""

    reader: Reader
    role: Role | None
    written: int
    adds: int
    rows: tuple[Row, ...]
    before: int | None


def load_profile(reader: int, *, site: int, viewer: int | None, before: int | None = None) -> Profile:
    """The public page of a reader; raises NotFound, also for one who has none, unless it is their own."""
    found = Reader.objects.filter(pk=reader, is_active=True).first()
    if found is None or not (found.is_listed or found.pk == viewer):
        raise NotFound
    written, adds = _totals(reader, site)
    rows = _stretch(reader, site, before)
    held = {grant.role for grant in grants_of(found) if grant.site in (None, site)}
    role = next((role for role in BADGES if role in held), None)
    return Profile(found, role, written, adds, tuple(rows[:MOST]), rows[MOST - 1].id if len(rows) > MOST else None)


def load_guest_history(guest: int, *, moderator: Reader | None, before: int | None = None) -> tuple[Guest, tuple[Row, ...]]:
    """A confirmed guest and what is under their address where `moderator` may see it, in every state, newest first.

    Raises NotFound to who may not see anything of it.
    """
    found = Guest.objects.filter(pk=guest, confirmed_at__isnull=False).first()
    if found is None or not allows_somewhere(moderator, Verb.SEE_WRITER):
        raise NotFound
    written = Response.objects.filter(guest=guest, thread__in=threads_under(moderator, Verb.SEE_WRITER), pk__lt=before or 2**62)
    keys = list(written.order_by("-pk").values_list("pk", flat=True)[:200])
    if not keys and before is None and Response.objects.filter(guest=guest).exists():
        raise NotFound
    return found, tuple(_rows(keys))


def load_reader_history(reader: int, *, moderator: Reader | None, before: int | None = None) -> tuple[Row, ...]:
    """What a reader (primary key) wrote where `moderator` may see it, in every state, newest first; up to 200 before a key.

    Raises SignInNeeded or NotAllowed.
    """
    written = Response.objects.filter(author=reader, thread__in=threads_under(moderator, Verb.SEE_WRITER), pk__lt=before or 2**62)
    return tuple(_rows(list(written.order_by("-pk").values_list("pk", flat=True)[:200])))


def _stretch(reader: int, site: int, before: int | None) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_STRETCH, [reader, site, before or 2**62, MOST + 1])
        keys = [key for (key,) in cursor.fetchall()]
    return _rows(keys)


def _rows(keys: list[int]) -> list[Row]:
    return select(f"where id in ({', '.join(['%s'] * len(keys))}) order by id desc", keys) if keys else []


def _totals(reader: int, site: int) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS, [reader, site])
        written, adds = cursor.fetchone()
    return written, adds


_PUBLIC = (
    "from responses_response r join responses_thread t on t.id = r.thread_id left join wagtailcore_page p on p.id = t.story_id "
    "where r.author_id = %s and r.state = 'visible' and t.site = %s and (t.story_id is null or p.live) "
    "and not exists (select 1 from wagtailcore_pageviewrestriction v join wagtailcore_page above on above.id = v.page_id "
    "where p.path like above.path || '%%')"
)
_STRETCH = f"select r.id {_PUBLIC} and r.id < %s order by r.id desc limit %s"
_TOTALS = f"select count(*), coalesce(sum(r.up), 0) {_PUBLIC}"

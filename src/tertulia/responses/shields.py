"""What stands in the way of a response at this moment: shields of the thread and the site, sanctions on whoever writes, pauses.

Read in one statement before the transaction; every way to write asks here: posting, editing, the API, guests.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from tertulia.errors import CoolingDown, LinksShielded, SignInNeeded, SlowMode, Suspended, WarningUnread
from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.readers.limits import take_turn
from tertulia.readers.models import Guest, Reader, SuspensionKind
from tertulia.readers.roles import Verb, require
from tertulia.responses.jurisdiction import require_in_thread
from tertulia.responses.kinds import ShieldKind
from tertulia.responses.models import Shield, Thread

_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What holds for one writer in one thread now."""

    kinds: frozenset[str] = frozenset()
    slow_minutes: int = 0

    def holds(self, *, is_new: bool) -> str:
        """The reason for which everything, or everything by this writer, is held; "" for none."""
        if ShieldKind.HOLD_ALL in self.kinds:
            return "hold-all"
        if SuspensionKind.UNSEEN in self.kinds:
            return "always-held"
        return "hold-new" if ShieldKind.HOLD_NEW in self.kinds and is_new else ""

    @property
    def keeps_back(self) -> bool:
        """Whether something that a stranger wrote before is held, now that its writer is known."""
        return bool(self.holds(is_new=True)) or SuspensionKind.POST in self.kinds or "warned" in self.kinds

    def must_let_write(self, text: str, *, has_account: bool) -> None:
        """Return, or raise Suspended, WarningUnread, SignInNeeded, LinksShielded or CoolingDown."""
        if SuspensionKind.POST in self.kinds:
            raise Suspended
        if "warned" in self.kinds:
            raise WarningUnread
        if ShieldKind.SIGN_IN in self.kinds and not has_account:
            raise SignInNeeded
        if ShieldKind.NO_LINKS in self.kinds and _LINK.search(text):
            raise LinksShielded(field="text")
        if "cool-down" in self.kinds:
            raise CoolingDown(field="parent")


def load_obstacles(
    *,
    thread: int,
    site: int,
    parent: int | None,
    author: Reader | None,
    guest: Guest | None,
    networks: tuple[str, ...] = (),
    now: datetime,
) -> Obstacles:
    """What stands in the way of a response to `parent` (a primary key) in a thread; one statement over indexes.

    Sanctions on `networks` (pseudonyms) count for whoever has no account.
    """
    at = connection.ops.adapt_datetimefield_value(now)
    reader, guest_key = author.pk if author else None, guest.pk if guest else None
    names = [name for name in networks if name] if author is None else []
    statement, values = _OBSTACLES, [at, thread, site, site, at, reader, site, at, guest_key]
    values += [reader, at, thread, parent, reader, reader]
    if names:
        statement += _ON_NETWORKS.format(names=", ".join(["%s"] * len(names)))
        values += [site, at, *names]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchall()
    return Obstacles(frozenset(kind for kind, _minutes in found), max((minutes for _kind, minutes in found), default=0))


_OBSTACLES = """
select kind, minutes from responses_shield where until > %s and (thread_id = %s or (thread_id is null and site = %s))
union all select kind, 0 from readers_suspension
    where lifted_at is null and (site is null or site = %s) and (until is null or until > %s) and reader_id = %s
union all select kind, 0 from readers_suspension
    where lifted_at is null and (site is null or site = %s) and (until is null or until > %s) and guest_id = %s
union all select 'warned', 0 from readers_warned where reader_id = %s and read_at is null and withdrawn_at is null
union all select 'cool-down', 0 from responses_cooldown pause join responses_response answered
    on pause.until > %s and pause.thread_id = %s and answered.id = %s
    where (pause.one_id = %s and pause.other_id = answered.author_id)
        or (pause.other_id = %s and pause.one_id = answered.author_id)
"""
_ON_NETWORKS = """
union all select kind, 0 from readers_suspension
    where lifted_at is null and reader_id is null and (site is null or site = %s) and until > %s and pseudonym in ({names})
"""


def wait_for_turn(obstacles: Obstacles, *, thread: int, who: str, now: datetime) -> None:
    """In slow mode, take one's turn, in the caller's transaction; raises SlowMode with the seconds that are left."""
    if obstacles.slow_minutes:
        left = take_turn(f"slow:{thread}:{who}", seconds=obstacles.slow_minutes * 60, now=now)
        if left:
            raise SlowMode(retry_after=left)


@dataclass(frozen=True, slots=True)
class ShieldNow:
    """A shield that is up; `thread` is None for the whole site."""

    id: int
    kind: str
    minutes: int
    thread: int | None
    until: datetime


def shields_of(*, site: int, thread: int | None, now: datetime) -> list[ShieldNow]:
    """The shields that are up for a thread, those of its site included; with `thread` None those of the site alone."""
    where = Q(thread=None, site=site) if thread is None else Q(thread=thread) | Q(thread=None, site=site)
    rows = Shield.objects.filter(where, until__gt=now).order_by("kind")
    return [ShieldNow(row.pk, row.kind, row.minutes, row.thread_id, row.until) for row in rows]


@writing()
def set_shield(
    *,
    moderator: Reader | None,
    kind: ShieldKind,
    until: datetime,
    site: int = 1,
    thread: int | None = None,
    minutes: int = 5,
    now: datetime,
) -> None:
    """Put a shield up until a date, for a thread or for a whole site; raises NotAllowed, NotFound."""
    site = _must_be_allowed(moderator, site, thread)
    kept = {"until": until, "set_at": now, "set_by": moderator.pk if moderator else None}
    kept["minutes"] = max(1, min(minutes, 1440)) if kind is ShieldKind.SLOW else 0
    Shield.objects.update_or_create(site=site, thread_id=thread, kind=kind.value, defaults=kept)
    record(Kind.SHIELD_SET, thread=thread, reader=moderator.pk if moderator else None)


@writing()
def lower_shield(*, moderator: Reader | None, shield: int) -> None:
    """Take a shield down (primary key); raises NotAllowed."""
    found = Shield.objects.filter(pk=shield).first()
    if found:
        _must_be_allowed(moderator, found.site, found.thread_id)
        found.delete()
        record(Kind.SHIELD_SET, thread=found.thread_id, reader=moderator.pk if moderator else None)


def _must_be_allowed(moderator: Reader | None, site: int, thread: int | None) -> int:
    """The site of the shield; raises SignInNeeded, NotAllowed, NotFound."""
    if thread is None:
        require(moderator, Verb.SET_SHIELD, site=site)
        return site
    require_in_thread(moderator, Verb.SET_SHIELD, thread=thread)
    return Thread.objects.values_list("site", flat=True).get(pk=thread)

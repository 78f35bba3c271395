"""Two readers who go at each other: noticed by turns and heat, shown at the desk, cooled down in that thread."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.moderation.actions import Action
from tertulia.moderation.models import Decision, Quarrel
from tertulia.moderation.sanctions import Pause, end_sanction, write_pause
from tertulia.readers.models import Reader
from tertulia.readers.roles import Verb
from tertulia.responses.jurisdiction import require_in_thread, threads_under
from tertulia.responses.models import CoolDown, Response
from tertulia.screening.threads import assess_thread

TURNS = 8  # the latest of the pair that are judged
FEWEST = 4
WARM = 0.3  # risk from which a pair is shown
SHOWN_FOR = timedelta(days=2)
LONGEST = timedelta(days=30)


def notice_quarrel(event: Event) -> None:
    """A handler: after a reply, judge the latest turns of the two who talk to each other."""
    with connection.cursor() as cursor:  # mostly nobody with an account answers another one, and this is all that costs
        cursor.execute(_WHO, [event.response])
        found = cursor.fetchone()
    if found is None:
        return
    thread, *pair = found
    one, other = sorted(pair)
    turns = _turns(thread, one, other)
    if len(turns) < FEWEST:
        return
    posts = [
        {"id": each.pk, "author": each.author_id, "text": each.text, "reply_to": each.parent_id, "t": each.place / 1_000_000}
        for each in turns
    ]
    judged = assess_thread(posts)
    if judged.kind == "pair" and judged.risk >= WARM:
        kept = {"turns": _all_turns(thread, one, other), "heat": judged.risk, "latest_at": timezone.now()}
        Quarrel.objects.update_or_create(thread_id=thread, one_id=one, other_id=other, defaults=kept)


_WHO = """
select reply.thread_id, reply.author_id, answered.author_id from responses_response reply
join responses_response answered on answered.id = reply.parent_id
where reply.id = %s and reply.author_id <> answered.author_id
"""


def _between(thread: int, one: int, other: int) -> Q:
    return Q(thread=thread) & (Q(author=one, parent__author=other) | Q(author=other, parent__author=one))


def _turns(thread: int, one: int, other: int) -> list[Response]:
    """The latest replies between the two, in order of time."""
    return list(Response.objects.filter(_between(thread, one, other)).order_by("-place")[:TURNS])[::-1]


def _all_turns(thread: int, one: int, other: int) -> int:
    return Response.objects.filter(_between(thread, one, other)).count()


@dataclass(frozen=True, slots=True)
class Pair:
    """A quarrel as the desk shows it; `until`: the end of the pair's pause, if they have one."""

    id: int
    thread: int
    title: str
    one: str
    other: str
    turns: int
    heat: float
    latest_at: datetime
    until: datetime | None


def load_quarrels(moderator: Reader | None, *, now: datetime, thread: int | None = None, most: int = 30) -> list[Pair]:
    """The quarrels of the last two days, the hottest first, in the threads that `moderator` may shield."""
    found = Quarrel.objects.filter(latest_at__gte=now - SHOWN_FOR, thread__in=threads_under(moderator, Verb.SET_SHIELD))
    if thread is not None:
        found = found.filter(thread=thread)
    rows = list(found.select_related("thread", "one", "other").order_by("-heat", "-id")[:most])
    pauses = {
        (pause.thread_id, pause.one_id, pause.other_id): pause.until
        for pause in CoolDown.objects.filter(until__gt=now, thread__in={row.thread_id for row in rows})
    }
    return [
        Pair(
            id=row.pk,
            thread=row.thread_id,
            title=row.thread.title,
            one=row.one.name,
            other=row.other.name,
            turns=row.turns,
            heat=row.heat,
            latest_at=row.latest_at,
            until=pauses.get((row.thread_id, row.one_id, row.other_id)),
        )
        for row in rows
    ]


@writing()
def cool_down(*, quarrel: int, moderator: Reader | None, hours: int, now: datetime) -> None:
    """Give a pair a pause from each other in their thread for so many hours; 0 ends it. Raises SignInNeeded, NotAllowed."""
    found = Quarrel.objects.select_related("thread").filter(pk=quarrel).first()
    if found is None:
        return
    require_in_thread(moderator, Verb.SET_SHIELD, thread=found.thread_id)
    assert moderator is not None
    until, pair = now + min(timedelta(hours=hours), LONGEST), (found.one_id, found.other_id)
    CoolDown.objects.update_or_create(thread_id=found.thread_id, one_id=pair[0], other_id=pair[1], defaults={"until": until})
    if hours > 0:
        _write_down(Pause(found.thread_id, found.thread.site, until, now), pair, moderator.pk)
    else:
        _end_early(found, moderator.pk, now)
    record(Kind.SHIELD_SET, thread=found.thread_id, reader=moderator.pk)


def _write_down(pause: Pause, pair: tuple[int, int], moderator: int) -> None:
    """A decision for each of the two, of which they are told with its reasons."""
    for reader in pair:
        made = write_pause(pause, reader, moderator=moderator)
        record(Kind.DECISION_MADE, thread=made.thread, reader=moderator, decision=made.pk)


def _end_early(quarrel: Quarrel, moderator: int, now: datetime) -> None:
    """What was decided for the two, and still held, is undone."""
    running = Decision.objects.filter(thread=quarrel.thread_id, author__in=(quarrel.one_id, quarrel.other_id), until__gt=now)
    for decision in running.filter(action=Action.COOL_DOWN, undone_by=None):
        end_sanction(decision, moderator=moderator, now=now)

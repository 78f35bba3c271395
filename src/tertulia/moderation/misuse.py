"""Misuse (Art. 23): who often reports what is plainly in order is warned, then cannot report for a while.

Who often posts what is plainly illegal is warned and suspended by people, at the desk; here both are counted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from tertulia.errors import ReportsPaused
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.moderation.actions import Action
from tertulia.moderation.models import Decision, MisuseKind, Outcome, Report, ReportMisuse

LEAST = 5  # reports turned down since the last step
SHARE = 0.8  # and their part of all that were settled since
PAUSE = timedelta(days=30)
MEMORY = timedelta(days=365)  # after which a warning counts no more


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there were, and how many of them against the rules."""

    all: int
    against: int

    @property
    def share(self) -> float:
        """The part against the rules, 0 to 1."""
        return self.against / self.all if self.all else 0.0


def next_step(counted: Counted, *, is_warned: bool) -> MisuseKind | None:
    """What follows from the reports settled since the last step; None for nothing. Pure."""
    if counted.against < LEAST or counted.share < SHARE:
        return None
    return MisuseKind.PAUSE if is_warned else MisuseKind.WARNING


def count_reports(reader: int, *, since: datetime | None = None) -> Counted:
    """The settled reports of a reader (primary key), and how many of them were turned down."""
    settled = Report.objects.filter(reporter=reader, outcome__in=(Outcome.UPHELD, Outcome.REJECTED))
    if since is not None:
        settled = settled.filter(settled_at__gt=since)
    counts = settled.aggregate(all=Count("pk"), against=Count("pk", filter=Q(outcome=Outcome.REJECTED)))
    return Counted(**counts)


def count_illegal(reader: int) -> Counted:
    """The decisions about what a reader wrote, and how many removed it as illegal; what was reversed does not count."""
    made = Decision.objects.filter(author=reader, moderator__isnull=False, undone_by=None, action__in=(*_FINAL, *_AGAINST))
    latest: dict[int | None, tuple[str, str]] = {}
    for response, action, ground in made.order_by("id").values_list("response", "action", "ground"):
        latest[response] = action, ground
    illegal = [action for action, ground in latest.values() if action in _AGAINST and ground.startswith("law:")]
    return Counted(len(latest), len(illegal))


_AGAINST = (Action.REMOVE, Action.ERASE)
_FINAL = (Action.KEEP, Action.RELEASE, Action.RESTORE)


def must_not_be_paused(reader: int | None, *, now: datetime) -> None:
    """Return, or raise ReportsPaused."""
    if reader is None:
        return
    until = (
        ReportMisuse.objects.filter(reader=reader, kind=MisuseKind.PAUSE, until__gt=now).values_list("until", flat=True).first()
    )
    if until is not None:
        raise ReportsPaused(retry_after=int((until - now).total_seconds()))


def look_at_reporters(event: Event) -> None:
    """A handler: whoever had reports turned down by a decision may have to be warned."""
    turned_down = Report.objects.filter(decision=event.decision, outcome=Outcome.REJECTED, reporter__isnull=False)
    for reader in turned_down.order_by("reporter").values_list("reporter", flat=True).distinct():
        look_at_reporter(reader=reader, now=event.at)


@writing()
def look_at_reporter(*, reader: int, now: datetime) -> ReportMisuse | None:
    """Warn a reader (primary key) or pause their reports if it has come to that."""
    last = ReportMisuse.objects.select_for_update().filter(reader=reader, at__gt=now - MEMORY).order_by("-id").first()
    counted = count_reports(reader, since=last.at if last else now - MEMORY)
    step = next_step(counted, is_warned=last is not None)
    if step is None or (last and last.until and last.until > now):
        return None
    taken = ReportMisuse.objects.create(
        reader=reader,
        kind=step.value,
        settled=counted.all,
        rejected=counted.against,
        at=now,
        until=now + PAUSE if step is MisuseKind.PAUSE else None,
    )
    record(Kind.REPORTS_MISUSED, reader=reader)
    return taken

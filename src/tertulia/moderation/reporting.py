"""Reports by readers: taking one, holding what enough readers who were right before have reported, and settling them."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone

from tertulia.errors import AlreadyReported, NotFound, OwnResponse
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.house.grounds import OTHER, Ground
from tertulia.house.rulebook import Book, find_ground, load_rulebook
from tertulia.moderation.actions import Action, Source
from tertulia.moderation.cases import open_case, prepare_case
from tertulia.moderation.misuse import must_not_be_paused
from tertulia.moderation.models import Case, Decision, Outcome, Report
from tertulia.moderation.weighing import STRANGER, Standing, weight_of, weight_together
from tertulia.moderation.wording import tidy_words
from tertulia.options import options
from tertulia.readers.limits import Limit, consume
from tertulia.readers.models import Reader
from tertulia.responses.finding import find_response
from tertulia.responses.models import Response, State
from tertulia.responses.rules import must_be_visible
from tertulia.responses.visibility import hide_response

LONGEST = 2_000  # characters of what a reporter says
HOUR = 3600
REASON = "reports"  # why the case of a response held by reports is open
UPHELD_BY = (Action.REMOVE, Action.REPHRASE, Action.ERASE)
REJECTED_BY = (Action.KEEP, Action.RELEASE, Action.RESTORE)


def report_response(
    *,
    response: int,
    reporter: Reader | None,
    ground: str,
    text: str = "",
    network: str = "",
    language: str = "",
    now: datetime | None = None,
) -> Report:
    """Store that somebody thinks a visible response (primary key) breaks a rule or the law; it may be held because of it.

    `reporter` is None for somebody without an account, who counts by the pseudonym of their `network`; what came of it is
    told in `language`. Raises NotFound, UnknownGround, EmptyText (a ground of one's own wants words), TextTooLong,
    OwnResponse, AlreadyReported, ReportsPaused, TooMany.
    """
    now = now or timezone.now()
    book = rulebook_of(response)
    given = find_ground(book, ground)
    said = tidy_words(text, most=LONGEST, may_be_empty=given != OTHER)
    with writing():
        return _store(find_response(response), reporter, network, given, book, said, language, now)


def rulebook_of(response: int) -> Book:
    """The rules that hold where a response (primary key) stands; raises NotFound."""
    site = Response.objects.filter(pk=response).values_list("thread__site", flat=True).first() if response < 2**63 else None
    if site is None:
        raise NotFound
    return load_rulebook(site)


def _store(
    found: Response, reporter: Reader | None, network: str, ground: Ground, book: Book, text: str, language: str, now: datetime
) -> Report:
    must_be_visible(found)
    if reporter is not None and found.author_id == reporter.pk:
        raise OwnResponse
    who = Q(reporter=reporter.pk) if reporter else Q(reporter=None, network=network)
    if (reporter or network) and Report.objects.filter(who, response=found.pk).exists():
        raise AlreadyReported
    must_not_be_paused(reporter.pk if reporter else None, now=now)
    consume(Limit("report", options.reports, HOUR), str(reporter.pk) if reporter else network, now=now)
    report = Report.objects.create(
        response=found,
        thread=found.thread_id,
        site=book.site,
        reporter=reporter.pk if reporter else None,
        network="" if reporter else network,
        ground=str(ground),
        rule_version=book.version,
        text=text,
        language=language,
        weight=weight_of(standing_of([reporter.pk], now=now)[0]) if reporter else weight_of(STRANGER),
        at=now,
    )
    record(Kind.RESPONSE_REPORTED, thread=found.thread_id, response=found.pk)
    _weigh(found, now)
    return report


def _weigh(found: Response, now: datetime) -> None:
    """The response has a case, and is held if its open reports are worth it and nobody has decided to keep it before."""
    reports = list(Report.objects.filter(response=found.pk, outcome=Outcome.OPEN).order_by("id"))
    case = open_case(response=found.pk, is_reported=True, now=now)
    case.ground, case.reports = Counter(report.ground for report in reports).most_common(1)[0][0], len(reports)
    case.save(update_fields=["ground", "reports"])
    known = standing_of([report.reporter for report in reports if report.reporter is not None], now=now)
    strangers = [STRANGER] * (len(reports) - len(known))
    if weight_together([*known, *strangers]) >= options.reports_to_hold and not _was_kept(found.pk):
        _hold(found, case, now)
    prepare_case(case.pk)


def _was_kept(response: int) -> bool:
    kept = Decision.objects.filter(response=response, action__in=REJECTED_BY, moderator__isnull=False, undone_by=None)
    return kept.exists()


def _hold(found: Response, case: Case, now: datetime) -> None:
    hide_response(found, before=(State.VISIBLE,), after=State.HELD)
    held = Decision.objects.create(
        case=case,
        response=found.pk,
        thread=found.thread_id,
        site=case.site,
        author=found.author_id,
        action=Action.HOLD.value,
        before=State.VISIBLE.value,
        after=State.HELD.value,
        reason=REASON,
        ground=case.ground,
        rule_version=load_rulebook(case.site).version,
        source=Source.REPORT.value,
        automated_decision=True,
        at=now,
    )
    record(Kind.RESPONSE_HELD, thread=found.thread_id, response=found.pk)
    record(Kind.DECISION_MADE, thread=found.thread_id, response=found.pk, decision=held.pk)


def standing_of(reporters: Sequence[int], *, now: datetime) -> list[Standing]:
    """What is known of readers (primary keys) as reporters, one for each of them; three queries."""
    settled = Report.objects.filter(reporter__in=reporters).values("reporter")
    counts = {
        row["reporter"]: (row["upheld"], row["rejected"])
        for row in settled.annotate(
            upheld=Count("pk", filter=Q(outcome=Outcome.UPHELD)), rejected=Count("pk", filter=Q(outcome=Outcome.REJECTED))
        )
    }
    joined = dict(Reader.objects.filter(pk__in=reporters).values_list("pk", "joined_at"))
    written = dict(
        Response.objects.filter(author__in=reporters, state=State.VISIBLE).values_list("author").annotate(Count("pk")).order_by()
    )
    return [
        Standing(*counts.get(reader, (0, 0)), (now - joined[reader]).days if reader in joined else 0, written.get(reader, 0))
        for reader in reporters
    ]


@writing()
def settle_reports(event: Event) -> None:
    """A handler: a decision by a person settles the reports on its response, and turns round those it contradicts."""
    decision = standing_decision(event)
    outcome = outcome_of(decision) if decision else None
    if decision is None or outcome is None:
        return
    reports = Report.objects.filter(response=decision.response, at__lte=decision.at).exclude(outcome=outcome)
    settled = reports.update(outcome=outcome, decision=decision.pk, settled_at=decision.at)
    if settled:
        record(Kind.REPORTS_SETTLED, thread=decision.thread, response=decision.response, decision=decision.pk)


def standing_decision(event: Event) -> Decision | None:
    """The decision of a person that an event tells of, unless it has been undone."""
    found = Decision.objects.filter(pk=event.decision, moderator__isnull=False, undone_by=None).first()
    return found if found and found.response is not None else None


def outcome_of(decision: Decision) -> Outcome | None:
    """What a decision means for whoever reported: upheld, turned down, or None where it says nothing of that.

    To keep is to leave as it is: what was removed stays removed, and what its author took back is for nobody to judge.
    """
    if decision.action == Action.KEEP and decision.after != State.VISIBLE:
        return Outcome.UPHELD if decision.after == State.REMOVED else None
    return Outcome.UPHELD if decision.action in UPHELD_BY else Outcome.REJECTED if decision.action in REJECTED_BY else None


@writing()
def settle_gone(event: Event) -> None:
    """A handler: its author took the response back before anybody decided."""
    Report.objects.filter(response=event.response, outcome=Outcome.OPEN).update(outcome=Outcome.GONE.value, settled_at=event.at)

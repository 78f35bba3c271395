"""Everything a moderator needs to know of one case, on one screen."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from tertulia.errors import NotFound
from tertulia.house.policies import load_house
from tertulia.house.rulebook import load_rulebook
from tertulia.moderation.deciding import UNDO_SECONDS, is_detected, latest_edit
from tertulia.moderation.evidence import Piece, Reason, is_hard, mark_up, reasons_of, spam_reasons
from tertulia.moderation.models import Case, Decision, LegalNotice, Lesson, Note, Outcome, Quarrel
from tertulia.moderation.queue import View, open_cases, same_words, views_of
from tertulia.moderation.statements import suggested_ground
from tertulia.readers.models import Reader
from tertulia.readers.roles import Verb
from tertulia.readers.standing import Standing, standing_of
from tertulia.responses.jurisdiction import require_in_thread
from tertulia.responses.models import CoolDown, Response, Screening, State
from tertulia.responses.networks import network_of_response
from tertulia.screening import screen

log = logging.getLogger(__name__)

EXCHANGES = 6
MOST_DECISIONS = 12


@dataclass(frozen=True, slots=True)
class Turn:
    """One response around the one in question."""

    id: int
    name: str
    html: str
    posted_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class Made:
    """A decision as a line of history; `taught_nothing` when the check of the learned words refused its lesson."""

    id: int
    action: str
    response: int | None
    by: str
    ground: str
    text: str
    note: str
    at: datetime
    until: datetime | None
    lesson: tuple[tuple[str, float], ...]
    taught_nothing: bool
    undone: bool
    is_automatic: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote it. `id` is None for a guest, `guest` is the key of one who is known; counts are of their responses here.

    `has_network`: whether what else comes from a guest's network can be held, which nobody can say after seven days.
    """

    id: int | None
    guest: int | None
    has_network: bool
    name: str
    since: datetime | None
    written: int
    removed: int
    held: int
    standing: Standing
    decisions: tuple[Made, ...]
    notes: tuple[tuple[str, str, datetime], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A case with all that surrounds it; `url`: where it is read in its thread, `suggested`: what a removal would rest on."""

    id: int
    response: int
    state: str
    thread: int
    site: int
    title: str
    url: str
    thread_state: str
    language: str
    opened_at: datetime
    closed_at: datetime | None
    rank: int
    harm: float
    reach: float
    views: frozenset[View]
    reason: str
    found_by_program: bool
    rule: str
    ground: str
    suggested: str
    reports: int
    pieces: tuple[Piece, ...]
    hard: bool
    reasons: tuple[Reason, ...]
    spam: tuple[Reason, ...]
    p: float | None
    threshold: float
    without: tuple[str, float] | None
    competent: bool
    assessed_now: bool
    parent: Turn | None
    exchanges: tuple[Turn, ...]
    quarrel: tuple[int, float] | None
    cool_down: datetime | None
    can_cool_down: bool
    person: Person
    same: int
    decisions: tuple[Made, ...]
    posted_at: datetime | None
    edited_at: datetime | None
    edit: int


@dataclass(frozen=True, slots=True)
class CasePlace:
    """Where a case is: as much of it as deciding needs."""

    site: int
    language: str


def find_case(case: int, moderator: Reader | None) -> CasePlace:
    """The place of a case (primary key) that `moderator` may see; raises SignInNeeded, NotAllowed, NotFound."""
    found = Case.objects.filter(pk=case).values_list("thread", "site", "language", "thread__language").first()
    if found is None:
        raise NotFound
    thread, site, language, of_thread = found
    require_in_thread(moderator, Verb.SEE_QUEUE, thread=thread)
    return CasePlace(site, language or of_thread)


def load_card(case: int, moderator: Reader | None, *, now: datetime | None = None) -> Card:
    """The card of a case (primary key), open or closed; raises SignInNeeded, NotAllowed, NotFound. About twenty index reads."""
    now = now or timezone.now()
    found = Case.objects.select_related("response__parent", "response__author", "thread").filter(pk=case).first()
    if found is None:
        raise NotFound
    require_in_thread(moderator, Verb.SEE_QUEUE, thread=found.thread_id)
    assert moderator is not None
    response, thread = found.response, found.thread
    record, fresh = _assessment(response)
    counter = record.get("counter") or {}
    pair = _pair(response)
    return Card(
        id=found.pk,
        response=response.pk,
        state=response.state,
        thread=thread.pk,
        site=found.site,
        title=thread.title,
        url=_place_of(response),
        thread_state=thread.state,
        language=found.language or thread.language,
        opened_at=found.opened_at,
        closed_at=found.closed_at,
        rank=found.rank,
        harm=found.harm,
        reach=found.reach,
        views=views_of(found),
        reason=found.reason,
        found_by_program=is_detected(found),
        rule=found.rule,
        ground=found.ground,
        suggested=_noticed_ground(found) or found.ground or suggested_ground(found.reason, load_rulebook(found.site)),
        reports=found.reports,
        pieces=mark_up(response.text, record.get("evidence", ())),
        hard=is_hard(record, urgent=found.is_urgent),
        reasons=reasons_of(record),
        spam=spam_reasons(record) if found.reason in ("spam", "links") else (),
        p=record.get("p"),
        threshold=load_house(found.site).policy(section=found.section or None, story=thread.story_id).hold_at,
        without=(counter["without"], counter["p"]) if counter.get("without") else None,
        competent=record.get("competent", True),
        assessed_now=fresh,
        parent=_turn(response.parent) if response.parent else None,
        exchanges=tuple(_exchanges(response, pair)) if pair else (),
        quarrel=_quarrel(response, pair),
        cool_down=_cool_down(response, pair, now),
        can_cool_down=pair is not None,
        person=_person(response, moderator, now),
        same=len(same_words(found, moderator)) if found.closed_at is None else 0,
        decisions=tuple(made_of(Decision.objects.filter(response=response.pk).order_by("-id")[:MOST_DECISIONS])),
        posted_at=response.posted_at,
        edited_at=response.edited_at,
        edit=latest_edit(response.edited_at),
    )


def _place_of(response: Response) -> str:
    """Where it can be read in its thread: the response itself, else what it answers, else the thread."""
    shown = next((each for each in (response, response.parent) if each is not None and each.listed), None)
    return f"/r/{shown.pk}/" if shown else response.thread.url


def _assessment(response: Response) -> tuple[dict, bool]:
    """What was stored with the words, else what screening says of them now (of an import, say)."""
    kept = (
        Screening.objects.filter(response=response, record__isnull=False).order_by("-id").values_list("record", flat=True).first()
    )
    if kept is not None:
        return kept, False
    try:
        return (screen(response.text).as_dict(), True) if response.text else ({}, False)
    except Exception as error:  # a person decides without it: just when it has a fault the desk must work
        log.error("screening failed at the desk", extra={"kind": type(error).__name__})
        return {}, False


def _pair(response: Response) -> tuple[int, int] | None:
    """The author and whoever is answered, the smaller key first, if both have accounts."""
    parent = response.parent
    if parent is None or not response.author_id or not parent.author_id or parent.author_id == response.author_id:
        return None
    one, other = sorted((response.author_id, parent.author_id))
    return one, other


def _noticed_ground(case: Case) -> str:
    """The law that the most pressing open notice of the response names; "" for none."""
    if not case.is_notice:
        return ""
    notices = LegalNotice.objects.filter(response=case.response_id, outcome=Outcome.OPEN).order_by("-trusted", "due_at", "id")
    return notices.values_list("ground", flat=True).first() or ""


def _turn(response: Response) -> Turn:
    return Turn(response.pk, response.author_name, response.html, response.posted_at, response.state)


def _exchanges(response: Response, pair: tuple[int, int]) -> list[Turn]:
    """What the two said to each other last in this thread, before the parent; in order of time."""
    between = Q(author=pair[0], parent__author=pair[1]) | Q(author=pair[1], parent__author=pair[0])
    earlier = Response.objects.filter(between, thread=response.thread_id, place__lt=response.place)
    latest = earlier.exclude(pk=response.parent_id).order_by("-place")[:EXCHANGES]
    return [_turn(each) for each in reversed(latest)]


def _quarrel(response: Response, pair: tuple[int, int] | None) -> tuple[int, float] | None:
    if pair is None:
        return None
    return Quarrel.objects.filter(thread=response.thread_id, one=pair[0], other=pair[1]).values_list("turns", "heat").first()


def _cool_down(response: Response, pair: tuple[int, int] | None, now: datetime) -> datetime | None:
    if pair is None:
        return None
    going_on = CoolDown.objects.filter(thread=response.thread_id, one=pair[0], other=pair[1], until__gt=now)
    return going_on.values_list("until", flat=True).first()


def _person(response: Response, moderator: Reader, now: datetime) -> Person:
    if response.author_id is None:
        known = network_of_response(response.pk, now=now) is not None
        return Person(None, response.guest_id, known, response.author_name, None, 0, 0, 0, Standing(), (), ())
    counts = Response.objects.filter(author=response.author_id).aggregate(
        written=Count("pk"), removed=Count("pk", filter=Q(state=State.REMOVED)), held=Count("pk", filter=Q(state=State.HELD))
    )
    about = Decision.objects.filter(author=response.author_id, moderator__isnull=False).exclude(response=response.pk)
    return Person(
        id=response.author_id,
        guest=None,
        has_network=False,
        name=response.author_name,
        since=response.author.joined_at if response.author else None,
        standing=standing_of(response.author_id, now=now),
        decisions=tuple(made_of(about.order_by("-id")[:MOST_DECISIONS])),
        notes=notes_about(response.author_id),
        **counts,
    )


def notes_about(reader: int) -> tuple[tuple[str, str, datetime], ...]:
    """What colleagues noted about a reader: by whom, what, when; the newest first."""
    notes = list(Note.objects.filter(reader=reader).order_by("-id")[:MOST_DECISIONS])
    names = dict(Reader.objects.filter(pk__in={note.moderator for note in notes}).values_list("pk", "name"))
    return tuple((names.get(note.moderator, ""), note.text, note.at) for note in notes)


def made_of(decisions: Sequence[Decision]) -> list[Made]:
    """Decisions as lines, with the names and lessons that go with them; undoings are told by what they undid."""
    made = [each for each in decisions if each.action != "undo"]
    names = dict(Reader.objects.filter(pk__in={each.moderator for each in made if each.moderator}).values_list("pk", "name"))
    keys = [each.pk for each in made]
    lessons = dict(Lesson.objects.filter(decision__in=keys).values_list("decision", "moved"))
    undone = set(Decision.objects.filter(undoes__in=keys).values_list("undoes", flat=True))
    return [
        Made(
            id=each.pk,
            action=each.action,
            response=each.response,
            by=names.get(each.moderator or 0, ""),
            ground=each.ground,
            text=each.text,
            note=each.note,
            at=each.at,
            until=each.until,
            lesson=tuple(lessons.get(each.pk, {}).items()),
            taught_nothing=lessons.get(each.pk) == {},
            undone=each.pk in undone,
            is_automatic=each.moderator is None,
        )
        for each in made
    ]


def changed_since(moderator: Reader, cases: Sequence[int]) -> list[int]:
    """Which of these cases (primary keys) are no longer open."""
    still = set(open_cases(moderator).filter(pk__in=list(cases)).values_list("pk", flat=True))
    return [case for case in cases if case not in still]


def load_own_decision(decision: int, *, moderator: Reader, now: datetime) -> Made | None:
    """One's own decision (primary key), while it can be undone."""
    made = Decision.objects.filter(
        pk=decision, moderator=moderator.pk, at__gte=now - timedelta(seconds=UNDO_SECONDS), undone_by=None
    )
    return next(iter(made_of(list(made))), None)

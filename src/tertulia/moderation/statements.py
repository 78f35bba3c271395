"""Statements of reasons (Art. 17): every restriction tells the one it meets what was done, why, and how to appeal.

The fields are those of the Commission's schema (github.com/digital-services-act/transparency-database), so that an export
only has to read them. A guest without an address finds theirs when they come back with the same browser. No statement for
advertising in bulk (Art. 17(2)): what a person removed as such by a writer of whom that had been removed often, or whom nobody
can reach.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tertulia.errors import NotFound
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.house.grounds import HOUSE, Ground, parse_ground
from tertulia.house.rulebook import Book, category_of, load_rulebook, name_ground
from tertulia.house.shipped_rules import CHECKING
from tertulia.moderation.actions import Action, Source
from tertulia.moderation.models import Decision, LegalNotice, Report, Statement
from tertulia.readers.models import Guest, Reader
from tertulia.responses.models import Response, Thread

MOST_SHOWN = 50
APPEAL_DAYS = 184  # six months, however long they are
SPAM = "house:spam"
BULK = 3  # responses of one writer, removed as advertising, from which on it is bulk

VISIBILITY = {
    Action.HOLD: ["CONTENT_DISABLED"],
    Action.REPHRASE: ["CONTENT_DISABLED"],
    Action.REMOVE: ["CONTENT_REMOVED"],
    Action.ERASE: ["CONTENT_REMOVED"],
}
ACCOUNT = {Action.SUSPEND: "SUSPENDED"}
PROVISION = {
    Action.ALWAYS_HOLD: "PARTIAL_SUSPENSION",
    Action.COOL_DOWN: "PARTIAL_SUSPENSION",
    Action.HOLD_NETWORK: "PARTIAL_SUSPENSION",
    Action.SHUT_NETWORK: "TOTAL_SUSPENSION",
}
SOURCES = {
    Source.OWN: "VOLUNTARY",
    Source.REPORT: "TYPE_OTHER_NOTIFICATION",
    Source.NOTICE: "ARTICLE_16",
    Source.TRUSTED: "TRUSTED_FLAGGER",
}
# The clause a hold rests on, by why the gate held; everything else rests on the one about checking.
CLAUSES = {"threat": "threat", "abuse": "insult", "newcomer": "insult", "heated": "insult", "spam": "spam", "links": "spam"}


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a statement goes to: a reader or a guest (primary keys), and their language.

    Neither: a guest of whom only their browser knows what they wrote.
    """

    reader: int | None
    guest: int | None
    language: str


def restricts(action: str) -> bool:
    """Whether a decision of this kind restricts somebody."""
    return action in VISIBILITY or action in ACCOUNT or action in PROVISION


@writing()
def state_reasons(event: Event) -> None:
    """A handler: whoever a decision restricts gets its reasons; again changes nothing."""
    decision = Decision.objects.filter(pk=event.decision, undone_by=None).first()
    if decision is not None and restricts(decision.action):
        state_decision(decision)


def state_decision(decision: Decision) -> None:
    """Write the statement of a decision that restricts, once, in the caller's transaction."""
    response = Response.objects.filter(pk=decision.response).first()
    addressee = addressee_of(decision, response)
    if addressee is None or _is_bulk(decision, addressee) or Statement.objects.filter(decision=decision).exists():
        return
    with translation.override(addressee.language):
        stated = write_statement(decision, addressee, response)
    stated.save()
    record(Kind.REASONS_STATED, thread=stated.thread, response=stated.response, reader=stated.reader, decision=decision.pk)


def _is_bulk(decision: Decision, addressee: Addressee) -> bool:
    if decision.action != Action.REMOVE or decision.ground != SPAM:
        return False
    if addressee.reader is None:
        return addressee.guest is None
    removed = Decision.objects.filter(author=addressee.reader, action=Action.REMOVE, ground=SPAM, undone_by=None)
    return removed.count() >= BULK


def addressee_of(decision: Decision, response: Response | None) -> Addressee | None:
    """Who is restricted and can be reached; None for nobody."""
    if decision.author is not None:
        language = Reader.objects.filter(pk=decision.author).values_list("language", flat=True).first()
        return None if language is None else Addressee(decision.author, None, language or settings.LANGUAGE_CODE)
    if response is None:
        return None
    if response.guest_id is None:
        return Addressee(None, None, response.thread.language or settings.LANGUAGE_CODE)
    guest = Guest.objects.filter(pk=response.guest_id).exclude(confirmed_at=None).first()
    return Addressee(None, guest.pk, guest.language or settings.LANGUAGE_CODE) if guest else None


def write_statement(decision: Decision, addressee: Addressee, response: Response | None) -> Statement:
    """The statement about a decision, in the active language; not stored yet."""
    book = load_rulebook(decision.site, decision.rule_version)
    ground = ground_of(decision, book)
    named = name_ground(book, str(ground), addressee.language)
    action = Action(decision.action)
    written_on = response.posted_at if response and response.posted_at else decision.at
    until = decision.until.date() if decision.until else None
    return Statement(
        decision=decision,
        site=decision.site,
        thread=decision.thread,
        response=decision.response,
        reader=addressee.reader,
        guest=addressee.guest,
        ground=str(ground),
        rule_version=book.version,
        language=addressee.language,
        decision_visibility=VISIBILITY.get(action, []),
        decision_account=ACCOUNT.get(action, ""),
        decision_provision=PROVISION.get(action, ""),
        **_ground_fields(ground, named.title, named.text),
        category=category_of(book, ground),
        content_type=["TEXT"],
        content_date=written_on.date(),
        content_language=_content_language(decision.thread),
        application_date=decision.at.date(),
        end_date_service_restriction=until if action in PROVISION else None,
        end_date_account_restriction=until if action in ACCOUNT else None,
        decision_facts=facts_of(decision),
        source_type=SOURCES[Source(decision.source)],
        automated_detection=decision.automated_detection,
        automated_decision="FULLY" if decision.automated_decision else "NOT_AUTOMATED",
        puid=f"tertulia-{decision.site}-{decision.pk}",
        at=decision.at,
        until=decision.until,
    )


def ground_of(decision: Decision, book: Book) -> Ground:
    """The clause or the law a decision rests on. What holds by itself never finds that a law was broken."""
    if decision.ground:
        ground = parse_ground(decision.ground)
        if (ground.is_law and not decision.automated_decision) or (not ground.is_law and book.clause(ground.key)):
            return ground
    reason = "insult" if decision.action == Action.COOL_DOWN else CLAUSES.get(decision.reason, CHECKING)
    clause = book.clause_or_checking(reason)
    return Ground(HOUSE, clause.key)


def suggested_ground(reason: str, book: Book) -> str:
    """The clause on which removing for what the gate found would rest; "" for none."""
    key = CLAUSES.get(reason, "")
    return f"{HOUSE}:{key}" if key and book.clause(key) else ""


def _ground_fields(ground: Ground, title: str, text: str) -> dict[str, str]:
    if ground.is_law:
        return {
            "decision_ground": "ILLEGAL_CONTENT",
            "illegal_content_legal_ground": title,
            "illegal_content_explanation": _("A moderator found that it breaks the law in this matter: %(matter)s.")
            % {"matter": title},
        }
    return {
        "decision_ground": "INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": title[:500],
        "incompatible_content_explanation": text[:2000],
    }


def _content_language(thread: int) -> str:
    language = Thread.objects.filter(pk=thread).values_list("language", flat=True).first() or settings.LANGUAGE_CODE
    code = language.split("-")[0]
    return code.upper() if len(code) == 2 else ""


def facts_of(decision: Decision) -> str:
    """What happened, in the active language: who or what looked, at whose word, and what it found."""
    return " ".join(sentence for sentence in (_origin(decision), _finding(decision), _deed(decision)) if sentence)


def _origin(decision: Decision) -> str:
    if decision.source == Source.NOTICE and not LegalNotice.objects.filter(response=decision.response).exists():
        return _("Somebody told us about it.")
    if decision.source in (Source.NOTICE, Source.TRUSTED):
        return _("We were given a notice of illegal content about it.")
    if decision.source == Source.REPORT:
        reports = Report.objects.filter(response=decision.response, at__lte=decision.at).count() or 1
        return ngettext("%(count)s reader reported it.", "%(count)s readers reported it.", reports) % {"count": reports}
    return _("We looked at it ourselves; nobody had reported it.")


def _finding(decision: Decision) -> str:
    """What the program found, where one took part."""
    if not (decision.automated_decision or decision.automated_detection):
        return ""
    return {
        "threat": _("A program that reads every response found that it probably threatens somebody."),
        "abuse": _("A program that reads every response found that it probably attacks somebody."),
        "newcomer": _("A program that reads every response doubted it, and it is one of the first its author writes here."),
        "heated": _("A program that reads every response found that it probably adds heat to a quarrel."),
        "banned-word": _("It contains a word at which this house always looks."),
        "spam": _("A program that reads every response took it for advertising."),
        "links": _("It contains many links."),
        "reports": _("Their reports together weighed enough to hold it until a person has looked."),
        "thread-held": _("In this thread every response waits for a person; nothing is held against it."),
        "screening-failed": _("The program that reads every response did not answer; nothing is held against it."),
        "always-held": _("A moderator has decided that everything by this author waits for a person."),
        "hold-all": _("This thread is protected for a while: every response waits for a person; nothing is held against it."),
        "hold-new": _(
            "This thread is protected for a while: what new writers send waits for a person; nothing is held against it."
        ),
    }.get(decision.reason) or _("A program that reads every response asked for a person to look.")


def _deed(decision: Decision) -> str:
    if decision.automated_decision:
        return _("It is held by itself; a person will decide.")
    return {
        Action.HOLD: _("A moderator read it and holds it for the time being."),
        Action.REPHRASE: _("A moderator read it and asks for other words. It can be edited, and is then looked at again."),
        Action.REMOVE: _("A moderator read it and removed it."),
        Action.ERASE: _("A moderator read it and erased it for good: the words are kept nowhere."),
        Action.SUSPEND: _("A moderator decided that its author may not post for a while."),
        Action.ALWAYS_HOLD: _("A moderator decided that everything its author writes waits for a person first."),
        Action.HOLD_NETWORK: _(
            "A moderator decided that what comes from its author's network without an account waits for a person first, "
            "for some days."
        ),
        Action.SHUT_NETWORK: _(
            "A moderator decided that nothing can be posted from its author's network without an account, for some days."
        ),
        Action.COOL_DOWN: _(
            "A moderator decided that two readers who go at each other cannot answer each other here for a while."
        ),
    }[Action(decision.action)]


@dataclass(frozen=True, slots=True)
class StatementPage:
    """What the page of a statement shows. `appeal_until` is when it can be appealed against at the latest."""

    id: int
    action: str
    response: int | None
    html: str
    title: str
    url: str
    at: datetime
    until: datetime | None
    facts: str
    source: str
    automated_detection: bool
    automated_decision: bool
    is_law: bool
    ground: str
    explanation: str
    rule_version: int
    letter: str
    language: str
    appeal_until: datetime
    appeal: Any
    is_reversed: bool


def load_statement(statement: int, *, reader: int | None = None, signed: bool = False) -> StatementPage:
    """A statement (primary key) for whoever it is addressed to: the reader, or whoever has its signed address.

    Raises NotFound for everybody else.
    """
    found = Statement.objects.select_related("decision", "appeal").filter(pk=statement).first()
    if found is None or not (signed or (reader is not None and found.reader == reader)):
        raise NotFound
    response = Response.objects.filter(pk=found.response).first()
    thread = Thread.objects.filter(pk=found.thread).first()
    appeal = getattr(found, "appeal", None)
    return StatementPage(
        id=found.pk,
        action=found.decision.action,
        response=found.response,
        html=response.html if response and found.decision.action != Action.COOL_DOWN else "",
        title=thread.title if thread else "",
        url=thread.url if thread else "",
        at=found.at,
        until=found.until,
        facts=found.decision_facts,
        source=found.source_type,
        automated_detection=found.automated_detection,
        automated_decision=found.automated_decision == "FULLY",
        is_law=found.decision_ground == "ILLEGAL_CONTENT",
        ground=found.illegal_content_legal_ground or found.incompatible_content_ground,
        explanation=found.illegal_content_explanation or found.incompatible_content_explanation,
        rule_version=found.rule_version,
        letter=found.decision.text,
        language=found.language,
        appeal_until=found.at + timedelta(days=APPEAL_DAYS),
        appeal=appeal,
        is_reversed=bool(appeal and appeal.reverses),
    )


def statements_to(reader: int) -> list[Statement]:
    """Every statement addressed to a reader (primary key), the newest first."""
    return list(Statement.objects.filter(reader=reader).select_related("decision").order_by("-id"))


def statements_to_guest(guest: int | None, responses: Collection[int]) -> list[Statement]:
    """The statements to a confirmed guest (primary key), or about `responses` of guests nobody knows; the newest first."""
    known, unknown = Q(guest=guest, guest__isnull=False), Q(guest=None, reader=None, response__in=list(responses))
    return list(Statement.objects.filter(known | unknown).select_related("decision").order_by("-id")[:MOST_SHOWN])

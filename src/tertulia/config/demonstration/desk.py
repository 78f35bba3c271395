"""What waits at the demonstration's desk: fifty cases of every kind, written in `desk.txt` and posted as readers post.

    @STORY KIND MINUTES-AGO NAME [> NAME of whom it answers]
    The words, and behind bars what was said about them.

KIND is one of
- `held`, `person`: by the gate, or by a moderator where the gate would not
- `edited | the words after`: let through by a moderator, then changed
- `turn`: a turn of a quarrel that stands, no case of its own
- `reported:GROUND`, `notice:GROUND | why it is illegal`
- `appealed:GROUND | the moderator's letter | the author's appeal`: removed by a colleague
- `kept:GROUND | the reporter's appeal`: reported, kept by a colleague
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files

from django.contrib.auth.hashers import make_password

from tertulia.events.models import Event
from tertulia.moderation.actions import Action
from tertulia.moderation.appealing import appeal_report, appeal_statement
from tertulia.moderation.cases import open_case, prepare_case, prepare_waiting
from tertulia.moderation.deciding import Reasons, decide_response, hold_response, note_hold, release_response
from tertulia.moderation.models import Case, Statement
from tertulia.moderation.notices import give_notice
from tertulia.moderation.quarrels import notice_quarrel
from tertulia.moderation.reporting import report_response, settle_reports
from tertulia.moderation.statements import state_reasons
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tertulia.responses.editing import edit_response
from tertulia.responses.models import Response, State, Thread
from tertulia.responses.posting import post_response

_HEADER = re.compile(r"@(?P<story>[\w-]+) (?P<kind>[\w:-]+) (?P<minutes>\d+) (?P<name>[^>]+?)(?: > (?P<answers>.+))?")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One case as it is written down."""

    story: str
    kind: str
    minutes: int
    name: str
    answers: str | None
    text: str
    said: tuple[str, ...] = ()

    @property
    def ground(self) -> str:
        """What stands behind the kind's colon."""
        return self.kind.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Staff:
    """Who is at the desk: the moderator who signs in, and a colleague who has decided before."""

    moderator: Reader
    colleague: Reader
    neighbours: tuple[Reader, ...]


def parse_desk(source: str) -> list[Waiting]:
    """The cases of the file; raises ValueError where a header cannot be read."""
    pieces = re.split(r"^(@.*)$", source, flags=re.MULTILINE)
    return [_parse(header, text.strip()) for header, text in zip(pieces[1::2], pieces[2::2], strict=True)]


def _parse(header: str, text: str) -> Waiting:
    match = _HEADER.fullmatch(header)
    if match is None:
        raise ValueError(f"not a header: {header}")
    words, *said = text.split(" | ")
    return Waiting(match["story"], match["kind"], int(match["minutes"]), match["name"], match["answers"], words, tuple(said))


def fill_desk(*, moderator: Reader, now: datetime, readers: dict[str, Reader]) -> int:
    """Post every case, inside the caller's transaction; returns how many there are. `readers`: the accounts by name."""
    people, password = dict(readers), make_password(None)
    staff = _staff(moderator, password, now)
    waiting = parse_desk((files("tertulia.config.demonstration") / "desk.txt").read_text("utf-8"))
    for number, each in enumerate(waiting):
        if each.name not in people:
            people[each.name] = _newcomer(each.name, number, password, now)
        _post(each, people[each.name], staff, now)
    prepare_waiting()  # those that were held in the written conversations
    return sum(each.kind != "turn" for each in waiting)


def _staff(moderator: Reader, password: str, now: datetime) -> Staff:
    """A colleague, and neighbours who report what they read: newcomers, whose word alone holds nothing."""
    colleague = Reader.objects.create(email="tove@quay.example", name="Tove Lind", password=password)
    grant_role(reader=colleague, role=Role.MODERATOR)
    named = ("Neighbour at the mole", "Rope Street 3", "الجارة")
    neighbours = [
        Reader.objects.create(
            email=f"neighbour-{number}@quay.example", name=name, password=password, joined_at=now - timedelta(days=9)
        )
        for number, name in enumerate(named)
    ]
    return Staff(moderator, colleague, tuple(neighbours))


def _newcomer(name: str, number: int, password: str, now: datetime) -> Reader:
    joined_at = now - timedelta(days=1 + (number * 37) % 300)
    return Reader.objects.create(email=f"reader-{number}@quay.example", name=name, password=password, joined_at=joined_at)


def _post(each: Waiting, author: Reader, staff: Staff, now: datetime) -> None:
    thread = Thread.objects.get(url__endswith=f"/{each.story}/")
    if thread.state == "closed":
        raise ValueError(f"the thread is closed: {each.story}")
    at = now - timedelta(minutes=each.minutes)
    answered = _answered(thread, each.answers)
    response = post_response(thread=thread.pk, author=author, text=each.text, parent=answered, now=at).response
    _DO[each.kind.partition(":")[0]](each, response, staff, at)
    notice_quarrel(Event(response=response.pk))
    _date_back(response, at)


def _hold(each: Waiting, response: Response, staff: Staff, at: datetime) -> None:
    if response.state != State.HELD:
        hold_response(response=response.pk, moderator=staff.moderator)


def _let_through(each: Waiting, response: Response, staff: Staff, at: datetime) -> None:
    if response.state == State.HELD:
        release_response(response=response.pk, moderator=staff.colleague)


def _edit(each: Waiting, response: Response, staff: Staff, at: datetime) -> None:
    _hold(each, response, staff, at)
    release_response(response=response.pk, moderator=staff.moderator)
    author = Reader.objects.get(pk=response.author_id)
    edit_response(response=response.pk, author=author, text=each.said[0], now=at + timedelta(minutes=3))
    open_case(response=response.pk, is_edited=True, now=at)


def _report(each: Waiting, response: Response, staff: Staff, at: datetime) -> None:
    for neighbour in staff.neighbours[: 1 + each.minutes % 3]:
        report_response(response=response.pk, reporter=neighbour, ground=each.ground, language="en", now=at)


def _notify(each: Waiting, response: Response, staff: Staff, at: datetime) -> None:
    give_notice(
        site=response.thread.site,
        hosts=(),
        url=f"/r/{response.pk}/",
        ground=each.ground,
        explanation=each.said[0],
        good_faith=True,
        name="Agnes Holm",
        email="agnes@elsewhere.example",
        language="en",
        now=at,
    )


def _appeal(each: Waiting, response: Response, staff: Staff, at: datetime) -> None:
    reasons = Reasons(ground=each.ground, text=each.said[0])
    made = decide_response(response=response.pk, moderator=staff.colleague, action=Action.REMOVE, reasons=reasons, now=at)
    state_reasons(Event(decision=made.pk))
    appeal_statement(statement=Statement.objects.get(decision=made).pk, text=each.said[1], now=at)


def _appeal_report(each: Waiting, response: Response, staff: Staff, at: datetime) -> None:
    asked = report_response(
        response=response.pk, reporter=staff.neighbours[0], ground=each.ground, language="en", now=at - timedelta(minutes=1)
    )
    made = decide_response(response=response.pk, moderator=staff.colleague, action=Action.KEEP, now=at)
    settle_reports(Event(decision=made.pk))
    appeal_report(report=asked.pk, text=each.said[0], now=at)


_DO = {
    "held": _hold,
    "person": _hold,
    "edited": _edit,
    "turn": _let_through,
    "reported": _report,
    "notice": _notify,
    "appealed": _appeal,
    "kept": _appeal_report,
}


def _answered(thread: Thread, name: str | None) -> int | None:
    if name is None:
        return None
    latest = Response.objects.filter(thread=thread, author_name=name, state=State.VISIBLE).order_by("-place")
    return latest.values_list("pk", flat=True).first()


def _date_back(response: Response, at: datetime) -> None:
    """The case is as old as the response, and what the worker would do with it is done."""
    for case in Case.objects.filter(response=response, closed_at=None):
        Case.objects.filter(pk=case.pk).update(opened_at=at)
        prepare_case(case.pk)
        note_hold(case=case.pk)

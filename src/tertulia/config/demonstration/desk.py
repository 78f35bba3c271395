"""What waits at the demonstration's desk: forty cases of every kind, written in `desk.txt` and posted as readers post.

    @STORY KIND MINUTES-AGO NAME [> NAME of whom it answers]
    The words. For `edited`: the words before, a bar, the words after.

KIND is `held` (by the gate, or by a moderator where the gate would not), `person`, `edited`, or `reported:GROUND`.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files

from django.contrib.auth.hashers import make_password

from tertulia.moderation.cases import open_case, prepare_case, prepare_waiting
from tertulia.moderation.deciding import hold_response, note_hold, release_response
from tertulia.moderation.models import Case
from tertulia.readers.models import Reader
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


def parse_desk(source: str) -> list[Waiting]:
    """The cases of the file; raises ValueError where a header cannot be read."""
    pieces = re.split(r"^(@.*)$", source, flags=re.MULTILINE)
    return [_parse(header, text.strip()) for header, text in zip(pieces[1::2], pieces[2::2], strict=True)]


def _parse(header: str, text: str) -> Waiting:
    match = _HEADER.fullmatch(header)
    if match is None:
        raise ValueError(f"not a header: {header}")
    return Waiting(match["story"], match["kind"], int(match["minutes"]), match["name"], match["answers"], text)


def fill_desk(*, moderator: Reader, now: datetime, readers: dict[str, Reader]) -> int:
    """Post every case, inside the caller's transaction; returns how many there are. `readers`: the accounts by name."""
    people, password = dict(readers), make_password(None)
    waiting = parse_desk((files("tertulia.config.demonstration") / "desk.txt").read_text("utf-8"))
    for number, each in enumerate(waiting):
        if each.name not in people:
            people[each.name] = _newcomer(each.name, number, password, now)
        _post(each, people[each.name], moderator, now)
    prepare_waiting()  # those that were held in the written conversations
    return len(waiting)


def _newcomer(name: str, number: int, password: str, now: datetime) -> Reader:
    joined_at = now - timedelta(days=1 + (number * 37) % 300)
    return Reader.objects.create(email=f"reader-{number}@quay.example", name=name, password=password, joined_at=joined_at)


def _post(each: Waiting, author: Reader, moderator: Reader, now: datetime) -> None:
    thread = Thread.objects.get(url__endswith=f"/{each.story}/")
    if thread.state == "closed":
        raise ValueError(f"the thread is closed: {each.story}")
    at = now - timedelta(minutes=each.minutes)
    before, _bar, after = each.text.partition(" | ")
    response = post_response(
        thread=thread.pk, author=author, text=before, parent=_answered(thread, each.answers), now=at
    ).response
    if each.kind in ("held", "person") and response.state != State.HELD:
        hold_response(response=response.pk, moderator=moderator)
    elif each.kind == "edited":
        if response.state == State.VISIBLE:
            hold_response(response=response.pk, moderator=moderator)
        release_response(response=response.pk, moderator=moderator)
        edit_response(response=response.pk, author=author, text=after, now=at + timedelta(minutes=3))
        open_case(response=response.pk, is_edited=True, now=at)
    elif each.kind.startswith("reported"):
        case = open_case(response=response.pk, is_reported=True, now=at)
        Case.objects.filter(pk=case.pk).update(ground=each.kind.partition(":")[2], reports=1 + each.minutes % 3)
    _date_back(response, at)


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

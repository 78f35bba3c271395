"""Everything of one reader that moderators may see: what they wrote in every state, what was decided, what colleagues noted."""

from dataclasses import dataclass
from datetime import datetime

from tertulia.errors import NotAllowed, NotFound, SignInNeeded
from tertulia.moderation.card import Made, made_of, notes_about
from tertulia.moderation.misuse import Counted, count_illegal, count_reports
from tertulia.moderation.models import Decision
from tertulia.readers.models import Reader
from tertulia.readers.roles import Verb, allows_somewhere
from tertulia.readers.standing import Standing, standing_of
from tertulia.responses.authored import load_reader_history
from tertulia.responses.rows import Row

MOST_DECISIONS = 50


@dataclass(frozen=True, slots=True)
class Writer:
    """A reader's page at the desk. `illegal` and `reports` count for Art. 23; `next`: the key from which older ones follow."""

    id: int
    name: str
    since: datetime
    standing: Standing
    illegal: Counted
    reports: Counted
    decisions: tuple[Made, ...]
    notes: tuple[tuple[str, str, datetime], ...]
    rows: tuple[Row, ...]
    next: int | None


def load_writer(reader: int, *, moderator: Reader | None, before: int | None = None, now: datetime) -> Writer:
    """The page of a reader (primary key); raises SignInNeeded, NotAllowed, NotFound."""
    if moderator is None:
        raise SignInNeeded
    if not allows_somewhere(moderator, Verb.SEE_WRITER):
        raise NotAllowed
    found = Reader.objects.filter(pk=reader).first()
    if found is None:
        raise NotFound
    rows = load_reader_history(reader, moderator=moderator, before=before)
    decided = Decision.objects.filter(author=reader, moderator__isnull=False).order_by("-id")[:MOST_DECISIONS]
    return Writer(
        id=found.pk,
        name=found.name,
        since=found.joined_at,
        standing=standing_of(reader, now=now),
        illegal=count_illegal(reader),
        reports=count_reports(reader),
        decisions=tuple(made_of(list(decided))),
        notes=notes_about(reader),
        rows=rows,
        next=rows[-1].id if len(rows) == 200 else None,
    )

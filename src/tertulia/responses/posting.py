"""Posting a response: the checks before the transaction, then plain SQL, because every write on the site waits for it.

Through the ORM the transaction takes three times as long. `insert_row` knows every column of the model.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from tertulia.errors import NotFound, ThinkAgain
from tertulia.events.inserting import insert_row
from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.house.tallies import NUDGE_SHOWN, count_one
from tertulia.options import options
from tertulia.readers.limits import Limit, consume_each
from tertulia.readers.models import Reader
from tertulia.readers.names import tidy_name
from tertulia.responses import gate, markup, rules
from tertulia.responses.keys import Key
from tertulia.responses.models import Response, State, ThreadState
from tertulia.responses.orders import lifts_branch
from tertulia.responses.screening import keep_screening
from tertulia.responses.surroundings import look_around

WINDOW = 600  # seconds over which posts are counted


@dataclass(frozen=True, slots=True)
class Posted:
    """The response, and whether it was made by this very call (False: the key had been used for it before)."""

    response: Response
    fresh: bool


@dataclass(frozen=True, slots=True)
class _Draft:
    """A response that has passed everything which needs no transaction."""

    thread: int
    parent: int | None
    author: Reader | None
    network: str
    name: str
    text: str
    html: str
    assessed: gate.Assessed
    now: datetime


def post_response(
    *,
    thread: int,
    author: Reader | None,
    text: str,
    parent: int | None = None,
    name: str = "",
    network: str = "",
    key: str = "",
    may_nudge: bool = False,
    now: datetime | None = None,
) -> Posted:
    """Store a response to the thread with primary key `thread`, or a reply to the response `parent` in it.

    `author` is None for a guest, who gives a `name`; `network` is the pseudonym of the network a guest writes from and
    only counts for limits. `key` makes the call idempotent. `may_nudge`: the writer has not been asked to think again yet.
    Raises Refused: EmptyText, TextTooLong, NameMissing, NameRefused, NotFound, ThreadClosed, SignInNeeded, Suspended,
    UnknownParent, ParentGone, TooMany, KeyReused, ThinkAgain.
    """
    now = now or timezone.now()
    tidy = markup.accept_text(text)
    shown_name = author.name if author else tidy_name(name)
    taken = Key(key, author=author, payload=(str(thread), str(parent), tidy, shown_name)) if key else None
    around = look_around(thread=thread, parent=parent, author=author)
    assessed = gate.assess(tidy, around.situation, house=around.house, policy=around.policy, site=around.site, day=now.date())
    if may_nudge and assessed.nudge and assessed.assessment and not (taken and taken.is_used()):
        count_one(NUDGE_SHOWN, site=around.site, day=now.date())
        raise ThinkAgain(assessed.assessment.highlights)
    draft = _Draft(thread, parent, author, network, shown_name, tidy, markup.to_html(tidy), assessed, now)
    with writing():
        if taken and (earlier := taken.claim(now=now)):
            return Posted(earlier, fresh=False)
        stored = _store(draft)
        if taken:
            taken.settle(stored)
    return Posted(stored, fresh=True)


def _store(draft: _Draft) -> Response:
    state, parent = _load_home(draft)
    rules.may_post(thread_state=state, author=draft.author)
    _count_use(draft)
    is_held = state == ThreadState.HELD or draft.assessed.state == State.HELD
    response = Response(
        thread_id=draft.thread,
        author=draft.author,
        author_name=draft.name,
        text=draft.text,
        html=draft.html,
        renderer=markup.RENDERER,
        posted_at=draft.now,
        place=int(draft.now.timestamp() * 1_000_000),
        state=State.HELD if is_held else State.VISIBLE,
        listed=not is_held,
    )
    if draft.parent is not None:
        _hang(response, rules.may_answer(parent, thread=draft.thread))
    insert_row(response)
    if response.listed:
        _change("update responses_thread set visible = visible + 1 where id = %s", draft.thread)
    keep_screening(response, draft.assessed, now=draft.now)
    kind = Kind.RESPONSE_HELD if is_held else Kind.RESPONSE_POSTED
    record(kind, thread=draft.thread, response=response.pk, reader=draft.author.pk if draft.author else None)
    return response


def _load_home(draft: _Draft) -> tuple[str, Response | None]:
    """The state of the thread, and what of the parent a reply has to know; raises NotFound."""
    with connection.cursor() as cursor:
        cursor.execute(_HOME + _LOCKED.get(connection.vendor, ""), [draft.parent, draft.thread])
        found = cursor.fetchone()
    if found is None:
        raise NotFound
    state, id, *parent = found
    return state, Response(id, **dict(zip(_OF_PARENT, parent, strict=True))) if id else None


_HOME = """
select t.state, p.id, p.thread_id, p.root_id, p.depth, p.state from responses_thread t
left join responses_response p on p.id = %s where t.id = %s
"""
_LOCKED = {"postgresql": " for no key update of t"}  # the thread before its responses, as in finding.py
_OF_PARENT = ("thread_id", "root_id", "depth", "state")


def _count_use(draft: _Draft) -> None:
    if draft.author:
        use = Limit("post-reader", options.reader_posts, WINDOW), str(draft.author.pk)
    else:
        use = Limit("post-guest", options.guest_posts, WINDOW), draft.network
    consume_each([use, (Limit("post-thread", options.thread_posts, WINDOW), str(draft.thread))], now=draft.now)


def _hang(response: Response, parent: Response) -> None:
    """Give a reply its place below `parent`. The branch's row is changed first, which also keeps two replies apart."""
    root = parent.root_id or parent.pk
    response.lifts = lifts_branch(root, author=response.author_id, name=response.author_name, place=response.place)
    lifted = response.place if response.listed and response.lifts else 0
    response.branch_no = _change(_NUMBER, int(response.listed), lifted, lifted, root)
    response.parent_id = parent.pk
    response.root_id = root
    response.depth = parent.depth + 1


_NUMBER = """
update responses_response set last_no = last_no + 1, replies = replies + %s,
    replied = case when coalesce(replied, 0) < %s then %s else replied end
where id = %s returning last_no
"""


def _change(statement: str, *values: int) -> Any:
    """Run a statement; what it returns, if it returns something."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0] if cursor.description else None

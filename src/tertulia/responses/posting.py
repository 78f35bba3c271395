"""Posting a response: the checks before the transaction, then plain SQL, because every write on the site waits for it.

Through the ORM the transaction takes three times as long. `insert_row` knows every column of the model.
"""

from dataclasses import dataclass, replace
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
from tertulia.readers.guests import address_key, claim_address, tidy_email
from tertulia.readers.limits import Limit, consume_each
from tertulia.readers.models import Guest, Reader
from tertulia.readers.names import tidy_name
from tertulia.readers.naming import must_not_be_reserved
from tertulia.readers.proving import NOT_NEEDED, ONCE, Proof
from tertulia.responses import gate, markup, rules
from tertulia.responses.featuring import badge_of
from tertulia.responses.keys import Key
from tertulia.responses.mentioning import keep_mentions, render
from tertulia.responses.models import Response, State, ThreadState
from tertulia.responses.networks import keep_network
from tertulia.responses.orders import lifts_branch
from tertulia.responses.screening import keep_screening
from tertulia.responses.shields import Obstacles, wait_for_turn
from tertulia.responses.surroundings import look_around

WINDOW = 600  # seconds over which posts are counted
LETTERS = Limit("guest-letter", 5, 3600)  # to one address that has not confirmed


@dataclass(frozen=True, slots=True)
class Posted:
    """The response, and whether it was made by this very call (False: the key had been used for it before)."""

    response: Response
    fresh: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """The address that a guest gives and has not yet shown to be theirs, folded; the language to write to it in."""

    email: str
    language: str


@dataclass(frozen=True, slots=True)
class _Draft:
    """A response that has passed everything which needs no transaction."""

    thread: int
    parent: int | None
    author: Reader | None
    guest: Guest | None
    claim: Claim | None
    network: str
    proof: str
    name: str
    text: str
    html: str
    mentioned: tuple[int, ...]
    badge: str
    assessed: gate.Assessed
    obstacles: Obstacles
    now: datetime


def post_response(
    *,
    thread: int,
    author: Reader | None,
    text: str,
    parent: int | None = None,
    guest: Guest | None = None,
    name: str = "",
    email: str = "",
    language: str = "",
    network: str = "",
    lately: tuple[str, ...] = (),
    proof: Proof = NOT_NEEDED,
    key: str = "",
    may_nudge: bool = False,
    for_all: bool = False,
    now: datetime | None = None,
) -> Posted:
    """Store a response to the thread with primary key `thread`, or a reply to the response `parent` in it.

    `author` is None for a guest: one whose confirmed address is known (`guest`), or one who gives a `name` and, where
    guests have to confirm, an `email`, which is asked in `language`. `network` is the pseudonym of the network a guest
    writes from, for limits and sanctions; `lately` are those it had on
    earlier days. `key` makes the call idempotent. `may_nudge`: the writer has not been asked to
    think again yet. `proof`: of the work a guest's browser did; without it a stranger's words are held. `for_all`: only where
    everybody may read, because nobody has asked what this writer may see.
    Raises Refused: EmptyText, TextTooLong, NameMissing, NameRefused, NameTaken, EmailMissing, EmailRefused, NotFound,
    ThreadClosed, SignInNeeded, Suspended, WarningUnread, LinksShielded, CoolingDown, UnknownParent, ParentGone, TooMany,
    SlowMode, KeyReused, ThinkAgain.
    """
    now = now or timezone.now()
    tidy = markup.accept_text(text)
    known = author or guest
    shown_name = known.name if known else tidy_name(name)
    looks = must_not_be_reserved(shown_name) if known is None else None
    claim = Claim(tidy_email(email), language) if known is None and options.guests == "confirmed" else None
    taken = Key(key, author=author, payload=(str(thread), str(parent), tidy, shown_name)) if key else None
    sent_from = (network, *lately)
    around = look_around(
        thread=thread, parent=parent, author=author, guest=guest, networks=sent_from, looks=looks, for_all=for_all, now=now
    )
    around.obstacles.must_let_write(tidy, has_account=author is not None)
    assessed = gate.assess(tidy, around.situation, house=around.house, policy=around.policy, site=around.site, day=now.date())
    if known is None and not proof.done and assessed.state != State.HELD:
        assessed = replace(assessed, state=State.HELD, reason="no-proof")
    if may_nudge and assessed.nudge and assessed.assessment and not (taken and taken.is_used()):
        count_one(NUDGE_SHOWN, site=around.site, day=now.date())
        raise ThinkAgain(assessed.assessment.highlights)
    html, mentioned = render(tidy, thread=thread, parent=parent)
    badge, obstacles = badge_of(author, site=around.site), around.obstacles
    who = (author, guest, claim, network, proof.key, shown_name)
    draft = _Draft(thread, parent, *who, tidy, html, mentioned, badge, assessed, obstacles, now)
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
    starts = State.UNPROVEN if draft.claim else State.HELD if is_held else State.VISIBLE
    response = Response(
        thread_id=draft.thread,
        author=draft.author,
        guest=_claimed(draft) or draft.guest,
        author_name=draft.name,
        avatar=draft.author.avatar if draft.author else "",
        text=draft.text,
        html=draft.html,
        renderer=markup.RENDERER,
        badge=draft.badge,
        posted_at=draft.now,
        place=int(draft.now.timestamp() * 1_000_000),
        state=starts,
        listed=starts == State.VISIBLE,
    )
    if draft.parent is not None:
        _hang(response, rules.may_answer(parent, thread=draft.thread))
    insert_row(response)
    keep_mentions(response, draft.mentioned)
    if response.listed:
        _change("update responses_thread set visible = visible + 1 where id = %s", draft.thread)
    if draft.author is None:
        keep_network(response, draft.network, now=draft.now)
    keep_screening(response, draft.assessed, now=draft.now)
    record(_KINDS[starts], thread=draft.thread, response=response.pk, reader=draft.author.pk if draft.author else None)
    return response


_KINDS = {
    State.VISIBLE: Kind.RESPONSE_POSTED,
    State.HELD: Kind.RESPONSE_HELD,
    State.UNPROVEN: Kind.RESPONSE_UNPROVEN,
}


def _claimed(draft: _Draft) -> Guest | None:
    if draft.claim is None:
        return None
    return claim_address(name=draft.name, email=draft.claim.email, language=draft.claim.language, now=draft.now)


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
    uses = [(Limit("post-thread", options.thread_posts, WINDOW), str(draft.thread))]
    if draft.author:
        uses.append((Limit("post-reader", options.reader_posts, WINDOW), str(draft.author.pk)))
    else:
        uses.append((Limit("post-guest", options.guest_posts, WINDOW), draft.network))
    if draft.proof:
        uses.append((ONCE, draft.proof))
    if draft.claim:
        uses.append((LETTERS, address_key(draft.claim.email)[:32]))
    consume_each(uses, now=draft.now)
    who = f"r{draft.author.pk}" if draft.author else f"g{draft.network}"
    wait_for_turn(draft.obstacles, thread=draft.thread, who=who, now=draft.now)


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

"""Posting a response."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from tertulia.errors import NotFound
from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.options import options
from tertulia.readers.limits import Limit, consume
from tertulia.readers.models import Reader
from tertulia.readers.names import tidy_name
from tertulia.responses import gate, markup, rules
from tertulia.responses.keys import Key
from tertulia.responses.models import Response, State, Thread

WINDOW = 600  # seconds over which posts are counted


@dataclass(frozen=True, slots=True)
class Posted:
    """The response, and whether it was made by this very call (False: the key had been used for it before)."""

    response: Response
    fresh: bool


def post_response(
    *,
    thread: int,
    author: Reader | None,
    text: str,
    parent: int | None = None,
    name: str = "",
    network: str = "",
    key: str = "",
    now: datetime | None = None,
) -> Posted:
    """Store a response to the thread with primary key `thread`, or a reply to the response `parent` in it.

    `author` is None for a guest, who gives a `name`; `network` is the pseudonym of the network a guest writes from and
    only counts for limits. `key` makes the call idempotent. Raises Refused: EmptyText, TextTooLong, NameMissing,
    NameRefused, NotFound, ThreadClosed, SignInNeeded, Suspended, UnknownParent, ParentGone, TooMany, KeyReused.
    """
    now = now or timezone.now()
    tidy = markup.accept_text(text)
    shown_name = author.name if author else tidy_name(name)
    taken = Key(key, author=author, payload=(str(thread), str(parent), tidy, shown_name)) if key else None
    html = markup.to_html(tidy)
    with writing():
        if taken and (earlier := taken.claim(now=now)):
            return Posted(earlier, fresh=False)
        stored = _store(
            thread=thread, parent=parent, author=author, name=shown_name, text=tidy, html=html, network=network, now=now
        )
        if taken:
            taken.settle(stored)
    return Posted(stored, fresh=True)


def _store(
    *, thread: int, parent: int | None, author: Reader | None, name: str, text: str, html: str, network: str, now: datetime
) -> Response:
    home = Thread.objects.filter(pk=thread).values("state").first()
    if home is None:
        raise NotFound
    rules.may_post(thread_state=home["state"], author=author)
    _count_use(thread=thread, author=author, network=network, now=now)
    response = Response(
        thread_id=thread,
        author=author,
        author_name=name,
        text=text,
        html=html,
        renderer=markup.RENDERER,
        posted_at=now,
        place=int(now.timestamp() * 1_000_000),
        state=gate.assess(thread_state=home["state"]).state,
    )
    response.listed = response.state == State.VISIBLE
    if parent is not None:
        _hang(response, rules.may_answer(Response.objects.filter(pk=parent).first(), thread=thread))
    response.save(force_insert=True)
    if response.listed:
        Thread.objects.filter(pk=thread).update(visible=F("visible") + 1)
    kind = Kind.RESPONSE_POSTED if response.listed else Kind.RESPONSE_HELD
    record(kind, thread=thread, response=response.pk, reader=author.pk if author else None)
    return response


def _count_use(*, thread: int, author: Reader | None, network: str, now: datetime) -> None:
    if author:
        consume(Limit("post-reader", options.reader_posts, WINDOW), str(author.pk), now=now)
    else:
        consume(Limit("post-guest", options.guest_posts, WINDOW), network, now=now)
    consume(Limit("post-thread", options.thread_posts, WINDOW), str(thread), now=now)


def _hang(response: Response, parent: Response) -> None:
    """Give a reply its place below `parent`. The branch's row is changed first, which also keeps two replies apart."""
    root = parent.root_id or parent.pk
    Response.objects.filter(pk=root).update(last_no=F("last_no") + 1, replies=F("replies") + int(response.listed))
    response.parent = parent
    response.root_id = root
    response.depth = parent.depth + 1
    response.branch_no = Response.objects.values_list("last_no", flat=True).get(pk=root)

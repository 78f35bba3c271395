"""Storing a whole conversation at once, with every count that posting one by one would have kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max

from tertulia.config.demonstration.conversations import Written
from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.house.policies import load_house
from tertulia.ranking import activity
from tertulia.readers.models import Reader
from tertulia.responses import markup
from tertulia.responses.gate import Situation, assess
from tertulia.responses.models import Response, Revision, State, Thread
from tertulia.responses.screening import keep_screening


def store_conversation(*, thread: Thread, written: Sequence[Written], start: datetime, readers: dict[str, Reader]) -> None:
    """Store the responses of an empty thread, inside the caller's transaction.

    `start` is the moment their times count from; a name in `readers` is that account, every other one a guest.
    """
    by_time = sorted(range(len(written)), key=lambda index: written[index].after)
    made: dict[int, Response] = {}
    key = _next_key()
    for index in by_time:
        made[index] = _make(written[index], thread=thread, start=start, readers=readers)
        made[index].pk, key = key, key + 1
        if (parent := written[index].parent) is not None:
            _hang(made[index], made[parent])
    responses = list(made.values())
    _list_all(responses)
    _lift_branches(responses)
    Response.objects.bulk_create(responses)
    _screen_held(thread, [response for response in responses if response.state == State.HELD])
    _move_sequence()
    Revision.objects.bulk_create(
        _former(made[index], written[index].text_before) for index in by_time if written[index].edited_after
    )
    Thread.objects.filter(pk=thread.pk).update(visible=sum(response.state == State.VISIBLE for response in responses))
    _tell(thread, responses)


def _make(each: Written, *, thread: Thread, start: datetime, readers: dict[str, Reader]) -> Response:
    posted_at = start + each.after
    text = markup.accept_text(each.text)
    return Response(
        thread=thread,
        author=readers.get(each.name),
        author_name=each.name,
        text=text,
        html=markup.to_html(text),
        renderer=markup.RENDERER,
        posted_at=posted_at,
        edited_at=start + each.edited_after if each.edited_after else None,
        place=int(posted_at.timestamp() * 1_000_000),
        state=each.state,
    )


def _hang(response: Response, parent: Response) -> None:
    root = parent.root or parent
    root.last_no += 1
    response.parent, response.root = parent, root
    response.depth = parent.depth + 1
    response.branch_no = root.last_no


def _list_all(responses: Sequence[Response]) -> None:
    """Say of each response whether it is shown, and count the replies that are. `responses` are in order of time."""
    holding: set[int] = set()  # keys of responses with something listed below them
    for response in reversed(responses):
        response.listed = response.state == State.VISIBLE or response.pk in holding
        if response.listed and response.root is not None:
            holding.add(response.parent_id)
            response.root.replies += 1


def _lift_branches(responses: Sequence[Response]) -> None:
    """Say of each branch when it was last lifted in the order by activity. `responses` are in order of time."""
    written: dict[int, list[tuple[object, int]]] = {}
    for reply in responses:
        if reply.root is None:
            continue
        before = written.setdefault(reply.root.pk, [])
        who = reply.author_id or reply.author_name
        reply.lifts = activity.lifts(who, reply.place, before=before)
        before.append((who, reply.place))
        if reply.lifts and reply.state == State.VISIBLE:
            reply.root.replied = reply.place


def _screen_held(thread: Thread, held: Sequence[Response]) -> None:
    """Keep why each of them waits, as the gate finds it."""
    house = load_house(thread.site)
    for response in held:
        parent = response.parent.text if response.parent else ""
        situation = Situation(thread.state, parent, is_guest=response.author_id is None)
        policy = house.policy(section=None, story=thread.story_id)
        found = assess(response.text, situation, house=house, policy=policy, site=thread.site, day=response.posted_at.date())
        keep_screening(response, replace(found, state=State.HELD), now=response.posted_at)


def _former(response: Response, text: str) -> Revision:
    tidy = markup.accept_text(text)
    return Revision(
        response=response, text=tidy, html=markup.to_html(tidy), renderer=markup.RENDERER, written_at=response.posted_at
    )


def _tell(thread: Thread, responses: Sequence[Response]) -> None:
    """One event for the whole, as for an import; what is held waits for a person and is told of singly."""
    record(Kind.CONVERSATION_IMPORTED, thread=thread.pk, story=thread.story_id)
    for response in responses:
        if response.state == State.HELD:
            record(Kind.RESPONSE_HELD, thread=thread.pk, response=response.pk, reader=response.author_id)


def _next_key() -> int:
    """Keys are given here, so that they rise with time although parents and replies are written in one go."""
    return (Response.objects.aggregate(last=Max("pk"))["last"] or 0) + 1


def _move_sequence() -> None:
    """PostgreSQL does not notice keys that it did not give itself."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Response]):
            cursor.execute(statement)

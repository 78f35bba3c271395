"""Votes and choices of the newsroom that came as lines of their own: laid where they belong, once their response is here.

The lines stay as they came (`Kept`), so that an export holds them again; a vote has a row of its own besides and counts.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.responses.models import Response, Thread, Vote
from tertulia.transfer.exchange import instant_of
from tertulia.transfer.models import Kept, Origin

AT_ONCE = 500
MOST = 1_000_000  # votes that a number may stand for
FEATURES = frozenset({"feature", "pin"})


def place_kept() -> None:
    """Lay down what waits: votes on responses that are here, and what was featured. What waits for its response waits on."""
    threads: set[int] = set()
    for batch in _waiting():
        with writing():
            threads |= _place(batch)
    for thread in sorted(threads):
        with writing():
            record(Kind.CONVERSATION_IMPORTED, thread=thread)


def _waiting() -> Iterator[list[Kept]]:
    latest = 0
    while True:
        rows = Kept.objects.filter(pk__gt=latest, placed_at=None, type__in=("vote", "action")).order_by("pk")
        batch = list(rows.select_related("vote")[:AT_ONCE])
        if not batch:
            return
        latest = batch[-1].pk
        yield batch


def _place(batch: list[Kept]) -> set[int]:
    """Returns the primary keys of the threads in which something has changed."""
    named = {kept.line.get("response") or kept.line.get("on") for kept in batch}
    origins = Origin.objects.select_related("response").filter(external_id__in=[each for each in named if each])
    responses = {origin.external_id: origin.response for origin in origins}
    threads = {response.thread_id for response in responses.values()}
    list(Thread.objects.select_for_update(no_key=True).filter(pk__in=threads).order_by("pk").values_list("pk"))
    voted, changed = set(), set()
    for kept in batch:
        response = responses.get(kept.line.get("response") or kept.line.get("on") or "")
        if kept.type == "vote" and response and kept.line.get("value") in (1, -1):
            _vote(kept, response)
            voted.add(response.pk)
            changed.add(response.thread_id)
        elif kept.type == "action" and kept.line.get("action") in FEATURES:
            if response is None:
                continue
            Response.objects.filter(pk=response.pk, featured_at=None).update(featured_at=featured_at(kept.line, response))
            changed.add(response.thread_id)
        elif kept.type == "vote" and response is None:
            continue
        kept.placed_at = timezone.now()
    placed = [kept for kept in batch if kept.placed_at]
    Kept.objects.bulk_update(placed, ["placed_at", "vote"])
    count_votes(voted)
    return changed


def _vote(kept: Kept, response: Response) -> None:
    value, at = kept.line["value"], instant_of(kept.line.get("at")) or response.posted_at or response.thread.opened_at
    if kept.vote:
        Vote.objects.filter(pk=kept.vote.pk).update(value=value, at=at)
    else:
        kept.vote = Vote.objects.create(response=response, thread_id=response.thread_id, value=value, at=at)


def featured_at(line: dict[str, Any], response: Response) -> datetime:
    """When a response was featured, by the line that says so."""
    return instant_of(line.get("at")) or response.posted_at or response.thread.opened_at


def votes_in(counts: dict[str, int]) -> tuple[int, int]:
    """Votes for and against in what a source has counted; a bare score stands for as many votes in its direction."""
    up, down = counts.get("likes", 0), counts.get("dislikes", 0)
    if not up and not down:
        score = counts.get("score", 0)
        up, down = score, -score
    return min(max(up, 0), MOST), min(max(down, 0), MOST)


def count_votes(responses: Iterable[int]) -> None:
    """Make the counts of these responses (primary keys) right: what came as a number holds the votes that came as lines."""
    keys = sorted(responses)
    came, all_of_them = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for response, value, kept in Vote.objects.filter(response__in=keys).values_list("response", "value", "kept"):
        all_of_them[response, value] += 1
        came[response, value] += kept is not None
    for origin in Origin.objects.filter(response__in=keys).only("response", "line"):
        key = origin.response_id
        up, down = votes_in(origin.line.get("counts") or {})
        more_up, more_down = max(0, up - came[key, 1]), max(0, down - came[key, -1])
        said = {"came_up": more_up or None, "came_down": more_down or None}
        counted = {"up": more_up + all_of_them[key, 1], "down": more_down + all_of_them[key, -1]}
        same = Response.objects.filter(pk=key, **counted, **said)
        if not same.exists():
            Response.objects.filter(pk=key).update(**counted, **said)

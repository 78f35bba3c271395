"""What people did to responses, as lines of an export: votes, what was featured, what moderators decided."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tertulia.moderation.models import Decision
from tertulia.responses.models import Response, Thread, Vote
from tertulia.transfer import records
from tertulia.transfer.exchange import format_instant, from_line
from tertulia.transfer.formats.values import present
from tertulia.transfer.models import Kept, Origin
from tertulia.transfer.own import id_of_response, ids_of_readers, pseudonym_of
from tertulia.transfer.placing import FEATURES, featured_at

NOTED = (
    "before", "after", "reason", "rule_version", "source", "automated_detection", "automated_decision", "p", "waited",
    "text", "note",
)  # fmt: skip


def identity_of(response: Response, site: str) -> str:
    """The id of a response: the one it came with, else our own."""
    origin = getattr(response, "origin", None)
    return origin.external_id if origin else id_of_response(site, response.pk, response.place)


def votes_of(thread: Thread, *, site: str, since: datetime | None) -> Iterator[records.Vote]:
    """The votes that readers cast here, under pseudonyms; those that came are kept as they came."""
    votes = Vote.objects.filter(thread=thread, kept=None).select_related("response__origin").order_by("response__place", "pk")
    for vote in (votes.filter(at__gte=since) if since else votes).iterator(500):
        yield records.Vote(response=identity_of(vote.response, site), voter=pseudonym_of(vote), value=vote.value, at=vote.at)


def featured_in(thread: Thread, *, site: str, privacy: str) -> Iterator[records.Action]:
    """What stands before all others of a thread; by whom it was chosen, in a full export."""
    featured = Response.objects.filter(thread=thread, featured_at__isnull=False)
    chosen = featured.select_related("origin").order_by("featured_at", "pk")
    known = ids_of_readers(site, (each.featured_by_id for each in chosen if each.featured_by_id))
    for response in chosen:
        if privacy == "full" and _came_featured(response):
            continue  # its line is kept as it came
        yield records.Action(
            on=identity_of(response, site),
            action="pin" if response.badge else "feature",
            by=known.get(response.featured_by_id or 0) if privacy == "full" else None,
            at=response.featured_at,
        )


def _came_featured(response: Response) -> bool:
    if not getattr(response, "origin", None):
        return False
    lines = Kept.objects.filter(type="action", about=response.origin.external_id).values_list("line", flat=True)
    return any(line.get("action") in FEATURES and featured_at(line, response) == response.featured_at for line in lines)


def decisions_in(thread: Thread, *, story: str, site: str, since: datetime | None) -> Iterator[records.Action]:
    """What was decided in a thread, by people and by the gate, in its order."""
    rows = Decision.objects.filter(thread=thread.pk).order_by("pk")
    decisions = list(rows.filter(at__gte=since) if since else rows)
    responses = Response.objects.select_related("origin").in_bulk({each.response for each in decisions if each.response})
    people = ids_of_readers(site, (key for each in decisions for key in (each.moderator, each.author) if key))
    for each in decisions:
        about = responses.get(each.response or 0)
        yield records.Action(
            on=identity_of(about, site) if about else people.get(each.author or 0) or story,
            action=each.action,
            by=people.get(each.moderator or 0),
            at=each.at,
            reason=each.ground or None,
            source=_noted(each),
        )


def _noted(decision: Decision) -> dict[str, Any]:
    said = {name: getattr(decision, name) or None for name in NOTED}
    until = format_instant(decision.until) if decision.until else None
    return present(id=str(decision.pk), undoes=str(decision.undoes_id or "") or None, until=until, **said)


def kept_lines() -> Iterator[records.Record]:
    """What former imports brought that has no table here, as it came; but not what is featured no more."""
    for kept in Kept.objects.exclude(type="person").order_by("pk").iterator():
        if kept.type != "action" or kept.line.get("action") not in FEATURES or _holds(kept):
            yield from_line(kept.line)


def _holds(kept: Kept) -> bool:
    if kept.placed_at is None:
        return True
    origin = Origin.objects.select_related("response").filter(external_id=kept.line["on"]).first()
    return origin is not None and origin.response.featured_at == featured_at(kept.line, origin.response)

"""Responses and their former words as neutral records: as they came, but for what has been changed here since."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tertulia.responses.models import Response, Revision, State, Thread, Vote
from tertulia.transfer import records
from tertulia.transfer.arrival import has_words_of, local_hash, shown_name, state_of
from tertulia.transfer.choices import ExportOptions
from tertulia.transfer.exchange import from_line
from tertulia.transfer.exporting_deeds import identity_of
from tertulia.transfer.exporting_stories import story_ids
from tertulia.transfer.models import Origin
from tertulia.transfer.own import id_of_reader
from tertulia.transfer.privacy import without_addresses
from tertulia.transfer.records import Author, Body, ResponseRecord

STATUSES = {
    State.VISIBLE: "approved",
    State.HELD: "pending",
    State.SPAM: "spam",
    State.REMOVED: "removed",
    State.WITHDRAWN: "deleted",
    State.ERASED: "deleted",
}


def responses_of(thread: Thread, asked: ExportOptions, site: str) -> Iterator[ResponseRecord]:
    story = story_ids(thread, site)[0]
    rows = Response.objects.filter(thread=thread).exclude(state__in=(State.MISSING, State.UNPROVEN)).order_by("place", "pk")
    if asked.privacy != "full":
        rows = rows.filter(state=State.VISIBLE)
    if asked.since:
        rows = rows.filter(posted_at__gte=asked.since) | rows.filter(edited_at__gte=asked.since)
    voted = set(Vote.objects.filter(thread=thread, kept=None).values_list("response", flat=True))
    for response in rows.select_related("origin", "author").iterator(500):
        said = _response(response, story, site)
        if response.pk in voted:
            said = replace(said, counts=_counted(response, said.counts))
        yield said if asked.privacy == "full" else without_addresses(said)  # type: ignore[misc]


def _response(response: Response, story: str, site: str) -> ResponseRecord:
    """As it came, but for what has been changed here since; or as it stands, if it was born here."""
    origin = getattr(response, "origin", None)
    author = response.author
    person = id_of_reader(site, author.pk, author.joined_at) if author else None
    if origin is None or not origin.line:
        return _as_it_stands(response, story, person, site)
    came = came_as(origin, response)
    if origin.local_hash != local_hash(response):
        came = _with_changes(came, response, origin)
    return replace(came, author=replace(came.author or Author(), person=person)) if person else came


def came_as(origin: Origin, response: Response) -> ResponseRecord:
    """The record that a response came as."""
    line = dict(origin.line)
    if "body" in line:
        line["body"] = {**line["body"], "html": line["body"].get("html", response.html)}
    came = from_line(line)
    assert isinstance(came, ResponseRecord)
    return came


def _with_changes(came: ResponseRecord, response: Response, origin: Origin) -> ResponseRecord:
    """A record that came, with state, name and words as they are here now."""
    said: dict[str, Any] = {}
    if response.state != state_of(came.status):
        said["status"] = STATUSES.get(State(response.state), "pending")
    if response.author_name != shown_name(came):
        said["author"] = replace(came.author or Author(), name=response.author_name or None)
    if not has_words_of(came, origin, response):
        said |= {"body": _body_as_it_stands(response), "edited": response.edited_at}
    return replace(came, **said)


def _as_it_stands(response: Response, story: str, person: str | None, site: str) -> ResponseRecord:
    return ResponseRecord(
        id=identity_of(response, site),
        story=story,
        parent=_parent(response, site),
        parent_basis="explicit" if response.parent_id else None,
        status=STATUSES.get(State(response.state), "pending"),
        author=Author(person=person, name=response.author_name or None),
        created=response.posted_at,
        created_basis="utc" if response.posted_at else None,
        edited=response.edited_at,
        body=_body_as_it_stands(response),
        counts=_counted(response, {}),
        badge=response.badge or None,
    )


def _body_as_it_stands(response: Response) -> Body:
    return Body(html=response.html, original=response.text, original_format="markdown" if response.renderer else "text")


def _counted(response: Response, came: dict[str, int]) -> dict[str, int]:
    """The votes as they are counted now, in place of those that came."""
    counts = {"likes": response.up, "dislikes": response.down} if response.up or response.down or came else {}
    return {**came, **counts, "score": response.up - response.down} if "score" in came else {**came, **counts}


def _parent(response: Response, site: str) -> str | None:
    parent = Response.objects.filter(pk=response.parent_id).select_related("origin").first()
    return identity_of(parent, site) if parent else None


def revisions_of(thread: Thread, site: str) -> Iterator[records.Revision]:
    """Former words of the thread's responses, in the order of the responses."""
    rows = Revision.objects.filter(response__thread=thread).select_related("response__origin")
    number, latest = 0, 0
    for former in rows.order_by("response__place", "response", "pk").iterator(500):
        number = number + 1 if former.response_id == latest else 1
        latest = former.response_id
        yield records.Revision(
            response=identity_of(former.response, site),
            number=number,
            at=former.written_at,
            body=Body(html=former.html, original=former.text, original_format="markdown" if former.renderer else "text"),
        )

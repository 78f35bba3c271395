"""Coral: mongoexport of the collections comments, users, stories and commentActions, one object a line or an array.

Source: server/models in Coral (github.com/coralproject/talk). Dates are extended JSON; the last revision is the text. What
Talk 4 wrote is read, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tertulia.transfer.formats import talk
from tertulia.transfer.formats.bodies import body_from_html, body_from_text
from tertulia.transfer.formats.identity import Ids, host_of
from tertulia.transfer.formats.json_stream import objects_in
from tertulia.transfer.formats.reading import ReadOptions, ReadReport, SourceRefused
from tertulia.transfer.formats.times import Clock, Instant, from_epoch
from tertulia.transfer.formats.values import Fields, present
from tertulia.transfer.formats.words import words
from tertulia.transfer.records import Action, Author, Body, Header, Person, Record, ResponseRecord, Revision, Source, Story

NAME = "coral"
_COMMENT = re.compile(rb'"(?:storyID|parentRevisionID|authorID)"\s*:')
_OTHERS = re.compile(rb'"tenantID"\s*:')
_STATUSES = {"NONE": "approved", "APPROVED": "approved", "REJECTED": "removed", "PREMOD": "pending", "SYSTEM_WITHHELD": "spam"}
_PLACED = words("_id id tenantID storyID authorID parentID revisions status createdAt deletedAt actionCounts")


def sniff(head: bytes, path: Path) -> bool:
    """JSON with Coral's `tenantID`, or its ids of stories and authors."""
    return head.lstrip()[:1] in {b"{", b"["} and bool(_COMMENT.search(head) or _OTHERS.search(head) or talk.SIGN.search(head))


def read(paths: Sequence[Path], options: ReadOptions, report: ReadReport) -> Iterator[Record]:
    """Users, stories, then comments with their revisions; the files are told apart by what they hold, in any order."""
    files: dict[str, list[Path]] = {"users": [], "stories": [], "comments": [], "actions": []}
    for path in paths:
        files[_kind_of(path)].append(path)
    if not files["comments"] and not files["stories"]:
        raise SourceRefused("refused-not-its-export", system="Coral", missing="comments, stories")
    export = _Export(files, options, report)
    yield Header(source=Source(system=NAME, id=export.site, format="coral/mongoexport"))
    for name, take in (
        ("users", export.take_user),
        ("stories", export.take_story),
        ("comments", export.take_comment),
        ("actions", export.take_action),
    ):
        for path in files[name]:
            for number, each in objects_in(path, report):
                yield from take(talk.renamed(each), f"{path.name} object {number}")


def _kind_of(path: Path) -> str:
    """Which collection a file is, by the first object in it."""
    first = talk.renamed(next((each for _, each in objects_in(path, ReadReport())), Fields(None))).content
    if "actionType" in first:
        return "actions"
    if "storyID" in first or "revisions" in first:
        return "comments"
    if "url" in first:
        return "stories"
    if "username" in first or "email" in first:
        return "users"
    raise SourceRefused("refused-not-its-export", file=path.name, system="Coral", missing="storyID, revisions, url, username")


class _Export:
    """The users of an export and what is needed to read its comments."""

    def __init__(self, files: dict[str, list[Path]], options: ReadOptions, report: ReadReport) -> None:
        self._report, self._clock = report, Clock(options.zone, report)
        self._people: dict[str, Person] = {}
        self._position = 0
        first = next((each for path in files["stories"] for _, each in objects_in(path, ReadReport())), Fields(None))
        self.site = options.site or host_of(options.url) or host_of(first.text("url"))
        self._ids = Ids(NAME, self.site)

    def take_user(self, user: Fields, place: str) -> Iterator[Record]:
        key = user.key("id")
        if key is None:
            self._report.skip("no-id", place)
            return
        status = user.part("status")
        is_banned = status.part("ban").flag("active")
        person = Person(
            id=self._ids.person(key),
            name=user.name("username"),
            email=user.email("email"),
            verified=user.flag("emailVerified") or None,
            state="suspended" if is_banned else "active",
            source=present(id=key, role=user.text("role"), status=status.content),
        )
        self._people[key] = person
        yield person
        if is_banned:
            yield Action(on=person.id, action="suspend")
        for each in status.part("suspension").parts("history"):
            yield Action(
                on=person.id, action="suspend", at=self._at(each, "createdAt").at, extra=present(suspension=each.content)
            )

    def take_story(self, story: Fields, place: str) -> Iterator[Record]:
        key, meta = story.key("id"), story.part("metadata")
        if key is None:
            self._report.skip("no-id", place)
            return
        yield Story(
            id=self._ids.story(key),
            url=story.url("url"),
            title=meta.name("title"),
            published=self._at(meta, "publishedAt").at,
            section=meta.name("section"),
            bylines=(author,) if (author := meta.name("author")) else (),
            thread="closed" if story.content.get("closedAt") else None,
            source=present(id=key, metadata=meta.content, settings=story.part("settings").content),
        )

    def take_comment(self, comment: Fields, place: str) -> Iterator[Record]:
        key = comment.key("id")
        if key is None:
            self._report.skip("no-id", place)
            return
        self._position += 1
        response = self._response(comment, key)
        yield response
        revisions = list(comment.parts("revisions"))
        for number, each in enumerate(revisions[:-1], 1):
            yield Revision(
                response=response.id,
                number=number,
                at=self._at(each, "createdAt").at,
                body=_body(each),
            )
        for tag in comment.parts("tags"):
            if tag.text("type") == "FEATURED":
                by = tag.key("createdBy")
                yield Action(
                    on=response.id, action="feature", by=self._ids.person(by) if by else None, at=self._at(tag, "createdAt").at
                )

    def _response(self, comment: Fields, key: str) -> ResponseRecord:
        revisions = list(comment.parts("revisions"))
        story, author, parent = comment.key("storyID"), comment.key("authorID"), comment.key("parentID")
        person, created = self._people.get(author or ""), self._at(comment, "createdAt")
        counts = comment.part("actionCounts")
        return ResponseRecord(
            id=self._ids.response(key),
            story=self._ids.story(story) if story else None,
            parent=self._ids.response(parent) if parent else None,
            parent_basis="explicit",
            status=self._status(comment, key),
            author=Author(person=person.id, name=person.name, email=person.email) if person else Author(),
            created=created.at,
            created_basis=created.basis,
            edited=self._at(revisions[-1], "createdAt").at if len(revisions) > 1 else None,
            body=_body(revisions[-1] if revisions else Fields(None)),
            position=self._position,
            counts={"likes": counts.number("REACTION") or 0},
            source=present(
                id=key, status=comment.text("status"), author=author, action_counts=counts.content, **comment.rest(*_PLACED)
            ),
        )

    def _status(self, comment: Fields, key: str) -> str:
        word = comment.text("status") or "NONE"
        if comment.content.get("deletedAt"):
            return "deleted"
        if word == "SYSTEM_WITHHELD":
            self._report.warn("withheld", f"comment {key}")
        return _STATUSES.get(word, "pending")

    def take_action(self, action: Fields, place: str) -> Iterator[Record]:
        comment, kind = action.key("commentID"), action.text("actionType")
        if comment is None and (action.text("itemType") or "").upper() == "USERS":
            return  # somebody's name was reported, not what they said
        if comment is None or kind is None:
            self._report.skip("no-id", place)
            return
        if kind != "REACTION":
            yield Action(
                on=self._ids.response(comment),
                action=kind.lower(),
                by=self._ids.person(user) if (user := action.key("userID")) else None,
                at=self._at(action, "createdAt").at,
                reason=action.text("reason"),
                extra=present(details=action.text("additionalDetails")),
            )

    def _at(self, holder: Fields, name: str) -> Instant:
        """A date as mongoexport writes it: {"$date": "…"}, {"$date": {"$numberLong": "…"}}, or a text."""
        value = holder.content.get(name)
        if isinstance(value, dict):
            value = value.get("$date")
        if isinstance(value, dict):
            number = value.get("$numberLong")
            value = int(number) if isinstance(number, str) and number.lstrip("-").isdigit() and len(number) < 18 else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            at = from_epoch(value / 1000)
            return Instant(at, "utc" if at else None)
        return self._clock.read_utc(value)


def _body(revision: Fields) -> Body:
    """HTML, or the plain text that Talk kept."""
    text = revision.text("text")
    return body_from_text(text) if text else body_from_html(revision.text("body") or "")

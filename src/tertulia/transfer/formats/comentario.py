"""Comentario's own export, version 3: one JSON object with `pages`, `comments` and `commenters`; ids are UUIDs.

Source: internal/svc/import-export in Comentario. Its version 1 is Commento's format and read there. Pages have paths only:
the site's address comes from the options, else from the first comment that carries its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tertulia.transfer.formats.bodies import body_from_markdown
from tertulia.transfer.formats.identity import Ids, absolute, host_of
from tertulia.transfer.formats.json_stream import objects_at
from tertulia.transfer.formats.reading import ReadOptions, ReadReport, SourceRefused
from tertulia.transfer.formats.times import Clock
from tertulia.transfer.formats.values import Fields, present
from tertulia.transfer.formats.words import words
from tertulia.transfer.records import Action, Author, Body, Header, Person, Record, ResponseRecord, Source, Story

NAME = "comentario"
_SIGN = re.compile(rb'^\s*\{\s*"version"\s*:\s*3\s*,\s*"pages"\s*:')
_PLACED = words(
    "id parentId pageId markdown html score isSticky isApproved isPending isDeleted createdTime editedTime userCreated "
    "authorName authorIp url"
)


def sniff(head: bytes, path: Path) -> bool:
    """JSON that begins with version 3 and pages."""
    return bool(_SIGN.match(head))


def read(paths: Sequence[Path], options: ReadOptions, report: ReadReport) -> Iterator[Record]:
    """The commenters, the pages as stories, then the comments."""
    for path in paths:
        first = next(objects_at(path, "comments.item"), None)
        if first is None and next(objects_at(path, "pages.item"), None) is None:
            raise SourceRefused("refused-not-its-export", file=path.name, system="Comentario", missing="pages, comments")
        address = options.url or options.site or host_of(first.text("url") if first else None)
        export = _Export(address, options, report)
        yield Header(source=Source(system=NAME, id=export.ids.site, format="comentario/3"))
        yield from export.people(objects_at(path, "commenters.item"))
        yield from export.stories(objects_at(path, "pages.item"))
        for position, comment in enumerate(objects_at(path, "comments.item"), 1):
            yield from export.take(comment, position)


class _Export:
    """The commenters of an export and what is needed to read its comments."""

    def __init__(self, address: str | None, options: ReadOptions, report: ReadReport) -> None:
        self._address, self._options, self._report = address, options, report
        self._clock = Clock(options.zone, report)
        self._people: dict[str, Person] = {}
        self.ids = Ids(NAME, options.site or host_of(options.url) or address)

    def people(self, commenters: Iterator[Fields]) -> Iterator[Person]:
        for each in commenters:
            if key := each.key("id"):
                self._people[key] = Person(
                    id=self.ids.person(key),
                    name=each.name("name"),
                    email=each.email("email"),
                    url=each.url("websiteUrl"),
                    source=present(id=key, joined=each.text("createdTime"), moderator=each.flag("isModerator") or None),
                )
                yield self._people[key]

    def stories(self, pages: Iterator[Fields]) -> Iterator[Story]:
        for number, page in enumerate(pages, 1):
            key, path = page.key("id"), page.text("path")
            if key is None:
                self._report.skip("no-id", f"page {number} of the file")
                continue
            yield Story(
                id=self.ids.story(key),
                url=absolute(path, self._address),
                title=page.name("title"),
                thread="closed" if page.flag("isReadonly") else None,
                source=present(id=key, path=path),
            )

    def take(self, comment: Fields, position: int) -> Iterator[Record]:
        key = comment.key("id")
        if key is None:
            self._report.skip("no-id", f"comment {position} of the file")
            return
        response = self._response(comment, key, position)
        yield response
        if comment.flag("isSticky"):
            yield Action(on=response.id, action="pin")

    def _response(self, comment: Fields, key: str, position: int) -> ResponseRecord:
        story, parent = comment.key("pageId"), comment.key("parentId")
        created = self._clock.read_utc(comment.text("createdTime"), f"comment {key}")
        return ResponseRecord(
            id=self.ids.response(key),
            story=self.ids.story(story) if story else None,
            parent=self.ids.response(parent) if parent else None,
            parent_basis="explicit",
            status=_status(comment),
            author=self._author(comment),
            created=created.at,
            created_basis=created.basis,
            edited=self._clock.read_utc(comment.text("editedTime"), f"comment {key}").at,
            body=_body(comment),
            position=position,
            counts={"score": comment.number("score") or 0},
            aliases=(f"#comentario-{key}",),
            source=present(
                id=key,
                writer=comment.key("userCreated"),
                ip=comment.text("authorIp") if self._options.keep_addresses else None,
                **comment.rest(*_PLACED),
            ),
        )

    def _author(self, comment: Fields) -> Author:
        person = self._people.get(comment.key("userCreated") or "")
        if person is None:
            return Author(name=comment.name("authorName"))
        return Author(person=person.id, name=person.name, email=person.email, url=person.url)


def _status(comment: Fields) -> str:
    """What nobody has decided on waits; what was decided against is removed."""
    if comment.flag("isDeleted"):
        return "deleted"
    if comment.flag("isPending"):
        return "pending"
    return "approved" if comment.flag("isApproved") else "removed"


def _body(comment: Fields) -> Body:
    html, markdown = comment.text("html"), comment.text("markdown") or ""
    return Body(html=html, original=markdown or html, original_format="markdown") if html else body_from_markdown(markdown)

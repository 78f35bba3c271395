"""Commento's export, and Comentario's of version 1: one JSON object with `comments` and `commenters`.

Source: api/domain_export_begin.go in Commento; Comentario's import of it. Bodies are Markdown. A commenter is listed once
per comment. Comentario says `host` and `path` for `domain` and `url`. JavaScript's "undefined" stands for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tertulia.transfer.formats.bodies import body_from_markdown
from tertulia.transfer.formats.identity import Ids, absolute, page_key
from tertulia.transfer.formats.json_stream import objects_at
from tertulia.transfer.formats.reading import ReadOptions, ReadReport, SourceRefused
from tertulia.transfer.formats.times import Clock
from tertulia.transfer.formats.values import Fields, present
from tertulia.transfer.formats.words import words
from tertulia.transfer.records import Author, Header, Person, Record, ResponseRecord, Source, Story

NAME = "commento"
_SIGN = re.compile(rb'"comment(?:er)?Hex"\s*:')
_STATUSES = {"approved": "approved", "unapproved": "pending", "flagged": "pending"}
_PLACED = words("commentHex domain host url path commenterHex markdown html parentHex score state creationDate deleted direction")


def sniff(head: bytes, path: Path) -> bool:
    """JSON with `commentHex` or `commenterHex`."""
    return head.lstrip()[:1] == b"{" and bool(_SIGN.search(head))


def read(paths: Sequence[Path], options: ReadOptions, report: ReadReport) -> Iterator[Record]:
    """The commenters, then each page as a story before its first response."""
    for path in paths:
        first = next(objects_at(path, "comments.item"), None)
        if first is None and next(objects_at(path, "commenters.item"), None) is None:
            raise SourceRefused("refused-not-its-export", file=path.name, system="Commento", missing="comments, commenters")
        if first is not None and first.content.keys() >= {"id", "pageId"}:
            raise SourceRefused("refused-comentario", file=path.name)
        site = options.site or (first.name("domain") or first.name("host") if first else None)
        export = _Export(Ids(NAME, site), options, report)
        yield Header(source=Source(system=NAME, id=site, format="commento/1"))
        yield from export.people(objects_at(path, "commenters.item"))
        for position, comment in enumerate(objects_at(path, "comments.item"), 1):
            yield from export.take(comment, position)


class _Export:
    """The commenters and pages of an export."""

    def __init__(self, ids: Ids, options: ReadOptions, report: ReadReport) -> None:
        self._ids, self._report = ids, report
        self._clock = Clock(options.zone, report)
        self._people: dict[str, Person] = {}
        self._stories: set[str] = set()

    def people(self, commenters: Iterator[Fields]) -> Iterator[Person]:
        for each in commenters:
            key = each.key("commenterHex")
            if key and key not in self._people:
                self._people[key] = Person(
                    id=self._ids.person(key),
                    name=each.name("name"),
                    email=each.email("email"),
                    url=each.url("link") or each.url("websiteUrl"),
                    source=present(
                        id=key,
                        provider=each.text("provider"),
                        joined=each.text("joinDate"),
                        moderator=each.flag("isModerator") or None,
                    ),
                )
                yield self._people[key]

    def take(self, comment: Fields, position: int) -> Iterator[Record]:
        key = comment.key("commentHex")
        if key is None:
            self._report.skip("no-id", f"comment {position} of the file")
            return
        domain, path = comment.text("domain") or comment.text("host"), comment.text("path") or comment.text("url")
        url = absolute(path, domain)
        story = page_key(url) if url else "unknown"
        if story not in self._stories:
            self._stories.add(story)
            yield Story(id=self._ids.story(story), url=url, source=present(id=path, domain=domain))
        yield self._response(comment, key, story, position)

    def _response(self, comment: Fields, key: str, story: str, position: int) -> ResponseRecord:
        parent, commenter = comment.key("parentHex"), comment.key("commenterHex") or ""
        person = self._people.get(commenter)
        created = self._clock.read(comment.text("creationDate"), f"comment {key}")
        score = comment.number("score")
        return ResponseRecord(
            id=self._ids.response(key),
            story=self._ids.story(story),
            parent=self._ids.response(parent) if parent and parent != "root" else None,
            parent_basis="explicit",
            status="deleted" if comment.flag("deleted") else _STATUSES.get(comment.text("state") or "", "pending"),
            author=Author(person=person.id, name=person.name, email=person.email, url=person.url) if person else Author(),
            created=created.at,
            created_basis=created.basis,
            body=body_from_markdown(comment.text("markdown") or comment.text("html") or ""),
            position=position,
            counts={} if score is None else {"score": score},
            aliases=(f"#commento-{key}",),
            source=present(id=key, status=comment.text("state"), commenter=commenter, **comment.rest(*_PLACED)),
        )

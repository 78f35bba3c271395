"""Remark42's backup: gzip, a first line about users and posts, then one comment a line.

Source: backend/app/migrator/native.go and backend/app/store/comment.go in Remark42.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tertulia.transfer.formats.identity import Ids, absolute, page_key
from tertulia.transfer.formats.json_stream import objects_in
from tertulia.transfer.formats.reading import ReadOptions, ReadReport, SourceRefused
from tertulia.transfer.formats.times import Clock
from tertulia.transfer.formats.values import Fields, present
from tertulia.transfer.formats.words import words
from tertulia.transfer.records import Action, Author, Body, Header, Person, Record, ResponseRecord, Source, Story

NAME = "remark42"
_META = {"users", "posts", "version"}
_PLACED = words("id pid text orig user locator votes voted_ips score time edit delete title pin")
_FIRST = re.compile(rb'^\s*\{\s*(?:"version"\s*:\s*\d+\s*,\s*)?"(?:users|posts)"\s*:')
_COMMENT = re.compile(rb'"locator"\s*:\s*\{[^{}\n]{0,2000}"site"')


def sniff(head: bytes, path: Path) -> bool:
    """A first line with users and posts, or comments with a `locator`."""
    return bool((_FIRST.match(head) and b'"version"' in head[:4096]) or _COMMENT.search(head))


def read(paths: Sequence[Path], options: ReadOptions, report: ReadReport) -> Iterator[Record]:
    """Accounts, moderation of the first line, then each page as a story before its first response."""
    for path in paths:
        backup = _Backup(options, report)
        for number, line in objects_in(path, report):
            for each in _comments_of(line):
                yield from backup.take(number, each)
        yield from backup.finish()
        if not backup.is_open:
            raise SourceRefused("refused-not-its-export", file=path.name, system="Remark42", missing="locator")


def _comments_of(line: Fields) -> Iterator[Fields]:
    """The line itself; the comments of a page as its API gives them, in a tree or in a list."""
    if not isinstance(line.content.get("comments"), list) or line.key("id"):
        yield line
        return
    waiting = list(reversed(list(line.parts("comments"))))
    while waiting:
        each = waiting.pop()
        yield each if each.key("id") else each.part("comment")
        waiting += reversed(list(each.parts("replies")))


class _Backup:
    """A backup while its lines are read."""

    def __init__(self, options: ReadOptions, report: ReadReport) -> None:
        self._options, self._report = options, report
        self._clock = Clock(options.zone, report)
        self._meta: list[Fields] = []
        self._people: set[str] = set()
        self._stories: set[str] = set()
        self._closed: dict[str, str] = {}
        self._ids = Ids(NAME, options.site)
        self._position = 0
        self.is_open = False

    def take(self, number: int, line: Fields) -> Iterator[Record]:
        if number == 1 and line.key("id") is None and not line.content.keys().isdisjoint(_META):
            self._meta.append(line)
            return
        url = absolute(line.part("locator").text("url"), self._options.url)
        if line.key("id") is None or url is None:
            self._report.skip("no-id", f"line {number}")
            return
        yield from self._open(line.part("locator").name("site"))
        yield from self._story(line, url)
        yield from self._person(line.part("user"))
        response = self._response(line, url)
        yield response
        if line.flag("pin"):
            yield Action(on=response.id, action="pin")

    def finish(self) -> Iterator[Record]:
        """The closed pages on which nobody wrote."""
        if self._meta:
            yield from self._open(None)
        for key, url in self._closed.items():
            yield Story(id=self._ids.story(key), url=url, thread="closed")

    def _open(self, site: str | None) -> Iterator[Record]:
        """The header waits for the first comment, which names the site, or for the end."""
        if self.is_open:
            return
        self.is_open = True
        self._ids = Ids(NAME, self._options.site or site)
        yield Header(source=Source(system=NAME, id=self._ids.site, format="remark42/1"))
        for meta in self._meta:
            yield from self._read_meta(meta)

    def _read_meta(self, meta: Fields) -> Iterator[Record]:
        for user in meta.parts("users"):
            key, blocked = user.key("id"), user.part("blocked")
            if key:
                self._people.add(key)
                is_blocked = blocked.flag("status")
                yield Person(
                    id=self._ids.person(key),
                    name=user.name("name"),
                    verified=user.flag("verified"),
                    state="suspended" if is_blocked else "active",
                    source=present(id=key),
                )
                if is_blocked:
                    yield Action(on=self._ids.person(key), action="suspend", extra=present(until=blocked.text("until")))
        for post in meta.parts("posts"):
            if (url := absolute(post.text("url"), self._options.url)) and post.flag("read_only"):
                self._closed[page_key(url)] = url

    def _story(self, line: Fields, url: str) -> Iterator[Story]:
        key = page_key(url)
        if key not in self._stories:
            self._stories.add(key)
            thread = "closed" if self._closed.pop(key, None) else None
            yield Story(id=self._ids.story(key), url=url, title=line.name("title"), thread=thread)

    def _person(self, user: Fields) -> Iterator[Person]:
        key = user.key("id")
        if key and key not in self._people:
            self._people.add(key)
            source = present(id=key, admin=user.flag("admin") or None)
            yield Person(id=self._ids.person(key), name=user.name("name"), source=source)

    def _response(self, line: Fields, url: str) -> ResponseRecord:
        self._position += 1
        key, parent, user = line.key("id") or "", line.key("pid"), line.part("user")
        created = self._clock.read(line.text("time"), f"comment {key}")
        person = user.key("id")
        html = line.text("text") or ""
        return ResponseRecord(
            id=self._ids.response(key),
            story=self._ids.story(page_key(url)),
            parent=self._ids.response(parent) if parent else None,
            parent_basis="explicit",
            status="deleted" if line.flag("delete") else "approved",
            author=Author(person=self._ids.person(person) if person else None, name=user.name("name")),
            created=created.at,
            created_basis=created.basis,
            edited=self._clock.read(line.part("edit").text("time"), f"comment {key}").at,
            body=Body(html=html, original=line.text("orig") or html, original_format="markdown" if line.text("orig") else "html"),
            position=self._position,
            counts=_votes(line),
            aliases=(f"#remark42__comment-{key}",),
            source=present(
                id=key,
                time=line.text("time"),
                edit_summary=line.part("edit").text("summary"),
                pinned=line.flag("pin") or None,
                **line.rest(*_PLACED),
            ),
        )


def _votes(line: Fields) -> dict[str, int]:
    votes = line.part("votes").content
    counts: dict[str, Any] = {"likes": sum(value is True for value in votes.values())}
    counts["dislikes"] = sum(value is False for value in votes.values())
    counts["score"] = line.number("score")
    return {name: value for name, value in counts.items() if value is not None}

"""Hacker News: one API item a line.

Source: https://github.com/HackerNews/API. A parent that is the story makes a top-level response; deleted items have
neither author nor text; paragraphs are parted by a bare `<p>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tertulia.transfer.formats.blocks import blocks_from_html
from tertulia.transfer.formats.bodies import body_from_paragraph_html
from tertulia.transfer.formats.identity import Ids
from tertulia.transfer.formats.json_stream import is_laid_out, objects_in
from tertulia.transfer.formats.reading import ReadOptions, ReadReport, SourceRefused
from tertulia.transfer.formats.times import from_epoch
from tertulia.transfer.formats.values import Fields, present
from tertulia.transfer.records import Author, Header, Record, ResponseRecord, Source, Story

NAME = "hackernews"
_SIGN = re.compile(rb'"type"\s*:\s*"(?:story|comment|job|poll)"')
_HITS = re.compile(rb'"hits"\s*:\s*\[')
_STORIES = frozenset({"story", "job", "poll"})
_KINDS = _STORIES | {"comment", "pollopt"}
_OTHER_NAMES = {"by": "author", "time": "created_at_i", "score": "points", "parent": "parent_id", "root": "story_id"}


def sniff(head: bytes, path: Path) -> bool:
    """Lines of JSON, or an array, with the API's item types and a time in seconds; or what the search found."""
    start = head.lstrip()[:1]
    first = head.split(b"\n", 1)[0] if start == b"{" and not is_laid_out(head) else head
    if start == b"{" and _HITS.search(head) and b'"created_at_i"' in head:
        return True
    return start in {b"{", b"["} and bool(_SIGN.search(first)) and (b'"time"' in first or b'"created_at_i"' in first)


def read(paths: Sequence[Path], options: ReadOptions, report: ReadReport) -> Iterator[Record]:
    """Stories and comments. The items are read twice: parents lead to the story, in whatever order they come."""
    parents: dict[int, int] = {}
    stories: set[int] = set()
    for path in paths:
        for _, item in _objects(path, ReadReport()):
            number = item.number("id")
            if number is not None and item.text("type") in _STORIES:
                stories.add(number)
            elif number is not None and (parent := item.number("parent")) is not None:
                parents[number] = parent
    if not stories and not parents:
        raise SourceRefused("refused-not-its-export", file=paths[0].name, system="Hacker News", missing="story, comment")
    yield Header(source=Source(system=NAME, id=options.site or "news.ycombinator.com", format="hackernews/api"))
    items = _Items(Ids(NAME, options.site or "news.ycombinator.com"), parents, stories, report)
    for wanted in (True, False):  # whatever comes first: a response needs its story
        for path in paths:
            for number, item in _objects(path, report if wanted else ReadReport()):
                if (item.text("type") in _STORIES) is wanted:
                    yield from items.take(item, f"{path.name} item {number}")


def _objects(path: Path, report: ReadReport) -> Iterator[tuple[int, Fields]]:
    """The items one by one, also out of a tree, which the search at hn.algolia.com gives: that has other names for some."""
    for number, item in objects_in(path, report):
        if isinstance(item.content.get("hits"), list):
            yield from ((number, _found(each)) for each in item.parts("hits"))
            continue
        if "children" not in item.content:
            yield number, item
            continue
        waiting = [item]
        while waiting:
            each = waiting.pop()
            yield number, _renamed(each)
            waiting += reversed(list(each.parts("children")))


def _found(hit: Fields) -> Fields:
    """A story or comment among what the search at hn.algolia.com found."""
    tags = hit.content.get("_tags")
    kind = next((tag for tag in tags if tag in _KINDS), None) if isinstance(tags, list) else None
    key = hit.key("objectID") or ""
    return Fields(
        {
            "id": int(key) if key.isdigit() and len(key) < 19 else None,
            "type": kind or ("comment" if hit.text("comment_text") else "story"),
            "title": hit.text("title"),
            "url": hit.text("url"),
            "text": hit.text("comment_text") or hit.text("story_text"),
            "descendants": hit.number("num_comments"),
            "root_title": hit.text("story_title"),
            "root_url": hit.text("story_url"),
            **{name: hit.content.get(other) for name, other in _OTHER_NAMES.items()},
        }
    )


def _renamed(item: Fields) -> Fields:
    said = {name: item.content.get(name) for name in ("id", "type", "title", "url", "text")}
    is_gone = item.text("type") == "comment" and item.text("author") is None
    return Fields({**said, **{name: item.content.get(other) for name, other in _OTHER_NAMES.items()}, "deleted": is_gone})


class _Items:
    """The tree of item numbers and what is needed to read the items."""

    def __init__(self, ids: Ids, parents: dict[int, int], stories: set[int], report: ReadReport) -> None:
        self._ids, self._parents, self._stories, self._report = ids, parents, stories, report
        self._roots: dict[int, int] = {}
        self._position = 0

    def take(self, item: Fields, place: str) -> Iterator[Record]:
        number, kind = item.number("id"), item.text("type")
        if number is None:
            self._report.skip("no-id", place)
        elif kind in _STORIES:
            yield self._story(item, number)
        elif kind == "comment" or (kind is None and item.flag("deleted")):
            yield from self._root_alone(item)
            yield self._response(item, number, place)
        else:
            self._report.skip("neither-story-nor-comment", place, type=(kind or "?")[:60])

    def _root_alone(self, item: Fields) -> Iterator[Story]:
        """The story that a comment names, where the files do not hold it."""
        root = item.number("root")
        if root is None or root in self._stories:
            return
        self._stories.add(root)
        url = item.url("root_url") or f"https://news.ycombinator.com/item?id={root}"
        yield Story(id=self._ids.story(str(root)), url=url, title=item.name("root_title"), source={"id": str(root)})

    def _story(self, item: Fields, number: int) -> Story:
        name = item.name("by")
        return Story(
            id=self._ids.story(str(number)),
            url=item.url("url") or f"https://news.ycombinator.com/item?id={number}",
            title=item.name("title"),
            bylines=(name,) if name else (),
            published=from_epoch(item.content.get("time")),
            state="removed" if item.flag("dead") or item.flag("deleted") else "published",
            body=blocks_from_html("<p>" + (item.text("text") or "")),
            declared_responses=item.number("descendants"),
            source=present(id=str(number), score=item.number("score"), type=item.text("type")),
        )

    def _response(self, item: Fields, number: int, place: str) -> ResponseRecord:
        self._position += 1
        parent, root = item.number("parent"), self._root(number) or item.number("root")
        if root is None:
            self._report.warn("comment-of-absent-story", place)
        return ResponseRecord(
            id=self._ids.response(str(number)),
            story=None if root is None else self._ids.story(str(root)),
            parent=None if parent is None or parent in self._stories else self._ids.response(str(parent)),
            parent_basis="explicit",
            status="deleted" if item.flag("deleted") else "removed" if item.flag("dead") else "approved",
            author=Author(name=item.name("by")),
            created=from_epoch(item.content.get("time")),
            created_basis="utc",
            body=body_from_paragraph_html(item.text("text") or "", "hackernews-html"),
            position=self._position,
            aliases=(f"/item?id={number}",),
            source=present(id=str(number), dead=item.flag("dead") or None),
        )

    def _root(self, number: int) -> int | None:
        """The story above an item; the way up is remembered, and a circle has no root."""
        way: list[int] = []
        seen: set[int] = set()
        at = number
        while at not in self._roots and at not in self._stories and at in self._parents and at not in seen:
            way.append(at)
            seen.add(at)
            at = self._parents[at]
        root = at if at in self._stories else self._roots.get(at)
        if root is not None:
            self._roots.update(dict.fromkeys(way, root))
        return root

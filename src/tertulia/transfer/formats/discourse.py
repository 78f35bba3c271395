"""Discourse: the JSON of a topic (`/t/ID.json`), several pages of it as several files.

Source: https://docs.discourse.org (topic). Post 1 is the story. A page holds a part of the stream only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tertulia.transfer.formats.blocks import blocks_from_html
from tertulia.transfer.formats.identity import Ids, host_of
from tertulia.transfer.formats.json_stream import values_of
from tertulia.transfer.formats.reading import ReadOptions, ReadReport, SourceRefused
from tertulia.transfer.formats.times import Clock
from tertulia.transfer.formats.values import Fields, name_or_none, present
from tertulia.transfer.formats.words import words
from tertulia.transfer.records import Author, Body, Header, Record, ResponseRecord, Source, Story

NAME = "discourse"
_SIGN = re.compile(rb'"post_stream"\s*:')
_LISTS = re.compile(rb'"(?:topic_list|latest_posts)"\s*:')
_LIKE = 2  # the id of "like" among a post's actions
_OWN = re.compile(r"""(<[^<>]{0,500}\s(?:href|src)=["'])/(?!/)""")
_KINDS = {3: "other:small-action", 4: "other:whisper"}  # a whisper is for the staff alone
_PLACED = words(
    "id post_number reply_to_post_number username name created_at updated_at version cooked raw user_deleted hidden deleted_at "
    "actions_summary post_type topic_id topic_slug avatar_template reply_to_user"
)


def sniff(head: bytes, path: Path) -> bool:
    """JSON with a `post_stream`; a list of topics or of posts, too, to say what to give instead."""
    return head.lstrip()[:1] in {b"{", b"["} and bool(_SIGN.search(head) or _LISTS.search(head))


def read(paths: Sequence[Path], options: ReadOptions, report: ReadReport) -> Iterator[Record]:
    """Each topic as a story, and its posts but the first."""
    pages = [Fields(page) for path in paths for page in _pages(path, report)]
    keys = {page.key("id") for page in pages}
    topics: dict[str, _Topic] = {}
    ids = Ids(NAME, options.site or host_of(options.url))
    named = options.url if len(keys) == 1 and urlsplit(options.url or "").path.strip("/") else None
    for page in pages:
        key = page.key("id") or ""
        topics.setdefault(key, _Topic(key, named, ids, options, report)).add(page)
    yield Header(source=Source(system=NAME, id=ids.site, format="discourse/topic"))
    for topic in topics.values():
        yield from topic.records()


def _pages(path: Path, report: ReadReport) -> Iterator[dict[str, Any]]:
    """The topics of a file, or pages of one: alone, in an array, or one a line."""
    for value in values_of(path, report):
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict) and ("topic_list" in each or "latest_posts" in each):
                raise SourceRefused("refused-list", file=path.name)
            if not isinstance(each, dict) or Fields(each).key("id") is None or "post_stream" not in each:
                raise SourceRefused("refused-not-its-export", file=path.name, system="Discourse", missing="post_stream")
            yield each


class _Topic:
    """A topic gathered from its pages."""

    def __init__(self, key: str, url: str | None, ids: Ids, options: ReadOptions, report: ReadReport) -> None:
        self._url = url
        self._key, self._ids, self._options, self._report = key, ids, options, report
        self._clock = Clock(options.zone, report)
        self._posts: dict[int, Fields] = {}
        self._stream: set[str] = set()
        self._about = Fields(None)

    def add(self, page: Fields) -> None:
        self._about = self._about if self._about.text("title") else page
        stream = page.part("post_stream").content.get("stream")
        self._stream |= {str(each) for each in stream if isinstance(each, int)} if isinstance(stream, list) else set()
        for place, post in enumerate(page.part("post_stream").parts("posts"), 1):
            number = post.number("post_number")
            if number is None or post.key("id") is None:
                self._report.skip("no-id", f"post {place} of topic {self._key}")
            else:
                self._posts[number] = post

    def records(self) -> Iterator[Record]:
        yield self._story()
        responses = [post for number, post in sorted(self._posts.items()) if number != 1]
        for position, post in enumerate(responses, 1):
            yield self._response(post, position)
        declared = (len(self._stream) or self._about.number("posts_count") or 0) - 1
        if declared >= 0:
            self._report.declare(self._ids.story(self._key), "responses", declared=declared, found=len(responses))

    def _story(self) -> Story:
        about, first = self._about, self._posts.get(1, Fields(None))
        slug, name = about.text("slug"), first.name("name") or first.name("username")
        return Story(
            id=self._ids.story(self._key),
            url=self._url or (f"https://{self._ids.site}/t/{slug or '-'}/{self._key}" if self._ids.site else None),
            title=about.name("title"),
            tags=_tags(about),
            bylines=(name,) if name else (),
            published=self._clock.read_utc(first.text("created_at"), f"topic {self._key}").at,
            thread="closed" if about.flag("closed") or about.flag("archived") else "open",
            body=blocks_from_html(self._whole(first.text("cooked") or "")),
            source=present(id=self._key, slug=slug, posts_count=about.number("posts_count")),
        )

    def _response(self, post: Fields, position: int) -> ResponseRecord:
        key, number = post.key("id") or "", post.number("post_number")
        created = self._clock.read_utc(post.text("created_at"), f"post {key}")
        edited = self._clock.read_utc(post.text("updated_at"), f"post {key}").at if (post.number("version") or 1) > 1 else None
        html = post.text("cooked") or ""
        return ResponseRecord(
            id=self._ids.response(key),
            story=self._ids.story(self._key),
            parent=self._parent(post),
            parent_basis="explicit",
            kind=_KINDS.get(post.number("post_type") or 1, "response"),
            status=_status(post),
            author=Author(name=post.name("name") or post.name("username")),
            created=created.at,
            created_basis=created.basis,
            edited=edited if edited != created.at else None,
            edited_unknown=True if (post.number("version") or 1) > 1 and edited in {None, created.at} else None,
            body=Body(
                html=self._whole(html),
                original=post.text("raw") or html,
                original_format="discourse-raw" if post.text("raw") else "html",
            ),
            position=position,
            counts={
                "likes": sum(each.number("count") or 0 for each in post.parts("actions_summary") if each.number("id") == _LIKE)
            },
            aliases=(f"/t/{self._about.text('slug') or '-'}/{self._key}/{number}",),
            source=present(
                id=key, number=number, username=post.text("username"), version=post.number("version"), **post.rest(*_PLACED)
            ),
        )

    def _whole(self, html: str) -> str:
        """Links to the forum's own pages and pictures made whole."""
        return _OWN.sub(rf"\1https://{self._ids.site}/", html) if self._ids.site else html

    def _parent(self, post: Fields) -> str | None:
        """The post that was answered; an answer to the story itself is top-level, one to a post on another page keeps its
        number."""
        number = post.number("reply_to_post_number")
        if number is None or number == 1:
            return None
        answered = self._posts.get(number)
        if answered is None:
            self._report.warn("answers-absent-post", f"post {post.key('id')}")
        return self._ids.response((answered.key("id") if answered else None) or f"{self._key}/{number}")


def _tags(about: Fields) -> tuple[str, ...]:
    """Names; newer versions write an object for each."""
    tags = about.content.get("tags")
    named = (Fields(each).name("name") if isinstance(each, dict) else name_or_none(each) for each in tags or () if tags)
    return tuple(each for each in named if each) if isinstance(tags, list) else ()


def _status(post: Fields) -> str:
    if post.flag("user_deleted"):
        return "deleted"
    return "removed" if post.flag("hidden") or post.content.get("deleted_at") else "approved"

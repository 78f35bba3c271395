"""Blogger's backup: one Atom feed of posts, pages and comments, as its settings give it or as Google Takeout does.

The older shape (`kind#post` in a category) holds whole addresses, the newer one (`blogger:type`) only paths.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element

from tertulia.transfer.formats.blocks import blocks_from_html
from tertulia.transfer.formats.bodies import body_from_loose_html, body_from_text
from tertulia.transfer.formats.identity import Ids, absolute, host_of, short_hash
from tertulia.transfer.formats.reading import ReadOptions, ReadReport, SourceRefused
from tertulia.transfer.formats.times import Clock
from tertulia.transfer.formats.values import email_or_none, name_or_none, present, url_or_none
from tertulia.transfer.formats.xml_stream import pieces, short_name, texts_of
from tertulia.transfer.records import Author, Block, Body, Header, Photo, Record, ResponseRecord, Source, Story

NAME = "blogger"
IS_XML = True
_SIGN = re.compile(rb"schemas\.google\.com/blogger/(?:2008/kind#(?:post|page|settings|template)|2018)")
_FEED = re.compile(rb"<(?:\w{1,20}:)?feed\b")
_KIND = re.compile(r"^http://schemas\.google\.com/blogger/2008/kind#(\w{1,20})$")
_BLOG = re.compile(r"^tag:blogger\.com,1999:(blog-\d{1,20})\.")
_NUMBER = re.compile(r"(?:post|page|comment)-(\d{1,20})$")
_ANSWERED = re.compile(r"/comments/default/(\d{1,20})$")
_LABELS = ("http://www.blogger.com/atom/ns#", "tag:blogger.com,1999:blog-")
_STORY_STATES = {"": "published", "LIVE": "published", "SOFT_TRASHED": "removed", "HARD_TRASHED": "removed"}
_STATUSES = {"": "approved", "LIVE": "approved", "SOFT_TRASHED": "removed", "HARD_TRASHED": "removed", "GHOSTED": "spam"}


def sniff(head: bytes, path: Path) -> bool:
    """An Atom feed with Blogger's kinds of entries."""
    return bool(_FEED.search(head[:16384]) and _SIGN.search(head))


def read(paths: Sequence[Path], options: ReadOptions, report: ReadReport) -> Iterator[Record]:
    """The posts as stories, then the comments, each in file order."""
    for path in paths:
        backup = _Backup(options, report)
        for piece in pieces(path, frozenset({"entry"}), options, ReadReport()):
            backup.look_at(piece.element)
        if not backup.has_entries:
            raise SourceRefused("refused-not-its-export", file=path.name, system="Blogger", missing="post, page, comment")
        yield Header(source=Source(system=NAME, id=backup.site, format="blogger/atom"))
        for wanted in ("story", "comment"):
            for piece in pieces(path, frozenset({"entry"}), options, report if wanted == "story" else ReadReport()):
                yield from backup.take(piece.element, wanted)


class _Backup:
    """One file: which site it is of and which stories it holds."""

    def __init__(self, options: ReadOptions, report: ReadReport) -> None:
        self._options, self._report = options, report
        self._clock = Clock(options.zone, report)
        self._base = options.url or (f"https://{options.site}" if options.site else None)
        self._stories: set[str] = set()
        self._position = 0
        self.has_entries = False
        self.site = options.site

    @property
    def _ids(self) -> Ids:
        return Ids(NAME, self.site)

    def look_at(self, entry: Element) -> None:
        """The first look: the site's name, and which posts there are."""
        kind = _kind(entry)
        key = (texts_of(entry).get("id") or "").strip()
        self.has_entries |= kind in {"post", "page", "comment"}
        if kind in {"post", "page"}:
            self._stories.add(_number(key))
        found = _BLOG.match(key)
        self.site = self.site or (found[1] if found else host_of(_link(entry)))

    def take(self, entry: Element, wanted: str) -> Iterator[Record]:
        kind, texts = _kind(entry), texts_of(entry)
        if kind in {"post", "page"} and wanted == "story":
            yield self._story(entry, texts, kind)
        elif kind == "comment" and wanted == "comment":
            yield from self._comment(entry, texts)
        elif kind not in {"post", "page", "comment"} and wanted == "story":
            facts = self._report.facts
            facts[f"entries of type {kind}"] = facts.get(f"entries of type {kind}", 0) + 1

    def _story(self, entry: Element, texts: dict[str, str], kind: str) -> Story:
        number = _number(texts.get("id"))
        photo, body = _take_lead(blocks_from_html(texts.get("content") or ""))
        author = _author(entry)
        path = name_or_none(texts.get("filename"))
        url = _link(entry) or absolute(path, self._base)
        return Story(
            id=self._ids.story(number),
            kind="page" if kind == "page" else None,
            url=url,
            aliases=(path,) if path and not url else (),
            title=name_or_none(texts.get("title")),
            standfirst=name_or_none(texts.get("metaDescription")),
            bylines=(author.name,) if author.name else (),
            tags=tuple(dict.fromkeys(_labels(entry))),
            published=self._clock.read(texts.get("published"), f"post {number}").at,
            state=self._state(entry, texts),
            lead_photo=photo,
            body=body,
            source=present(id=texts.get("id"), path=path, status=texts.get("status"), content=texts.get("content")),
        )

    def _state(self, entry: Element, texts: dict[str, str]) -> str:
        control = next((each for each in entry if short_name(each.tag) == "control"), None)
        is_draft = control is not None and texts_of(control).get("draft") == "yes"
        return "draft" if is_draft else _STORY_STATES.get(_status(texts), "draft")

    def _comment(self, entry: Element, texts: dict[str, str]) -> Iterator[Record]:
        self._position += 1
        key = (texts.get("id") or "").strip()
        story = _number(texts.get("parent")) or _number(_reference(entry))
        if not key:
            self._report.skip("no-id", f"comment {self._position}")
            return
        if story and story not in self._stories:
            self._stories.add(story)
            yield Story(id=self._ids.story(story), url=_reference(entry, "href"), source={"placeholder": True})
        status = _status(texts)
        if status not in _STATUSES and "SPAM" not in status:
            self._report.warn("unknown-status", key)
        created = self._clock.read(texts.get("published") or texts.get("updated"), key)
        answered = _answered(entry) or _number(texts.get("inReplyTo"))
        yield ResponseRecord(
            id=self._ids.response(_number(key) or key),
            story=self._ids.story(story) if story else None,
            parent=self._ids.response(answered) if answered and answered != story else None,
            parent_basis="explicit",
            status="spam" if "SPAM" in status else _STATUSES.get(status, "pending"),
            author=_author(entry),
            created=created.at,
            created_basis=created.basis,
            body=_body(entry),
            position=self._position,
            aliases=(f"#c{_number(key)}",),
            source=present(id=key, status=texts.get("status")),
        )


def _kind(entry: Element) -> str:
    """What an entry is: post, page, comment, settings, template …"""
    for each in entry:
        if short_name(each.tag) == "category" and (found := _KIND.match(each.get("term") or "")):
            return found[1]
    return (texts_of(entry).get("type") or "").strip().lower() or "unknown"


def _status(texts: dict[str, str]) -> str:
    return (texts.get("status") or "").strip().upper()


def _number(key: str | None) -> str:
    """The number at the end of an id ("tag:blogger.com,1999:blog-1.post-2"), else a hash of it."""
    found = _NUMBER.search((key or "").strip())
    return found[1] if found else short_hash(key) if (key or "").strip() else ""


def _reference(entry: Element, name: str = "ref") -> str | None:
    found = next((each for each in entry if short_name(each.tag) == "thr:in-reply-to"), None)
    return found.get(name) if found is not None else None


def _answered(entry: Element) -> str | None:
    """The comment that is answered: a link names it by its number."""
    links = (each.get("href") or "" for each in entry if short_name(each.tag) == "link" and each.get("rel") == "related")
    return next((found[1] for href in links if (found := _ANSWERED.search(href))), None)


def _link(entry: Element) -> str | None:
    links = (each.get("href") for each in entry if short_name(each.tag) == "link" and each.get("rel") == "alternate")
    return next((url for href in links if (url := url_or_none(href))), None)


def _labels(entry: Element) -> Iterator[str]:
    """The labels of a post, by its categories."""
    labels = (each for each in entry if short_name(each.tag) == "category" and (each.get("scheme") or "").startswith(_LABELS))
    return (name for each in labels if (name := name_or_none(each.get("term"))))


def _author(entry: Element) -> Author:
    texts = next((texts_of(each) for each in entry if short_name(each.tag) == "author"), {})
    name = name_or_none(texts.get("name"))
    is_nobody = name in {"Anonymous", "Unknown"} and not url_or_none(texts.get("uri"))
    return Author(name=None if is_nobody else name, email=email_or_none(texts.get("email")), url=url_or_none(texts.get("uri")))


def _body(entry: Element) -> Body:
    content = next((each for each in entry if short_name(each.tag) == "content"), None)
    text = (content.text or "") if content is not None else ""
    is_text = content is not None and content.get("type") == "text"
    return body_from_text(text, "blogger-text") if is_text else body_from_loose_html(text, "blogger-html")


def _take_lead(blocks: tuple[Block, ...]) -> tuple[Photo | None, tuple[Block, ...]]:
    if blocks and blocks[0].kind == "image":
        return blocks[0].photo, blocks[1:]
    return None, blocks

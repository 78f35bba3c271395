"""Disqus's XML export: threads, then posts.

Source: https://docs.disqus.com/developers/export/ and the exports themselves. The file is read twice: once for its threads,
of which several may be one page (tracking, http and https, a closing slash), once for its posts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from tertulia.transfer.formats.bodies import body_from_maybe_loose_html
from tertulia.transfer.formats.identity import Ids, absolute, best_address, page_key, without_tracking
from tertulia.transfer.formats.reading import ReadOptions, ReadReport, SourceRefused
from tertulia.transfer.formats.times import Clock
from tertulia.transfer.formats.values import email_or_none, name_or_none, present, url_or_none
from tertulia.transfer.formats.xml_stream import pieces, short_name, texts_of
from tertulia.transfer.records import Author, Body, Header, Record, ResponseRecord, Source, Story

NAME = "disqus"
IS_XML = True
_SIGN = re.compile(rb"<disqus[\s>]")
_COUNTED = re.compile(r'(href=")https?://disq\.us/url\?url=(https?%3A%2F%2F[^"&]{1,2000}?)(?:%3A[\w-]{1,60})?(?:&[^"]{0,200})?"')
_DSQ_ID = "{http://disqus.com/disqus-internals}id"


def sniff(head: bytes, path: Path) -> bool:
    """XML whose root is `disqus`."""
    return bool(_SIGN.search(head[:8192]))


def read(paths: Sequence[Path], options: ReadOptions, report: ReadReport) -> Iterator[Record]:
    """The pages as stories, then the posts in file order."""
    export = _Export(options, report)
    for path in paths:
        for piece in pieces(path, frozenset({"thread", "disqus"}), options, ReadReport()):
            export.take(piece.name, piece.element)
    if not export.is_disqus:
        raise SourceRefused("refused-not-its-export", file=paths[0].name, system="Disqus", missing="thread")
    yield Header(source=Source(system=NAME, id=export.site, format="disqus/1.0"))
    yield from export.stories()
    for path in paths:
        for piece in pieces(path, frozenset({"post"}), options, report):
            yield from export.respond(piece.element)


@dataclass
class _Page:
    """The threads of one page: their addresses, titles and states."""

    urls: list[str] = field(default_factory=list)
    threads: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)
    closed: list[bool] = field(default_factory=list)
    deleted: list[bool] = field(default_factory=list)
    created: list[str] = field(default_factory=list)


class _Export:
    """The pages of an export and what is needed to read its posts."""

    def __init__(self, options: ReadOptions, report: ReadReport) -> None:
        self._options, self._report = options, report
        self._clock = Clock(options.zone, report)
        self._pages: dict[str, _Page] = {}
        self._page_of: dict[str, str] = {}
        self._position = 0
        self.site = options.site
        self.is_disqus = False

    @property
    def _ids(self) -> Ids:
        return Ids(NAME, self.site)

    def _base(self) -> str | None:
        return self._options.site if self._options.site and "." in self._options.site else None

    def take(self, name: str, element: Element) -> None:
        """A thread at the top of the file (the one inside a post is only a reference)."""
        number = element.get(_DSQ_ID)
        self.is_disqus |= name == "disqus" or len(element) > 0
        if name == "disqus" or number is None or not len(element):
            return
        texts = texts_of(element)
        self.site = self.site or name_or_none(texts.get("forum"))
        named = [texts.get("link"), texts.get("id")]  # many sites call a thread by its address
        base = self._options.url or self._base()
        whole = (url_or_none(each) or url_or_none(absolute(_path(each), base)) for each in named)
        link = next((each for each in whole if each), None)
        url = without_tracking(link) if link else None
        key = page_key(url) if url else f"thread/{number}"
        self._page_of[number] = key
        page = self._pages.setdefault(key, _Page())
        page.threads.append(number)
        page.urls += dict.fromkeys([url, link]) if url and link else []
        page.titles += [title] if (title := name_or_none(texts.get("title"))) else []
        page.identifiers += [each] if (each := name_or_none(texts.get("id"))) else []
        page.closed.append(_is_true(texts, "isClosed"))
        page.deleted.append(_is_true(texts, "isDeleted"))
        page.created += [texts["createdAt"]] if texts.get("createdAt") else []

    def stories(self) -> Iterator[Story]:
        for key, page in self._pages.items():
            url = best_address(page.urls)
            yield Story(
                id=self._ids.story(key),
                url=url,
                aliases=tuple(each for each in dict.fromkeys(page.urls) if each != url),
                title=page.titles[0] if page.titles else None,
                thread="closed" if all(page.closed) else "open",
                source=present(
                    threads=page.threads,
                    identifiers=page.identifiers,
                    thread_created=page.created,
                    deleted=True if all(page.deleted) else None,
                ),
            )

    def respond(self, element: Element) -> Iterator[Record]:
        number = element.get(_DSQ_ID)
        self._position += 1
        if number is None:
            self._report.skip("no-id", f"post {self._position} of the file")
            return
        thread, parent = _reference(element, "thread"), _reference(element, "parent")
        if thread is not None and thread not in self._page_of:
            self._report.warn("thread-absent", f"post {number}")
            self._page_of[thread] = f"thread/{thread}"
            yield Story(id=self._ids.story(f"thread/{thread}"), source={"threads": [thread], "placeholder": True})
        yield self._response(element, number, thread, parent)

    def _response(self, element: Element, number: str, thread: str | None, parent: str | None) -> ResponseRecord:
        texts = texts_of(element)
        created = self._clock.read_utc(texts.get("createdAt"), f"post {number}")
        author = next((texts_of(each) for each in element if short_name(each.tag) == "author"), {})
        is_deleted, is_spam = _is_true(texts, "isDeleted"), _is_true(texts, "isSpam")
        return ResponseRecord(
            id=self._ids.response(number),
            story=self._ids.story(self._page_of[thread]) if thread else None,
            parent=self._ids.response(parent) if parent else None,
            parent_basis="explicit",
            status="spam" if is_spam else "deleted" if is_deleted else "approved",
            author=Author(name=name_or_none(author.get("name")), email=email_or_none(author.get("email"))),
            created=created.at,
            created_basis=created.basis,
            body=_body(texts.get("message") or ""),
            position=self._position,
            aliases=(f"#comment-{number}",),
            source=present(
                id=number,
                thread=thread,
                identifier=name_or_none(texts.get("id")),
                username=name_or_none(author.get("username")),
                anonymous=_is_true(author, "isAnonymous") or None,
                deleted=is_deleted or None,
                spam=is_spam or None,
                ip=name_or_none(texts.get("ipAddress")) if self._options.keep_addresses else None,
            ),
        )


def _body(message: str) -> Body:
    """The words, their links straight to where they lead: Disqus counts the clicks on the way."""
    body = body_from_maybe_loose_html(message, "disqus-html")
    return replace(body, html=_COUNTED.sub(lambda link: f'{link[1]}{escape(unquote(link[2]))}"', body.html))


def _path(link: str | None) -> str | None:
    return link if link and link.startswith("/") else None


def _reference(element: Element, name: str) -> str | None:
    return next((each.get(_DSQ_ID) for each in element if short_name(each.tag) == name), None)


def _is_true(texts: dict[str, str], name: str) -> bool:
    return (texts.get(name) or "").strip().lower() == "true"

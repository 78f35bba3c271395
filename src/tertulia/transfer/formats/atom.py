"""Atom feeds of responses with RFC 4685 threading (`thr:in-reply-to`), several pages of a feed as several files.

Source: RFC 4287, RFC 4685. A reference to the story's own id makes a top-level response.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

from tertulia.transfer.formats import blogger
from tertulia.transfer.formats.bodies import body_from_loose_html, body_from_text
from tertulia.transfer.formats.identity import Ids, host_of, page_key
from tertulia.transfer.formats.opening import read_head
from tertulia.transfer.formats.reading import ReadOptions, ReadReport, SourceRefused
from tertulia.transfer.formats.times import Clock
from tertulia.transfer.formats.values import email_or_none, name_or_none, present, url_or_none
from tertulia.transfer.formats.xml_stream import pieces, short_name, texts_of
from tertulia.transfer.records import Author, Body, Header, Record, ResponseRecord, Source, Story

NAME = "atom"
IS_XML = True
_SIGN = re.compile(rb"<(?:\w{1,20}:)?feed\b[^<>]{0,2000}http://www\.w3\.org/2005/Atom")
_STORY = re.compile(r"https?://[^#\s]{1,500}[?&]p(?:age_id)?=\d+$|tag:blogger\.com,1999:blog-\d+\.post-\d+$")
_BLOGGER = re.compile(r"/comments/default/(\d{1,20})$")


def sniff(head: bytes, path: Path) -> bool:
    """XML whose root is an Atom feed."""
    return bool(_SIGN.search(head[:16384]))


def read(paths: Sequence[Path], options: ReadOptions, report: ReadReport) -> Iterator[Record]:
    """The stories that entries answer, each before its first response, and the entries in file order."""
    if any(blogger.sniff(read_head(path), path) for path in paths):
        yield from blogger.read(paths, options, report)
        return
    feed = _Feed(options, report)
    for path in paths:
        found = False
        for piece in pieces(path, frozenset({"entry", "feed"}), options, report):
            found |= piece.name == "feed" or piece.parent is not None
            if piece.name == "entry" and piece.parent is not None and short_name(piece.parent.tag) == "feed":
                yield from feed.take(piece.element, piece.parent)
        if not found:
            raise SourceRefused(f"{path.name}: this is not an Atom feed: it holds no feed element")
    yield from feed.begin(None, None)


class _Feed:
    """The feed's site, its stories and what is needed to read its entries."""

    def __init__(self, options: ReadOptions, report: ReadReport) -> None:
        self._options, self._report = options, report
        self._clock = Clock(options.zone, report)
        self._ids: Ids | None = None
        self._stories: set[str] = set()
        self._position = 0

    def begin(self, url: str | None, feed_id: str | None) -> Iterator[Header]:
        if self._ids is None:
            site = self._options.site or host_of(self._options.url or url or feed_id)
            self._ids = Ids(NAME, site)
            yield Header(source=Source(system=NAME, id=site, format="atom+rfc4685"))

    def take(self, entry: Element, feed: Element) -> Iterator[Record]:
        self._position += 1
        texts, about = texts_of(entry), texts_of(feed)
        references = [each for each in entry if short_name(each.tag) == "thr:in-reply-to"]
        hrefs = (url_or_none((each.get("href") or "").partition("#")[0]) for each in references)
        address = self._options.url or next((url for url in hrefs if url), None)
        yield from self.begin(address, about.get("id"))
        key = (texts.get("id") or "").strip()
        if not key or self._ids is None:
            self._report.skip("entry without an id", f"entry {self._position}")
            return
        story = address or url_or_none(about.get("id"))
        if story and page_key(story) not in self._stories:
            self._stories.add(page_key(story))
            yield Story(id=self._ids.story(page_key(story)), url=story, title=name_or_none(about.get("title")))
        yield self._response(entry, texts, key, story, references, self._ids)

    def _response(
        self, entry: Element, texts: dict[str, str], key: str, story: str | None, references: list[Element], ids: Ids
    ) -> ResponseRecord:
        parents = [ref for each in references if (ref := (each.get("ref") or "").strip()) and not _is_story(each, story)]
        parents = [*_answered_at_blogger(entry, key), *parents]
        author = next((texts_of(each) for each in entry if short_name(each.tag) == "author"), {})
        created = self._clock.read(texts.get("published") or texts.get("updated"), f"entry {key}")
        edited = self._clock.read(texts.get("updated"), f"entry {key}").at
        return ResponseRecord(
            id=ids.response(key),
            story=ids.story(page_key(story)) if story else None,
            parent=ids.response(parents[0]) if parents else None,
            parent_basis="explicit",
            author=Author(
                name=name_or_none(author.get("name")),
                email=email_or_none(author.get("email")),
                url=url_or_none(author.get("uri")),
            ),
            created=created.at,
            created_basis=created.basis,
            edited=edited if texts.get("published") and edited != created.at else None,
            body=_body(entry),
            position=self._position,
            source=present(id=key, title=texts.get("title"), also_answers=parents[1:], link=_link(entry)),
        )


def _is_story(reference: Element, story: str | None) -> bool:
    """Whether a reference names the story: by its address, or by the id that WordPress and Blogger give it."""
    ref = (reference.get("ref") or "").strip()
    return ref == story or bool(_STORY.match(ref))


def _answered_at_blogger(entry: Element, key: str) -> list[str]:
    """Blogger names the comment that is answered in a link, by its number."""
    links = (each.get("href") or "" for each in entry if short_name(each.tag) == "link" and each.get("rel") == "related")
    numbers = (found[1] for href in links if (found := _BLOGGER.search(href)))
    return [f"{key.rpartition('.post-')[0]}.post-{number}" for number in numbers if ".post-" in key]


def _link(entry: Element) -> str | None:
    links = (each for each in entry if short_name(each.tag) == "link" and each.get("rel", "alternate") == "alternate")
    return next((url for each in links if (url := url_or_none(each.get("href")))), None)


def _body(entry: Element) -> Body:
    """The content, else the summary, by its type: html, xhtml or text."""
    elements = {short_name(each.tag): each for each in entry}
    content = elements.get("content", elements.get("summary"))
    if content is None:
        return body_from_text("")
    kind = content.get("type", "text")
    if kind == "xhtml":
        html = "".join(tostring(each, encoding="unicode", method="html") for each in content)
        html = re.sub(r"(</?)html:", r"\1", re.sub(r'\sxmlns(?::\w+)?="[^"]*"', "", html))
        return Body(html=html, original=html, original_format="atom-xhtml")
    text = content.text or ""
    return body_from_loose_html(text, "atom-html") if kind in {"html", "text/html"} else body_from_text(text, "atom-text")

"""RSS 2.0 and 1.0: feeds of stories, and feeds of comments as WordPress has them beside each story and for all of a site.

Source: https://www.rssboard.org/rss-specification. An item whose link leads to a place within a page is a comment. Nothing says
what it answers, unless there is RFC 4685's `thr:in-reply-to`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element

from tertulia.transfer.formats.blocks import blocks_from_html, text_of_html, whole_pictures
from tertulia.transfer.formats.bodies import body_from_loose_html
from tertulia.transfer.formats.feeds import title_of_comment, title_of_comments
from tertulia.transfer.formats.identity import Ids, host_of, page_key
from tertulia.transfer.formats.reading import ReadOptions, ReadReport, SourceRefused
from tertulia.transfer.formats.times import Clock, Instant, parse_rfc822, to_utc
from tertulia.transfer.formats.values import name_or_none, present, url_or_none
from tertulia.transfer.formats.xml_stream import pieces, short_name, texts_of
from tertulia.transfer.records import Author, Header, Record, ResponseRecord, Source, Story

NAME = "rss"
IS_XML = True
_SIGN = re.compile(rb"<rss[\s>]|<rdf:RDF[\s>]")
_WANTED = frozenset({"item", "channel", "rss", "RDF"})
_COUNT = "{http://purl.org/rss/1.0/modules/slash/}comments"


def sniff(head: bytes, path: Path) -> bool:
    """XML whose root is `rss` or `rdf:RDF`; WordPress's own export is asked for before."""
    return bool(_SIGN.search(head[:8192]))


def read(paths: Sequence[Path], options: ReadOptions, report: ReadReport) -> Iterator[Record]:
    """Stories, and comments each after the story that it is about, in file order."""
    feed = _Feed(options, report)
    for path in paths:
        is_feed = False
        for piece in pieces(path, _WANTED, options, report):
            is_feed = True
            if piece.name == "item":
                yield from feed.take(piece.element, texts_of(piece.parent) if piece.parent is not None else {})
        if not is_feed:
            raise SourceRefused("refused-not-its-export", file=path.name, system="RSS", missing="channel, item")
    yield from feed.begin(None)


class _Feed:
    """The feed's site, its stories and what is needed to read its items."""

    def __init__(self, options: ReadOptions, report: ReadReport) -> None:
        self._options, self._report = options, report
        self._clock = Clock(options.zone, report)
        self._ids: Ids | None = None
        self._stories: set[str] = set()
        self._position = 0

    def begin(self, url: str | None) -> Iterator[Header]:
        if self._ids is None:
            site = self._options.site or host_of(self._options.url or url)
            self._ids = Ids(NAME, site)
            yield Header(source=Source(system=NAME, id=site, format="rss"))

    def take(self, item: Element, about: dict[str, str]) -> Iterator[Record]:
        self._position += 1
        texts = texts_of(item)
        link, key = url_or_none(texts.get("link")), (texts.get("guid") or texts.get("link") or "").strip()
        yield from self.begin(link or about.get("link"))
        if not key or self._ids is None:
            self._report.skip("no-id", f"item {self._position}")
        elif "#" in (link or key):
            yield from self._comment(item, texts, link or key, key, about, self._ids)
        elif link:
            self._stories.add(page_key(link))
            yield self._story(item, texts, link, key, self._ids)
        else:
            self._report.skip("no-link", f"item {self._position}")

    def _story(self, item: Element, texts: dict[str, str], link: str, key: str, ids: Ids) -> Story:
        byline = name_or_none(texts.get("dc:creator")) or _name(texts.get("author"))
        words = texts.get("content:encoded") or ""
        said = texts.get("description") or ""
        tags = (name_or_none(text_of_html(each.text or "")) for each in item if short_name(each.tag) == "category")
        count = next((each.text or "" for each in item if each.tag == _COUNT), "").strip()
        return Story(
            id=ids.story(page_key(link)),
            url=link,
            aliases=(alias,) if (alias := url_or_none(key)) and alias != link else (),
            title=name_or_none(text_of_html(texts.get("title") or "")),
            standfirst=(text_of_html(said) or None) if words else None,
            bylines=(byline,) if byline else (),
            tags=tuple(dict.fromkeys(tag for tag in tags if tag)),
            published=self._created(texts, f"item {key}").at,
            body=blocks_from_html(whole_pictures(words or said, link)),
            declared_responses=int(count) if count.isdigit() and len(count) < 9 else None,
            source=present(id=key),
        )

    def _comment(
        self, item: Element, texts: dict[str, str], link: str, key: str, about: dict[str, str], ids: Ids
    ) -> Iterator[Record]:
        address, _, fragment = link.partition("#")
        story = self._options.url or url_or_none(address) or url_or_none(about.get("link"))
        if story and page_key(story) not in self._stories:
            self._stories.add(page_key(story))
            is_its_own = page_key(about.get("link") or "") == page_key(story)
            title = title_of_comment(texts.get("title")) or (title_of_comments(about.get("title")) if is_its_own else None)
            yield Story(id=ids.story(page_key(story)), url=story, title=title)
        answered = next((each.get("ref") for each in item if short_name(each.tag) == "thr:in-reply-to"), None)
        created = self._created(texts, f"item {key}")
        yield ResponseRecord(
            id=ids.response(key),
            story=ids.story(page_key(story)) if story else None,
            parent=ids.response(answered.strip()) if answered and "#" in answered else None,
            parent_basis="explicit",
            author=Author(name=name_or_none(texts.get("dc:creator")) or _name(texts.get("author"))),
            created=created.at,
            created_basis=created.basis,
            body=body_from_loose_html(texts.get("content:encoded") or texts.get("description") or "", "rss-html"),
            position=self._position,
            aliases=(f"#{fragment}",) if fragment else (),
            source=present(id=key, link=link),
        )

    def _created(self, texts: dict[str, str], place: str) -> Instant:
        written = parse_rfc822(texts.get("pubDate"))
        return Instant(to_utc(written), "offset") if written else self._clock.read(texts.get("dc:date"), place)


def _name(author: str | None) -> str | None:
    """The name in "somebody@paper.example (Ann Roe)"; an address alone is none."""
    text = (author or "").strip()
    inside = text.partition("(")[2].rstrip(") ")
    return name_or_none(inside if "@" in text else text)

"""Atom feeds of responses with RFC 4685 threading (`thr:in-reply-to`), several pages of a feed as several files.

Source: RFC 4287, RFC 4685. A reference to the story's own id makes a top-level response. What answers nothing and has a page
of its own is a story.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

from tertulia.transfer.formats import blogger
from tertulia.transfer.formats.blocks import blocks_from_html, text_of_html, whole_pictures
from tertulia.transfer.formats.bodies import body_from_loose_html, body_from_text
from tertulia.transfer.formats.feeds import title_of_comment, title_of_comments
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
        for piece in pieces(path, frozenset({"entry"}), options, ReadReport()):
            feed.look_at(piece.element)
    for wanted in ("story", "comment"):  # whatever comes first: a response needs its story
        for path in paths:
            found = False
            for piece in pieces(path, frozenset({"entry", "feed"}), options, report if wanted == "story" else ReadReport()):
                found |= piece.name == "feed" or piece.parent is not None
                if piece.name == "entry" and piece.parent is not None and short_name(piece.parent.tag) == "feed":
                    yield from feed.take(piece.element, piece.parent, wanted)
            if not found:
                raise SourceRefused("refused-not-its-export", file=path.name, system="Atom", missing="feed")
    yield from feed.begin(None, None)


class _Feed:
    """The feed's site, its stories and what is needed to read its entries."""

    def __init__(self, options: ReadOptions, report: ReadReport) -> None:
        self._options, self._report = options, report
        self._clock = Clock(options.zone, report)
        self._ids: Ids | None = None
        self._stories: set[str] = set()
        self._posts: dict[str, str] = {}
        self._pages: set[str] = set()
        self._position = 0
        self._is_wordpress = False

    def look_at(self, entry: Element) -> None:
        """The first look: which entries are stories themselves, and of how many the feed tells."""
        link, key = _link(entry), (texts_of(entry).get("id") or "").strip()
        if link and key and _is_post(entry):
            self._posts[key] = link
            self._stories.add(page_key(link))
        if len(self._pages) < 2 and (page := _page(entry)):
            self._pages.add(page_key(page))

    def begin(self, url: str | None, feed_id: str | None) -> Iterator[Header]:
        if self._ids is None:
            site = self._options.site or host_of(self._options.url or url or feed_id)
            self._ids = Ids(NAME, site)
            yield Header(source=Source(system=NAME, id=site, format="atom+rfc4685"))

    def take(self, entry: Element, feed: Element, wanted: str) -> Iterator[Record]:
        texts, about = texts_of(entry), texts_of(feed)
        if ((texts.get("id") or "").strip() in self._posts) != (wanted == "story"):
            return
        self._position += 1
        self._is_wordpress = (about.get("generator") or "").strip() == "WordPress"
        references = _references(entry)
        link = self._posts.get((texts.get("id") or "").strip())
        address = link or self._options.url or _page(entry) or self._answered_post(references)
        yield from self.begin(address, about.get("id"))
        key = (texts.get("id") or "").strip()
        if not key or self._ids is None:
            self._report.skip("no-id", f"entry {self._position}")
            return
        if link:
            yield self._post(entry, texts, key, link, self._ids)
            return
        story = address or url_or_none(about.get("id"))
        if story and page_key(story) not in self._stories:
            self._stories.add(page_key(story))
            yield Story(id=self._ids.story(page_key(story)), url=story, title=self._title(texts, about))
        yield self._response(entry, texts, key, story, references, self._ids)

    def _is_story(self, reference: Element, story: str | None) -> bool:
        """Whether a reference names the story: by its address, by the id that WordPress and Blogger give it, or by an id of
        its own where WordPress leads to the page as a whole."""
        ref, href = (reference.get("ref") or "").strip(), reference.get("href") or ""
        if ref in self._posts or _STORY.match(ref):
            return True
        is_whole = self._is_wordpress and "#" not in href + ref
        return bool(story) and ((page_key(ref) == page_key(story or "") and "#" not in ref) or is_whole)

    def _answered_post(self, references: list[Element]) -> str | None:
        return next((link for each in references if (link := self._posts.get((each.get("ref") or "").strip()))), None)

    def _title(self, texts: dict[str, str], about: dict[str, str]) -> str | None:
        """The story's, as the comment or the feed of its comments names it; a feed of several stories has one of its own."""
        return title_of_comment(texts.get("title")) or (title_of_comments(about.get("title")) if len(self._pages) < 2 else None)

    def _post(self, entry: Element, texts: dict[str, str], key: str, link: str, ids: Ids) -> Story:
        """An entry that answers nothing and has a page: a story."""
        authors = (texts_of(each).get("name") for each in entry if short_name(each.tag) == "author")
        tags = (each.get("label") or each.get("term") for each in entry if short_name(each.tag) == "category")
        title = next((each for each in entry if short_name(each.tag) == "title"), None)
        is_html = title is not None and title.get("type") in {"html", "xhtml"}
        created = self._clock.read(texts.get("published") or texts.get("updated"), f"entry {key}").at
        return Story(
            id=ids.story(page_key(link)),
            url=link,
            aliases=(alias,) if (alias := url_or_none(key)) and alias != link else (),
            title=name_or_none(text_of_html(texts.get("title") or "") if is_html else texts.get("title")),
            bylines=tuple(dict.fromkeys(name for each in authors if (name := name_or_none(each)))),
            tags=tuple(dict.fromkeys(name for each in tags if (name := name_or_none(each)))),
            published=created,
            body=blocks_from_html(whole_pictures(_body(entry).html or "", link)),
            source=present(id=key, updated=texts.get("updated")),
        )

    def _response(
        self, entry: Element, texts: dict[str, str], key: str, story: str | None, references: list[Element], ids: Ids
    ) -> ResponseRecord:
        parents = [ref for each in references if (ref := (each.get("ref") or "").strip()) and not self._is_story(each, story)]
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


def _references(entry: Element) -> list[Element]:
    return [each for each in entry if short_name(each.tag) == "thr:in-reply-to"]


def _page(entry: Element) -> str | None:
    """The page that an entry says it answers."""
    hrefs = (url_or_none((each.get("href") or "").partition("#")[0]) for each in _references(entry))
    return next((url for url in hrefs if url), None)


def _is_post(entry: Element) -> bool:
    """Whether an entry has a page of its own and answers nothing: its link leads to no place within a page."""
    return not _references(entry) and "#" not in (_link(entry) or "#")


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

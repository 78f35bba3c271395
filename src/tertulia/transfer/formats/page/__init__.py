"""A saved news page with its responses: the HTML (`page.html`), or the plain text an extractor left of it (`page.txt`).

A last resort: it holds neither addresses nor hidden responses nor edits. Source of the markup: WordPress core.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from tertulia.transfer.formats.html_tree import MAX_DEPTH, is_too_deep
from tertulia.transfer.formats.identity import host_of
from tertulia.transfer.formats.opening import decode_text, read_whole
from tertulia.transfer.formats.page.found import FoundPage
from tertulia.transfer.formats.page.heading import (
    Heading,
    parse_heading,
    parse_marked_heading,
    speaks_of_responses,
)
from tertulia.transfer.formats.page.nesting import raw_nesting
from tertulia.transfer.formats.page.parents import settle_parents
from tertulia.transfer.formats.page.piece import read_story
from tertulia.transfer.formats.page.plain import read_plain
from tertulia.transfer.formats.page.recording import records_of
from tertulia.transfer.formats.page.thread import read_thread
from tertulia.transfer.formats.reading import ReadOptions, ReadReport, SourceRefused
from tertulia.transfer.records import Header, Record, Source

NAME = "page"
LARGEST = 32 * 1024 * 1024
_HTML = re.compile(r"<(?:!doctype html|html|head|body|article|main|div|h1|p|ol)[\s>]", re.IGNORECASE)
_MARKED = (
    ".wp-block-comments-title, .comments-title, #comments-title, #comments.comments-heading, h2#comments, h3#comments, "
    ".comments-count, .comment-count"
)
_TITLES = "h1, h2, h3, h4, h5, h6"
_MORE = (
    "link[rel=next][href*=cpage], .wp-block-comments-pagination a[href], .comment-navigation a[href], "
    ".comments-pagination a[href]"
)
_CLOSED = ".no-comments, .nocomments, .comments-closed"


def sniff(head: bytes, path: Path) -> bool:
    """HTML, or text in which a line heads a numbered list of responses; never JSON, whatever it quotes."""
    if head.lstrip()[:1] in {b"{", b"["}:
        return False
    text = decode_text(head, html=True)
    return _is_html(text) or read_plain(text) is not None


def read(paths: Sequence[Path], options: ReadOptions, report: ReadReport) -> Iterator[Record]:
    """One story and its responses for each file."""
    pages = [(path, _read_page(path, options.encoding)) for path in paths]
    first = pages[0][1]
    site = options.site or host_of(first.story.url)
    yield Header(source=Source(system=NAME, id=site, format=f"page/{first.form}"))
    for path, page in pages:
        yield from records_of(page, path.name, options, report)


def _read_page(path: Path, encoding: str | None) -> FoundPage:
    text = decode_text(read_whole(path, LARGEST), html=True, encoding=encoding)
    if _is_html(text) and is_too_deep(text):
        raise SourceRefused("refused-too-deep", file=path.name, depth=MAX_DEPTH)
    page = read_html(text) if _is_html(text) else read_plain(text)
    if page is None or (page.heading is None and not page.responses):
        raise SourceRefused("refused-not-a-page", file=path.name)
    return page


def _is_html(text: str) -> bool:
    return bool(_HTML.search(text[:20_000]))


def read_html(html: str) -> FoundPage:
    """What the HTML of a page holds; a page without heading and responses comes back without both."""
    tree = LexborHTMLParser(html)
    responses = read_thread(tree.body) if tree.body else []
    settle_parents(responses, raw_nesting(html))
    heading = _heading(tree)
    more = tree.css_first(_MORE)
    return FoundPage(
        form="html",
        story=read_story(tree, html, heading.title if heading else None),
        heading=heading,
        responses=responses,
        thread_state="closed" if tree.css_first(_CLOSED) else None,
        more_pages=(more.attributes.get("href") if more else None),
    )


def _heading(tree: LexborHTMLParser) -> Heading | None:
    for node in tree.css(_MARKED):
        if text := node.text().strip():
            return parse_marked_heading(text)
    for node in tree.css(_TITLES):
        if speaks_of_responses(text := node.text().strip()) and (heading := parse_heading(text)):
            return heading
    return None

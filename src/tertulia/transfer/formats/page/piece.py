"""The story of a saved page: what stands above the thread."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tertulia.transfer.formats.blocks import blocks_of, photo_of, text_of
from tertulia.transfer.formats.page.found import FoundStory, classes_of
from tertulia.transfer.formats.page.linked import Linked, linked_story
from tertulia.transfer.formats.players import player_of
from tertulia.transfer.formats.words import words
from tertulia.transfer.records import Block, Photo

_HEADLINES = (
    "h1.wp-block-post-title",
    ".wp-block-post-title",
    "h1.entry-title",
    ".entry-title",
    "[itemprop=headline]",
    "article h1",
    "main h1",
    "h1",
)
_CONTENTS = (
    ".wp-block-post-content",
    ".entry-content",
    "[itemprop=articleBody]",
    ".post-content",
    ".article-content",
    ".article-body",
    ".story-body",
    ".post .entry",
    "article",
    "main",
)
_FEATURED = (
    ".wp-block-post-featured-image, .post-thumbnail, .featured-image, .entry-thumbnail, article header figure, "
    "main > figure, article > figure"
)
_STANDFIRSTS = ".standfirst, .dek, .deck, .subtitle, .entry-subtitle, .article-subtitle, .wp-block-post-excerpt__excerpt"
_BYLINES = (
    ".wp-block-post-author__name, .wp-block-post-author-name, .byline .fn, .entry-meta .author .fn, "
    ".entry-meta .author, .byline, [rel=author]"
)
_SECTIONS = ".taxonomy-category a, .cat-links a, .wp-block-post-terms a[rel~=tag], a[rel~=category]"
_PUBLISHED = ".wp-block-post-date time, time.published, time.entry-date, [itemprop=datePublished]"
_EDITED = "time.updated:not(.published), [itemprop=dateModified]"
_NOT_STORY = words(
    "wp-block-comments comments-area comment-list commentlist comment-respond sharedaddy jp-relatedposts "
    "addtoany_share_save_container post-navigation entry-footer entry-meta entry-header "
    "wp-block-post-navigation-link wp-block-post-terms wp-block-post-author wp-block-post-date "
    "wp-block-post-title wp-block-post-featured-image post-thumbnail entry-title byline screen-reader-text "
    "author-bio wp-block-buttons standfirst dek subtitle entry-subtitle"
)
_THREAD = (
    "#comments:not(h1):not(h2):not(h3), .wp-block-comments, .comments-area, ol.commentlist, ol.comment-list, li.comment, #respond"
)
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d{1,6}\)(\S{1,2000}?) ?-->")


def read_story(tree: LexborHTMLParser, html: str, title: str | None) -> FoundStory:
    """The story's parts; what the page does not say stays None. `title` is what the thread's heading quotes."""
    linked = linked_story(tree)
    own = _without_thread(tree)
    blocks = _blocks(own)
    photo, blocks = _lead_photo(own, blocks)
    return FoundStory(
        headline=_headline(own, title) or linked.headline or _meta(tree, "og:title"),
        standfirst=_text_at(own, _STANDFIRSTS),
        bylines=linked.bylines or _bylines(tree, own),
        section=_meta(tree, "article:section") or linked.section or _text_at(own, _SECTIONS),
        language=_language(tree),
        published=_meta(tree, "article:published_time") or linked.published or _datetime_at(own, _PUBLISHED),
        edited=_meta(tree, "article:modified_time") or linked.edited or _datetime_at(own, _EDITED),
        url=_address(tree, html, linked),
        aliases=tuple(_links(tree, "shortlink")),
        lead_photo=photo or linked.photo,
        blocks=blocks or linked.blocks,
    )


def _without_thread(tree: LexborHTMLParser) -> LexborNode:
    """The page's body as a copy without its responses, so that their times and names are never the story's."""
    body = tree.body
    copy = LexborHTMLParser(body.html or "" if body else "").body
    if copy is None:
        return tree.root  # type: ignore[return-value]
    for node in copy.css(_THREAD):
        node.decompose()
    return copy


def _blocks(body: LexborNode) -> tuple[Block, ...]:
    for selector in _CONTENTS:
        for container in body.css(selector):
            if found := _own_blocks(container):
                return found
    densest = _densest(body)
    return _own_blocks(densest) if densest else ()


def _own_blocks(container: LexborNode) -> tuple[Block, ...]:
    """The blocks in an element; a frame of nobody we know is an advertisement."""
    found = blocks_of(container, _is_not_story)
    return tuple(each for each in found if each.kind != "embed" or player_of(each.content["url"]))


def _densest(body: LexborNode) -> LexborNode | None:
    """Where a page without any known container keeps its story: the element with most words in its own paragraphs."""
    lengths: Counter[int] = Counter()
    holders: dict[int, LexborNode] = {}
    for paragraph in body.css("p"):
        if (holder := paragraph.parent) is not None and not _is_not_story(holder):
            lengths[holder.mem_id] += len(paragraph.text())
            holders[holder.mem_id] = holder
    return holders[lengths.most_common(1)[0][0]] if lengths else None


def _is_not_story(node: LexborNode) -> bool:
    return node.tag in {"nav", "aside", "footer", "h1"} or not classes_of(node).isdisjoint(_NOT_STORY)


def _lead_photo(body: LexborNode, blocks: tuple[Block, ...]) -> tuple[Photo | None, tuple[Block, ...]]:
    """The picture at the head of the story and the blocks without it."""
    if blocks and blocks[0].kind == "image":
        return blocks[0].photo, blocks[1:]
    featured = body.css_first(_FEATURED)
    return (photo_of(featured) if featured else None), blocks


def _headline(body: LexborNode, title: str | None) -> str | None:
    """The headline; where the thread's heading quotes another of the page's headings, that one."""
    if title and any(" ".join(node.text().split()) == title for node in body.css("h1, h2, h3")):
        return title
    return _first_text(body, _HEADLINES)


def _first_text(body: LexborNode, selectors: tuple[str, ...]) -> str | None:
    return next((text for selector in selectors if (text := _text_at(body, selector))), None)


def _text_at(body: LexborNode, selector: str) -> str | None:
    return next(
        (text for node in body.css(selector) if (text := " ".join(text_of(node).split()))),
        None,
    )


def _bylines(tree: LexborHTMLParser, body: LexborNode) -> tuple[str, ...]:
    printed = _text_at(body, _BYLINES) or _meta(tree, "author")
    return (
        (
            re.sub(
                r"^(?:by|par|von|por|di|door|بقلم)[:\s]\s*",
                "",
                printed,
                flags=re.IGNORECASE,
            ),
        )
        if printed
        else ()
    )


def _datetime_at(body: LexborNode, selector: str) -> str | None:
    node = body.css_first(selector)
    return (node.attributes.get("datetime") or node.attributes.get("content")) if node else None


def _meta(tree: LexborHTMLParser, name: str) -> str | None:
    node = tree.css_first(f'meta[property="{name}"], meta[name="{name}"]')
    return ((node.attributes.get("content") or "").strip() or None) if node else None


def _links(tree: LexborHTMLParser, rel: str) -> Iterator[str]:
    for node in tree.css(f"link[rel={rel}][href]"):
        if (href := (node.attributes.get("href") or "").strip()).startswith(("http://", "https://")):
            yield href


def _address(tree: LexborHTMLParser, html: str, linked: Linked) -> str | None:
    saved = _SAVED_FROM.search(html[:4096])
    named = [
        *_links(tree, "canonical"),
        _meta(tree, "og:url"),
        linked.url,
        saved[1] if saved else None,
    ]
    return next((url for url in named if url and url.startswith(("http://", "https://"))), None)


def _language(tree: LexborHTMLParser) -> str | None:
    root = tree.css_first("html")
    return ((root.attributes.get("lang") or "").strip() or None) if root else None

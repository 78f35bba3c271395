"""What a page's JSON-LD says about its story (https://schema.org/NewsArticle)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from tertulia.transfer.formats.blocks import paragraphs_of
from tertulia.transfer.formats.caption import split_caption
from tertulia.transfer.records import Block, Photo

_TYPES = frozenset(
    {
        "Article",
        "NewsArticle",
        "BlogPosting",
        "ReportageNewsArticle",
        "OpinionNewsArticle",
        "AnalysisNewsArticle",
        "LiveBlogPosting",
    }
)


@dataclass(frozen=True, kw_only=True)
class Linked:
    """The story's parts that JSON-LD gave; times as written."""

    headline: str | None = None
    url: str | None = None
    published: str | None = None
    edited: str | None = None
    section: str | None = None
    bylines: tuple[str, ...] = ()
    photo: Photo | None = None
    blocks: tuple[Block, ...] = ()


def linked_story(tree: LexborHTMLParser) -> Linked:
    """The first article among the page's JSON-LD; an empty `Linked` when there is none."""
    article = next(_articles(tree), None)
    if article is None:
        return Linked()
    return Linked(
        headline=_text(article.get("headline")) or _text(article.get("name")),
        url=_text(article.get("url")) or _identity(article.get("mainEntityOfPage")),
        published=_text(article.get("datePublished")),
        edited=_text(article.get("dateModified")),
        section=next(iter(_names(article.get("articleSection"))), None),
        bylines=tuple(_names(article.get("author"))),
        photo=_photo(article.get("image")),
        blocks=tuple(paragraphs_of(_text(article.get("articleBody")) or "")),
    )


def _articles(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            content = json.loads(script.text())
        except (ValueError, RecursionError):
            continue
        for each in _graph(content):
            kinds = each.get("@type")
            if not _TYPES.isdisjoint(str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                yield each


def _graph(content: object) -> Iterator[dict[str, Any]]:
    for each in content if isinstance(content, list) else [content]:
        if isinstance(each, dict):
            yield each
            yield from (node for node in each.get("@graph") or () if isinstance(node, dict))


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _identity(value: object) -> str | None:
    return _text(value.get("@id")) if isinstance(value, dict) else _text(value)


def _names(value: object) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        if name := _text(each.get("name") if isinstance(each, dict) else each):
            yield name


def _photo(value: object) -> Photo | None:
    """A picture that says more than its address: a bare one may be the site's logo."""
    image = value[0] if isinstance(value, list) and value else value
    if not isinstance(image, dict) or not (image.get("caption") or image.get("creditText")):
        return None
    found = split_caption(_text(image.get("caption")) or "")
    return Photo(
        url=_text(image.get("url")) or _text(image.get("contentUrl")),
        caption=found.caption,
        credit=_text(image.get("creditText")) or found.credit,
        credit_label=found.label,
    )

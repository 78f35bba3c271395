"""schema.org in JSON-LD: an article with its `comment`s, or comments alone; as a file or inside a saved page.

Source: https://schema.org/Comment. Nesting or `parentItem` give the parent. `text` is plain text: markup in it is words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from tertulia.transfer.formats.bodies import body_from_text
from tertulia.transfer.formats.identity import Ids, host_of, page_key, short_hash
from tertulia.transfer.formats.json_stream import LARGEST_OBJECT, refusing
from tertulia.transfer.formats.opening import decode_text, read_whole
from tertulia.transfer.formats.page.linked import paragraphs_of
from tertulia.transfer.formats.reading import ReadOptions, ReadReport, SourceRefused
from tertulia.transfer.formats.times import Clock
from tertulia.transfer.formats.values import Fields, name_or_none, present, url_or_none
from tertulia.transfer.formats.words import words
from tertulia.transfer.records import Author, Header, Record, ResponseRecord, Source, Story

NAME = "jsonld"
_SIGN = re.compile(rb'"@type"\s*:')
_INTERACTIONS = {"LikeAction": "likes", "AgreeAction": "likes", "DislikeAction": "dislikes", "DisagreeAction": "dislikes"}
_COMMENTS = frozenset({"Comment", "Answer", "UserComments"})
_PLACED = words(
    "@context @type @id url text dateCreated datePublished dateModified upvoteCount downvoteCount author comment parentItem "
    "about acceptedAnswer suggestedAnswer"
)


def sniff(head: bytes, path: Path) -> bool:
    """JSON with `@type`."""
    return head.lstrip()[:1] in {b"{", b"["} and bool(_SIGN.search(head))


def read(paths: Sequence[Path], options: ReadOptions, report: ReadReport) -> Iterator[Record]:
    """Each article as a story, and its comments in the order in which they stand."""
    for path in paths:
        found = list(_articles(path, report))
        if not found:
            raise SourceRefused(
                "refused-not-its-export", file=path.name, system="schema.org (JSON-LD)", missing="Comment, comment, commentCount"
            )
        story = found[0].article
        site = options.site or host_of(options.url) or host_of(_identity(story))
        yield Header(source=Source(system=NAME, id=site, format="schema.org"))
        for each in found:
            yield from _Thread(each, Ids(NAME, site), options, report).records()


class _Found(NamedTuple):
    """An article (empty when comments stand alone) and its top comments."""

    article: Fields
    comments: list[Any]


def _articles(path: Path, report: ReadReport) -> Iterator[_Found]:
    """The articles of a file that have comments, and comments that belong to none."""
    with refusing(path):
        contents = list(_contents(decode_text(read_whole(path, LARGEST_OBJECT), html=True), path.name, report))
    nodes = [node for content in contents for node in _nodes(content)]
    known = {key: node for node in nodes if (key := _identity(Fields(node))) and len(node) > 1}
    articles = [node for node in nodes if not _is_comment(node) and _has_comments(node)]
    for node in nodes:  # comments of a graph are named by their article, or name it
        if not articles and _is_article(node):
            articles.append(node)
    named: set[int] = set()
    found = [_Found(Fields(node), _comments_of(node, known, named)) for node in articles]
    alone: list[Any] = [node for node in nodes if _is_comment(node) and id(node) not in named]
    if alone and len(found) == 1 and len(contents) == 1 and not isinstance(contents[0], list):
        found[0].comments.extend(alone)
        alone = []
    yield from (each for each in found if each.comments or _has_comments(each.article.content))
    if alone:
        yield _Found(Fields(None), alone)


def _nodes(content: Any) -> Iterator[dict[str, Any]]:
    """What a block of JSON-LD is about: itself, what its graph or list holds, and what a page says to be mainly about."""
    waiting = [content]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting += reversed(each)
        elif isinstance(each, dict):
            if not isinstance(each.get("@graph"), list):
                yield each
            inner = [each.get("@graph"), each.get("mainEntity"), *(Fields(one).content.get("item") for one in _elements(each))]
            waiting += [one for one in reversed(inner) if isinstance(one, dict | list)]


def _elements(node: dict[str, Any]) -> list[Any]:
    return _listed(node.get("itemListElement"))


def _comments_in(node: dict[str, Any]) -> list[Any]:
    """What answers a node, in the order of a page: the answer that was accepted, others, comments."""
    return [each for name in ("acceptedAnswer", "suggestedAnswer", "comment") for each in _listed(node.get(name))]


def _has_comments(node: dict[str, Any]) -> bool:
    return bool(_comments_in(node)) or "commentCount" in node or "comment" in node


def _is_article(node: dict[str, Any]) -> bool:
    kinds = [kind for kind in _listed(node.get("@type")) if isinstance(kind, str)]
    return any(kind.endswith(("Article", "Posting", "Question", "CreativeWork")) for kind in kinds)


def _comments_of(node: dict[str, Any], known: dict[str, dict[str, Any]], named: set[int]) -> list[Any]:
    """The comments of an article; one that is only named is the node of that name. `named` grows by what was found so."""
    found = []
    for each in _comments_in(node):
        key = each if isinstance(each, str) else each.get("@id") if isinstance(each, dict) and len(each) < 3 else None
        whole = known.get(key, each) if isinstance(key, str) else each
        named.add(id(whole))
        found.append(whole)
    return found


def _contents(text: str, name: str, report: ReadReport) -> Iterator[Any]:
    """The file itself, or every block of a page; one of its blocks that is no JSON says nothing about the others."""
    if text.lstrip()[:1] in {"{", "["}:
        yield json.loads(text)
        return
    for number, script in enumerate(LexborHTMLParser(text).css('script[type="application/ld+json"]'), 1):
        try:
            yield json.loads(script.text(), strict=False)
        except ValueError as error:
            report.warn("block-not-json", f"{name} block {number}", why=error)


def _is_comment(node: dict[str, Any]) -> bool:
    return any(isinstance(kind, str) and kind in _COMMENTS for kind in _listed(node.get("@type")))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _identity(node: Fields) -> str | None:
    return node.text("@id") or node.text("url")


class _Thread:
    """One article's comments."""

    def __init__(self, found: _Found, ids: Ids, options: ReadOptions, report: ReadReport) -> None:
        self._found, self._ids, self._options, self._report = found, ids, options, report
        self._clock = Clock(options.zone, report)
        self._position = 0
        self._key = options.url or _identity(found.article) or _about(found.comments)
        self._story_id = ids.story(page_key(self._key)) if self._key else None

    def records(self) -> Iterator[Record]:
        if self._story_id:
            yield self._story(self._story_id)
        stack: list[tuple[Any, str | None]] = [(each, None) for each in reversed(self._found.comments)]
        while stack:
            node, parent = stack.pop()
            if isinstance(node, dict):
                response = self._response(Fields(node), parent)
                yield response
                stack += [(each, response.id) for each in reversed(_comments_in(node))]
        if (declared := self._found.article.number("commentCount")) is not None and self._story_id:
            self._report.declare(self._story_id, "responses", declared=declared, found=self._position)

    def _story(self, story_id: str) -> Story:
        article = self._found.article
        return Story(
            id=story_id,
            url=self._options.url or url_or_none(article.text("url")) or url_or_none(self._key),
            title=article.name("headline") or article.name("name"),
            published=self._clock.read_day(article.text("datePublished") or article.text("dateCreated")).at,
            bylines=tuple(name for each in _listed(article.content.get("author")) if (name := _name_of(each))),
            body=tuple(paragraphs_of(article.text("articleBody") or article.text("text") or "")),
            declared_responses=article.number("commentCount"),
            source=present(id=_identity(article)),
        )

    def _absolute(self, key: str | None) -> str | None:
        """An id as it counts beyond its page: "#c1" is another comment on every page."""
        return f"{self._key}{key}" if key and key.startswith("#") and self._key else key

    def _response(self, node: Fields, around: str | None) -> ResponseRecord:
        self._position += 1
        text, author = node.text("text") or "", next(iter(_listed(node.content.get("author"))), None)
        unnamed = f"{self._position}-{short_hash(_name_of(author), node.text('dateCreated'), text)}"
        key = self._absolute(_identity(node)) or unnamed
        named = self._absolute(_reference(node.content.get("parentItem")))
        is_story = named in {None, self._key, _identity(self._found.article)}
        parent = around if is_story or around is not None else self._ids.response(str(named))
        created = self._clock.read(node.text("dateCreated") or node.text("datePublished"), key)
        edited = self._clock.read(node.text("dateModified"), key).at
        return ResponseRecord(
            id=self._ids.response(key),
            story=self._story_id,
            parent=parent,
            parent_basis="explicit" if around is None else "nesting",
            author=Author(name=_name_of(author), email=Fields(author).email("email"), url=Fields(author).url("url")),
            created=created.at,
            created_basis=created.basis,
            edited=edited if edited != created.at else None,
            body=body_from_text(text, "schema.org-text"),
            position=self._position,
            counts=_counts(node),
            aliases=(f"#{fragment}",) if (fragment := key.partition("#")[2]) else (),
            source=present(id=key, created=node.text("dateCreated"), **node.rest(*_PLACED)),
        )


def _counts(node: Fields) -> dict[str, int]:
    counts = {"likes": node.number("upvoteCount"), "dislikes": node.number("downvoteCount")}
    for each in map(Fields, _listed(node.content.get("interactionStatistic"))):
        kind = each.content.get("interactionType")
        kind = Fields(kind).text("@type") if isinstance(kind, dict) else kind
        if isinstance(kind, str) and (name := _INTERACTIONS.get(kind.rpartition("/")[2])) and counts[name] is None:
            counts[name] = each.number("userInteractionCount")
    return {name: value for name, value in counts.items() if value is not None}


def _name_of(author: Any) -> str | None:
    return name_or_none(author.get("name") if isinstance(author, dict) else author)


def _reference(value: Any) -> str | None:
    value = _identity(Fields(value)) if isinstance(value, dict) else value
    return value if isinstance(value, str) and value else None


def _about(comments: list[Any]) -> str | None:
    """The page that comments without an article say they are about."""
    named = (_reference(each.get("about")) for each in comments if isinstance(each, dict))
    return next((each for each in named if each), None)

"""Who answers whom, from the raw tags of a page.

Below its depth limit, WordPress's comment-template block writes `<li>` straight inside `<li>`. An HTML parser closes
the outer one first, so that a chain of replies becomes a row of siblings; the tags as written still hold the chain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TAG = re.compile(r"<(/?)(li|ol|ul|menu)(?=[\s/>])", re.IGNORECASE)
_CLASS = re.compile(r"""\sclass\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)
_ID = re.compile(r"""\sid\s*=\s*["']?(?:li-|div-)?comment-\d+["'\s>]""", re.IGNORECASE)
_KINDS = frozenset({"comment", "pingback", "trackback"})
_LONGEST_TAG = 4096
_LIST, _ENTRY, _RESPONSE = "list", "entry", "response"


@dataclass(frozen=True)
class RawNesting:
    """`parents[n]` is the index of the list entry that the n-th one is written in, or None at the top.

    `is_sound` is false when list entries are not closed (HTML allows that), so that nesting in the tags means nothing.
    """

    parents: tuple[int | None, ...]
    is_sound: bool


def raw_nesting(html: str) -> RawNesting:
    """The nesting of the responses' `<li>` tags, counted in the text of the page, in the order they are written."""
    html = _blank(_blank(html, "<!--", "-->"), "<script", "</script")
    nesting = _OpenTags()
    for match in _TAG.finditer(html):
        is_end, is_entry = bool(match[1]), match[2].lower() == "li"
        if is_end:
            nesting.close(is_entry)
        elif not is_entry:
            nesting.tags.append(_LIST)
        else:
            nesting.open_entry(_is_response(_attributes(html, match.end())))
    return RawNesting(tuple(nesting.parents), nesting.is_sound)


class _OpenTags:
    """The lists and entries open at one place of the page, and the responses among them."""

    def __init__(self) -> None:
        self.tags: list[str] = []
        self.responses: list[int] = []
        self.parents: list[int | None] = []
        self.is_sound = True

    def open_entry(self, is_response: bool) -> None:
        self.tags.append(_RESPONSE if is_response else _ENTRY)
        if is_response:
            self.parents.append(self.responses[-1] if self.responses else None)
            self.responses.append(len(self.parents) - 1)

    def close(self, is_entry: bool) -> None:
        if is_entry:
            if self.tags and self.tags[-1] != _LIST:
                self._pop()
            return
        while self.tags and self.tags[-1] != _LIST:
            self.is_sound &= self._pop() != _RESPONSE
        if self.tags:
            self.tags.pop()

    def _pop(self) -> str:
        tag = self.tags.pop()
        if tag == _RESPONSE:
            self.responses.pop()
        return tag


def _attributes(html: str, start: int) -> str:
    end = html.find(">", start, start + _LONGEST_TAG)
    return html[start : end + 1] if end > 0 else ""


def _is_response(attributes: str) -> bool:
    classes = _CLASS.search(attributes)
    words = (classes[1] or classes[2] or classes[3] or "").split() if classes else []
    return not _KINDS.isdisjoint(words) or bool(_ID.search(attributes))


def _blank(html: str, opening: str, closing: str) -> str:
    """The text without what stands between two marks; each is searched for once, so that broken pages stay cheap."""
    kept, position = [], 0
    while (start := html.find(opening, position)) >= 0 and (end := html.find(closing, start)) >= 0:
        kept.append(html[position:start])
        position = end + len(closing)
    return "".join(kept) + html[position:]

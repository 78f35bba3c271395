"""What must hold for any HTML a response is shown as, checked by a parser that is not the sanitiser's."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import unquote

import html5lib

from tertulia.responses.markup import ATTRIBUTES, SCHEMES, TAGS

REL = "nofollow ugc noopener"
_ALLOWED = {tag: {*ATTRIBUTES.get(tag, ()), *({"rel"} if tag == "a" else ())} for tag in TAGS}


def faults(html: str) -> list[str]:
    """What is wrong with `html` as the body of a response; nothing is as it should be."""
    page = f'<!doctype html><div id="before"></div><div id="response">{html}</div><div id="after"></div>'
    body = html5lib.parse(page, namespaceHTMLElements=False).find("body")
    shape = [(child.tag, child.get("id")) for child in body]
    if shape != [("div", "before"), ("div", "response"), ("div", "after")] or body.find("./div[3]").text:
        return [f"leaves its container: {shape}"]
    return [*_strangers(body.find("./div[2]")), *_changes(html)]


def _strangers(container: Any) -> Iterator[str]:
    for element in container.iter():
        if element is container:
            continue
        if element.tag not in TAGS:
            yield f"element {element.tag}"
            continue
        for name in set(element.keys()) - _ALLOWED[element.tag]:
            yield f"attribute {name} of {element.tag}"
        if element.tag == "a" and element.get("rel") != REL:
            yield f"rel {element.get('rel')}"
        scheme = re.match(r"[\x00-\x20]*([a-z][a-z0-9+.\-\s]*):", element.get("href", ""), re.IGNORECASE)
        if scheme and scheme[1].lower() not in SCHEMES:
            yield f"scheme of {element.get('href')}"
    if bad := re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "".join(container.itertext())):
        yield f"control letter {bad[0]!r}"


def _changes(html: str) -> Iterator[str]:
    once = html5lib.parseFragment(html, namespaceHTMLElements=False)
    again = html5lib.serialize(once, omit_optional_tags=False, quote_attr_values="always", alphabetical_attributes=True)
    twice = html5lib.parseFragment(again, namespaceHTMLElements=False)
    if _flat(once) != _flat(twice):
        yield "another tree when parsed and written again"


def _flat(tree: Any) -> list[Any]:
    """The whole tree in document order; no recursion, for some are thousands deep."""
    return [(one.tag, dict(one.attrib), one.text or "", one.tail or "", len(one)) for one in tree.iter()]


def words_of(html: str) -> str:
    """All a reader can see or follow, as one text."""
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    hrefs = [unquote(one.get("href")) for one in tree.iter() if one.get("href")]
    return " ".join(["".join(tree.itertext()), *hrefs])


def lost_words(source: str, html: str) -> set[str]:
    """Words of at least three letters in `source` that `html` no longer shows."""
    shown = unescape(words_of(html)).casefold()
    return {word for word in re.findall(r"[^\W\d_]{3,}", unescape(source)) if word.casefold() not in shown}

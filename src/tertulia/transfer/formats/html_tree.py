"""HTML parsed within bounds: HTML's own rules make a parser quadratic in the depth of a document."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from tertulia.transfer.formats.words import words

MAX_DEPTH = 1000
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>")
# Elements that end by themselves, or hold nothing.
_SHALLOW = words(
    "p li dt dd option optgroup tr td th tbody thead tfoot rp rt html head body img br hr input meta link col area "
    "base embed source track wbr param path circle rect use"
)


def is_too_deep(html: str) -> bool:
    """Whether more elements stand open at one place than any page has."""
    depth = 0
    for match in _TAG.finditer(html):
        if match[2].lower() not in _SHALLOW:
            depth = max(0, depth - 1) if match[1] else depth + 1
            if depth > MAX_DEPTH:
                return True
    return False


def parse_fragment(html: str) -> LexborHTMLParser:
    """The tree of a fragment; of one that is too deep only its words."""
    if len(html) > 4 * MAX_DEPTH and is_too_deep(html):
        html = _ANY_TAG.sub(" ", html)
    return LexborHTMLParser(f"<body>{html}</body>")

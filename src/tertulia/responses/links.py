"""Addresses in plain text that become links: those that begin with http://, https:// or www., and no others.

The Markdown library's own finder takes seconds over hostile texts of a response's length, and takes "there.So" for a
host in Somalia. This one answers to the same three calls and reads a text once.
"""

import re
from dataclasses import dataclass

LONGEST = 2000
_PART = r"[^\s<>\"`«»“”\u061c\u200e\u200f]"
_ADDRESS = re.compile(rf"(?<![\w/:.@-])(?P<start>https?://|www\.)(?=[^\W_]){_PART}{{3,{LONGEST}}}+(?!{_PART})", re.IGNORECASE)
_CLOSING = {")": "(", "]": "[", "}": "{"}
_AFTERWARDS = "'.,;:!?*_~…’،؛؟۔。、"


@dataclass(frozen=True, slots=True)
class Link:
    """An address and where it stands; the names of the fields are the Markdown library's."""

    index: int
    last_index: int
    text: str
    url: str
    schema: str


class Finder:
    """What the Markdown library asks for addresses."""

    def pretest(self, text: str) -> bool:
        """Whether it is worth looking."""
        return "://" in text or "www." in text.lower()

    test = pretest

    def match(self, text: str) -> list[Link]:
        """All addresses in `text`, without the punctuation that follows them."""
        found = []
        for match in _ADDRESS.finditer(text):
            address = _without_what_follows(match[0])
            bare = match["start"].lower() == "www."
            url = f"https://{address}" if bare else address
            found.append(Link(match.start(), match.start() + len(address), address, url, "" if bare else "http:"))
        return found


def _without_what_follows(address: str) -> str:
    """The address without closing punctuation; brackets stay as far as they were opened in it."""
    end = len(address)
    surplus = {close: address.count(close) - address.count(opening) for close, opening in _CLOSING.items()}
    while end:
        last = address[end - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last not in _AFTERWARDS:
            break
        end -= 1
    return address[:end]

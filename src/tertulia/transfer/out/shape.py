"""What every module of a way out is given: conversations, where to write, and a place to say what is lost."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO, Protocol
from xml.sax.saxutils import escape

from tertulia.transfer.records import ResponseRecord, Story

Conversations = Iterable[tuple[Story, Iterator[ResponseRecord]]]
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WORDPRESS = re.compile(r"wordpress:(.*):(?:comment|story):(\d{1,15})")
SHOWN = "approved"


class Way(Protocol):
    """The shape of a module in `transfer/out/`."""

    NAME: str

    def write(self, conversations: Conversations, stream: BinaryIO, lost: Counter[str], *, site: str) -> None:
        """Write everything; `lost` counts, by a phrase for people, what the format has no place for."""


class Numbers:
    """Numbers for responses, for formats that want some: those of one WordPress site stay, all others follow after them."""

    def __init__(self, after: int) -> None:
        self._last, self._given = after, dict[str, int]()
        self._site: str | None = None  # the first that is met: another's numbers may be the same

    def of(self, identity: str) -> int:
        """The number of a response of the present thread."""
        if identity not in self._given:
            self._given[identity] = self.kept(identity) or self._next()
        return self._given[identity]

    def kept(self, identity: str) -> int:
        """The number in the id of what came from WordPress, if it can stay; else 0."""
        found = _WORDPRESS.fullmatch(identity)
        if found is None:
            return 0
        self._site = found[1] if self._site is None else self._site
        return int(found[2]) if found[1] == self._site else 0

    def forget(self) -> None:
        """A thread has ended."""
        self._given.clear()

    def _next(self) -> int:
        self._last += 1
        return self._last


def text(words: str | None) -> str:
    """Words in XML."""
    return escape(_UNSAYABLE.sub("\ufffd", words or ""))


def cdata(words: str | None) -> str:
    """Words in a CDATA section, whatever they hold."""
    return "<![CDATA[" + _UNSAYABLE.sub("\ufffd", words or "").replace("]]>", "]]]]><![CDATA[>") + "]]>"


def html_of(response: ResponseRecord) -> str:
    """The response as HTML; "" where there is none."""
    return response.body.html if response.body else ""


def markdown_of(response: ResponseRecord) -> str:
    """The response as Markdown: its own if it was written so, else its HTML, which Markdown lets pass."""
    body = response.body
    if body is None:
        return ""
    return body.original if body.original and body.original_format == "markdown" else body.html


def wall(at: datetime | None) -> str:
    """An instant as WordPress writes it, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") if at else "0000-00-00 00:00:00"


def name_of(response: ResponseRecord) -> str:
    """The name, "" when unknown."""
    return (response.author.name if response.author else None) or ""


def note_losses(response: ResponseRecord, lost: Counter[str], *, exact_time: bool = True) -> None:
    """What hardly any format has a place for."""
    lost["counts of votes"] += bool(response.counts)
    lost["marks that a response was edited"] += response.edited is not None
    lost["fractions of a second"] += bool(exact_time and response.created and response.created.microsecond)

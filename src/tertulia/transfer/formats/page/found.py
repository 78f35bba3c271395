"""What the two forms of a saved page have in common once read: a story, a heading, and responses in page order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from tertulia.transfer.formats.page.heading import Heading
from tertulia.transfer.records import Block, Photo


@dataclass(kw_only=True)
class FoundResponse:
    """One response as the page shows it. `parent` is an index into the page's list of responses.

    `number` is the page's own id, None when it gives none; `created` is the `datetime` attribute as written.
    """

    depth: int
    parent: int | None = None
    parent_basis: str | None = None
    number: str | None = None
    is_number_repeated: bool = False
    name: str | None = None
    printed_name: str | None = None
    is_name_from_avatar: bool = False
    url: str | None = None
    created: str | None = None
    date_text: str | None = None
    html: str | None = None
    text: str | None = None
    kind: str = "response"
    answers: str | None = None  # the number of the response that an "in reply to" link points at
    has_reply_link: bool = False
    shown_depth: int | None = None
    label: str | None = None


@dataclass(kw_only=True)
class FoundStory:
    """The story as the page shows it."""

    headline: str | None = None
    standfirst: str | None = None
    bylines: tuple[str, ...] = ()
    section: str | None = None
    language: str | None = None
    published: str | None = None
    edited: str | None = None
    url: str | None = None
    aliases: tuple[str, ...] = ()
    lead_photo: Photo | None = None
    blocks: tuple[Block, ...] = ()


@dataclass(kw_only=True)
class FoundPage:
    """Everything a saved page holds; `lost_lines` counts blank lines that show that something was dropped."""

    form: str
    story: FoundStory
    heading: Heading | None
    responses: list[FoundResponse] = field(default_factory=list)
    thread_state: str | None = None
    more_pages: str | None = None
    lost_blocks: int = 0
    story_gaps: int = 0


def walk(top: LexborNode) -> Iterator[tuple[LexborNode, int]]:
    """The elements under `top` in document order with their depth below it, without recursion."""
    node, depth = top.first_child, 1
    while node is not None:
        if node.is_element_node:
            yield node, depth
        if node.first_child is not None:
            node, depth = node.first_child, depth + 1
            continue
        while node.next is None:
            parent = node.parent
            depth -= 1
            if depth == 0 or parent is None:
                return
            node = parent
        node = node.next


def classes_of(node: LexborNode) -> frozenset[str]:
    return frozenset((node.attributes.get("class") or "").split())

"""The responses of a saved WordPress page: the block themes' comment-template and the classic themes' walker.

Sources: WordPress core, wp-includes/blocks/comment-*.php and class-walker-comment.php.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from tertulia.transfer.formats.page.found import FoundResponse, classes_of, walk
from tertulia.transfer.formats.page.names import clean_name, name_from_alt
from tertulia.transfer.formats.words import words

_KINDS = {"comment": "response", "pingback": "mention", "trackback": "mention"}
_NUMBER = re.compile(r"^(?:li-|div-)?comment-(\d+)$")
_DEPTH = re.compile(r"^depth-(\d{1,4})$")
_FRAGMENT = re.compile(r"#(?:li-|div-)?comment-(\d+)$")
_ANSWERS = (
    "data-parent",
    "data-parent-id",
    "data-parentid",
    "data-comment-parent",
    "data-in-reply-to",
)

# Classes in order of trust; the first that holds words wins.
_NAME = (
    "wp-block-comment-author-name",
    "fn",
    "comment-author-name",
    "comment-author-link",
    "comment-author",
    "commentauthor",
)
_BODY = (
    "wp-block-comment-content",
    "comment-content",
    "comment-text",
    "comment_text",
    "comment-entry",
    "commenttext",
    "comment-copy",
)
_DATE = ("wp-block-comment-date", "comment-date", "comment-metadata", "commentmetadata", "comment-time")
_META = words(
    "reply comment-meta commentmetadata comment-author vcard comment-metadata comment-awaiting-moderation comment-notes"
)
_PLAIN_BODY = words("p blockquote ul ol pre table figure")


@dataclass
class _Entry:
    """A response while its elements are being met; `top` is how deep its own element lies in the document."""

    found: FoundResponse
    index: int
    top: int
    names: dict[int, LexborNode] = field(default_factory=dict)
    bodies: dict[int, LexborNode] = field(default_factory=dict)
    loose: list[str] = field(default_factory=list)
    links: list[LexborNode] = field(default_factory=list)
    alt: str | None = None
    skip_below: int | None = None


def read_thread(body: LexborNode) -> list[FoundResponse]:
    """The responses in page order, with the parents that the parsed tree shows."""
    found: list[FoundResponse] = []
    around: list[_Entry] = []
    for node, depth in walk(body):
        while around and around[-1].top >= depth:
            _finish(around.pop())
        classes = classes_of(node)
        if _is_response(node, classes) and not (around and _is_twin(node, classes, around[-1].found)):
            entry = _Entry(_begin(node, classes), len(found), depth)
            entry.found.parent = around[-1].index if around else None
            entry.found.depth = len(around) + 1
            found.append(entry.found)
            around.append(entry)
        elif around:
            _collect(around[-1], node, classes, depth)
    for entry in around:
        _finish(entry)
    return found


def _is_response(node: LexborNode, classes: frozenset[str]) -> bool:
    if node.tag not in {"li", "article", "div"}:
        return False
    has_number = bool(_NUMBER.match(node.attributes.get("id") or ""))
    if classes.isdisjoint(_KINDS):
        return has_number and node.tag != "div"
    return node.tag == "li" or has_number or any(_DEPTH.match(each) for each in classes)


def _is_twin(node: LexborNode, classes: frozenset[str], outer: FoundResponse) -> bool:
    """`<li id="li-comment-5"><div id="comment-5">` is one response, not two."""
    if node.tag == "li" or any(_DEPTH.match(each) for each in classes):
        return False
    number = _NUMBER.match(node.attributes.get("id") or "")
    if number and outer.number is None:
        outer.number = number[1]
    return number is None or number[1] == outer.number


def _begin(node: LexborNode, classes: frozenset[str]) -> FoundResponse:
    number = _NUMBER.match(node.attributes.get("id") or "")
    answers = next((value for name in _ANSWERS if (value := node.attributes.get(name))), None)
    return FoundResponse(
        depth=1,
        number=number[1] if number else None,
        shown_depth=next((int(match[1]) for each in classes if (match := _DEPTH.match(each))), None),
        kind=next((kind for word, kind in _KINDS.items() if word in classes), "response"),
        answers=answers.rpartition("-")[2] if answers and answers != "0" else None,
    )


def _collect(entry: _Entry, node: LexborNode, classes: frozenset[str], depth: int) -> None:
    """Take what one element inside a response tells about it; what stands inside its text tells nothing."""
    if entry.skip_below is not None and depth > entry.skip_below:
        return
    entry.skip_below = None
    if _keep_first(entry.bodies, _BODY, node, classes) or "comment-respond" in classes:
        entry.skip_below = depth
    elif node.tag in _PLAIN_BODY and not _is_meta(node, classes):
        entry.loose.append(node.html or "")
        entry.skip_below = depth
    elif not _keep_first(entry.names, _NAME, node, classes):
        _collect_signs(entry, node, classes)
    if node.tag == "a":
        _collect_link(entry, node, classes)


def _collect_signs(entry: _Entry, node: LexborNode, classes: frozenset[str]) -> None:
    found = entry.found
    if node.tag == "time":
        found.created = found.created or node.attributes.get("datetime")
    elif node.tag == "img":
        entry.alt = entry.alt or _avatar_alt(node, classes)
    elif node.tag == "cite":
        entry.names.setdefault(len(_NAME), node)
    elif found.date_text is None and not classes.isdisjoint(_DATE):
        found.date_text = " ".join(node.text().split())[:200] or None


def _avatar_alt(node: LexborNode, classes: frozenset[str]) -> str | None:
    around = classes_of(node.parent) if node.parent else frozenset()
    is_avatar = "photo" in classes or any("avatar" in each for each in classes | around)
    return node.attributes.get("alt") if is_avatar else None


def _collect_link(entry: _Entry, node: LexborNode, classes: frozenset[str]) -> None:
    found, href = entry.found, node.attributes.get("href") or ""
    fragment = _FRAGMENT.search(href)
    if "comment-reply-link" in classes:
        found.has_reply_link = True
        found.number = found.number or node.attributes.get("data-commentid")
    elif fragment and any("parent" in each or "reply-to" in each for each in classes):
        found.answers = fragment[1]
    elif fragment:
        found.number = found.number or fragment[1]
    else:
        entry.links.append(node)


def _keep_first(
    slots: dict[int, LexborNode],
    wanted: tuple[str, ...],
    node: LexborNode,
    classes: frozenset[str],
) -> bool:
    rank = next((rank for rank, name in enumerate(wanted) if name in classes), None)
    if rank is None:
        return False
    slots.setdefault(rank, node)
    return True


def _is_meta(node: LexborNode, classes: frozenset[str]) -> bool:
    parent = node.parent
    inside = parent is not None and (parent.tag in {"footer", "header"} or not classes_of(parent).isdisjoint(_META))
    return inside or not classes.isdisjoint(_META)


def _finish(entry: _Entry) -> None:
    """Choose the name and the text among what was met."""
    found = entry.found
    _take_name(entry)
    if found.created:
        found.date_text = None
    body = next((node for _, node in sorted(entry.bodies.items())), None)
    if body is not None:
        found.html = (body.inner_html or "").strip()
    elif entry.loose:
        found.html = "\n".join(entry.loose).strip()
    elif found.kind == "mention":
        found.html = "\n".join(link.html or "" for link in entry.links)


def _take_name(entry: _Entry) -> None:
    found = entry.found
    nodes = [node for _, node in sorted(entry.names.items())]
    if found.kind == "mention":
        nodes += entry.links[:1]
    named = next((node for node in nodes if node.text().strip()), None)
    if named is not None:
        found.printed_name = " ".join(named.text().split())
        found.name, found.url = clean_name(found.printed_name), _author_url(named)
    elif entry.alt:
        found.name = name_from_alt(entry.alt)
        found.is_name_from_avatar = found.name is not None


def _author_url(node: LexborNode) -> str | None:
    link = node if node.tag == "a" else node.css_first("a[href]")
    href = (link.attributes.get("href") or "").strip() if link is not None else ""
    return href if href.lower().startswith(("http://", "https://")) and not _FRAGMENT.search(href) else None

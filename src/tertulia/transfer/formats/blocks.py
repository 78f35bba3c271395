"""A story's HTML as typed blocks, sanitised."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape

import nh3
from selectolax.lexbor import LexborNode

from tertulia.responses.markup import is_plain
from tertulia.transfer.formats.caption import split_caption
from tertulia.transfer.formats.html_tree import parse_fragment
from tertulia.transfer.formats.identity import host_of
from tertulia.transfer.formats.players import PLAYERS, player_of
from tertulia.transfer.formats.tables import table_of
from tertulia.transfer.formats.words import words
from tertulia.transfer.records import Block, Photo

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_INLINE = words(
    "a abbr b bdi bdo br cite code del dfn em i ins kbd mark q ruby rt rp s samp small span strong sub sup time u var wbr font"
)
_WRAPPERS = words("div section article main body center header")
_DROPPED = words("script style noscript template form nav button svg head link meta hr")
_TAGS = _INLINE - {"font", "span"} | words(
    "p h2 h3 h4 h5 h6 ul ol li blockquote pre figure figcaption img table thead tbody tfoot tr th td caption dl dt dd hr"
)
_ATTRIBUTES = {
    "a": {"href", "title", "hreflang"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "*": {"lang", "dir"},
}
_SCHEMES = {"http", "https", "mailto"}


def sanitise(html: str) -> str:
    """A story's HTML without scripts, styles, classes or foreign schemes."""
    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener",
    ).strip()


def blocks_from_html(html: str) -> tuple[Block, ...]:
    """The blocks of an HTML fragment, in order; loose text becomes paragraphs, nothing with words is left out."""
    body = parse_fragment(html).body
    if body is None:
        return ()
    if "<img" in html:
        for letter in body.css(_LETTERS):
            letter.replace_with((letter.attributes.get("alt") or "").strip() or " ")
    return tuple(blocks_of(body))


_LETTERS = "img.emoji, img.wp-smiley, img.smiley"  # pictures that stand for a letter
_SOURCE = re.compile(r"""(<(?:img|source)\b[^<>]{0,2000}?\ssrc=["'])/(?!/)""", re.IGNORECASE)


def whole_pictures(html: str, url: str | None) -> str:
    """The HTML with pictures that stand at the page's own site by their whole address."""
    host = host_of(url) if "=" in html and url else None
    return _SOURCE.sub(rf"\1{url.partition(':')[0]}://{host}/", html) if host and url else html


def blocks_of(container: LexborNode, leave_out: Callable[[LexborNode], bool] = lambda node: False) -> Iterator[Block]:
    """The blocks under an element. `leave_out` names the parts that are not the story's."""
    loose: list[str] = []
    stack = [container.first_child]
    while stack:
        node = stack.pop()
        if node is None:
            yield from _paragraph(loose)
            continue
        stack.append(node.next)
        if node.is_text_node or (node.tag in _INLINE and not _holds_image(node)):
            if _parts_paragraphs(node, loose):
                yield from _paragraph(loose)
            loose.append(node.html or "")
            continue
        yield from _paragraph(loose)
        if node.is_comment_node or node.tag in _DROPPED or leave_out(node):
            continue
        if _is_wrapper(node):
            stack.append(node.first_child)
        else:
            yield from _typed(node)


_END = "\ue000"
_BREAKS = re.compile(
    r"<br\b[^<>]{0,200}>|</(?:p|li|div|h[1-6]|tr|td|th|caption|dt|dd|blockquote|figcaption|pre)\s*>", re.IGNORECASE
)


def text_of(node: LexborNode) -> str:
    """The plain words of an element; a `<br>` or the end of a block is a line break, other white space is one space."""
    return text_of_html(node.html or "")


def text_of_html(html: str) -> str:
    """The plain words of an HTML fragment, as `text_of` gives them."""
    if is_plain(html):
        text = html.replace("<p>", "").replace("</p>", _END).replace("<br>", _END)
    else:
        body = parse_fragment(_BREAKS.sub(_END, html)).body
        text = body.text() if body else ""
    lines = text.split(_END)
    return "\n".join(text for line in lines if (text := " ".join(line.split())))


def photo_of(figure: LexborNode) -> Photo | None:
    """The picture of a `<figure>`, an `<img>` or whatever holds one, its caption and credit taken apart."""
    image = figure if figure.tag == "img" else figure.css_first("img")
    if image is None:
        return None
    url = image.attributes.get("src") or ""
    lazy = image.attributes.get("data-src") or image.attributes.get("data-lazy-src") or image.attributes.get("data-orig-file")
    if not url or url.startswith("data:"):
        url = lazy or ""
    found = split_caption(_caption_text(figure))
    credit = _marked_credit(figure)
    if credit and not found.credit:
        found = found._replace(
            caption=(found.caption or "").replace(credit, "").strip() or None,
            credit=credit,
        )
    return Photo(
        url=url or None,
        caption=found.caption,
        credit=found.credit,
        credit_label=found.label,
        alt=(image.attributes.get("alt") or "").strip() or None,
    )


def link_pictures(html: str) -> str:
    """A block whose pictures stand elsewhere, each as a link: a page of ours asks nobody else for anything."""
    if "<img" not in html:
        return html
    body = parse_fragment(html).body
    if body is None:
        return ""
    for image in body.css("img"):
        url = image.attributes.get("src") or ""
        words = (image.attributes.get("alt") or "").strip() or url.rsplit("/", 1)[-1].partition("?")[0] or url
        inside = is_in_link(image)
        link = parse_fragment(escape(words) if inside else f'<a href="{escape(url)}">{escape(words)}</a>').body
        if link is not None and link.first_child is not None:
            image.replace_with(link.first_child)
    return sanitise(_FIGURE.sub("", _BELOW.sub("<br>", (body.html or "").removeprefix("<body>").removesuffix("</body>"))))


_FIGURE = re.compile(r"</?(?:figure|figcaption)[^<>]*>")
_BELOW = re.compile(r"</figure>\s*(?=<fig)|<figcaption>")  # a caption stands below its picture, a picture below the one before


def is_in_link(node: LexborNode) -> bool:
    """Whether a link stands somewhere above the node."""
    parent = node.parent
    while parent is not None:
        if parent.tag == "a":
            return True
        parent = parent.parent
    return False


def _caption_text(figure: LexborNode) -> str:
    caption = figure.css_first("figcaption, .wp-caption-text, .caption, .tr-caption, [itemprop=caption]")
    return text_of(caption) if caption else ""


def _marked_credit(figure: LexborNode) -> str | None:
    credit = figure.css_first(
        "figcaption cite, .credit, .photo-credit, .image-credit, [itemprop=creditText], [itemprop=copyrightHolder]"
    )
    text = text_of(credit) if credit else ""
    return split_caption(text).credit or text or None


def _holds_image(node: LexborNode) -> bool:
    return node.tag in {"a", "span"} and node.css_first("img") is not None


def _parts_paragraphs(node: LexborNode, loose: list[str]) -> bool:
    """Whether what comes is the second of two line ends in a row."""
    return node.tag == "br" and next((each for each in reversed(loose) if each.strip()), "").startswith("<br")


def _is_wrapper(node: LexborNode) -> bool:
    return node.tag in _WRAPPERS or node.tag in {"a", "span"} or (node.tag or "").startswith("x-")


def _paragraph(loose: list[str]) -> Iterator[Block]:
    html, loose[:] = _without_start(without_end("".join(loose))), []
    if html:
        yield from _block("paragraph", f"<p>{html}</p>")


def without_end(html: str) -> str:
    """The HTML up to its last word or tag: white space and line ends after it go."""
    end = len(html)
    while True:
        while end and html[end - 1].isspace():
            end -= 1
        if not html.endswith("<br>", 0, end):
            return html[:end]
        end -= len("<br>")


_START = re.compile(r"(?:\s|<br>)+")


def _without_start(html: str) -> str:
    found = _START.match(html)
    return html[found.end() :] if found else html


def _typed(node: LexborNode) -> Iterator[Block]:
    html = node.html or ""
    if node.tag in _HEADINGS:
        yield from _block("heading", html, level=_HEADINGS[node.tag])
    elif node.tag == "p":
        yield from _from_p(node, html)
    elif node.tag in {"ul", "ol"}:
        yield from _block("list", html)
    elif node.tag == "blockquote":
        yield from _quote("quote", node)
    elif node.tag == "figure" and (inner := node.css_first("blockquote, table")):
        yield from _quote("pull_quote", node) if inner.tag == "blockquote" else _table(node, inner)
    elif node.tag == "table" and node.css_first(".tr-caption") and (photo := photo_of(node)):  # Blogger's way with captions
        yield Block(kind="image", html=sanitise(html), text=photo.caption or "", photo=photo)
    elif node.tag == "table":
        yield from _table(node, node)
    elif node.tag in PLAYERS or (node.tag == "figure" and node.css_first(PLAYERS_IN)):
        yield from _players(node)
    elif node.tag == "figure" and (address := _embedded(node)):
        yield _embed(address, _caption_text(node))
    elif node.tag == "figure" and (card := node.css_first("a.kg-bookmark-container[href]")):  # Ghost's link with a preview
        title = card.css_first(".kg-bookmark-title")
        yield _embed(card.attributes.get("href") or "", text_of(title) if title else "")
    elif node.tag == "figure" and len(node.css("img")) > 1:
        yield _gallery(node, html)
    elif node.tag in {"figure", "img", "picture"} and (photo := photo_of(node)):
        yield Block(kind="image", html=sanitise(html), text=photo.caption or "", photo=photo)
    else:
        yield from _block("html", html)


PLAYERS_IN = ", ".join(sorted(PLAYERS))
_ADDRESS_ALONE = re.compile(r"https?://[^\s<>\"']{1,2000}")


def _from_p(node: LexborNode, html: str) -> Iterator[Block]:
    """A paragraph; one that holds nothing but a picture is an image, and a picture or a player at its side stands apart."""
    text = text_of(node)
    photo = None if text else photo_of(node)
    if photo:
        yield Block(kind="image", html=sanitise(html), photo=photo)
        return
    if _ADDRESS_ALONE.fullmatch(text) and player_of(text):
        yield _embed(text, "")
        return
    yield from _leading_pictures(node)
    yield from _block("paragraph", node.html or "")
    if node.css_first(PLAYERS_IN):
        yield from _players(node)


def _leading_pictures(paragraph: LexborNode) -> Iterator[Block]:
    """The pictures before the first word of a paragraph, taken out of it."""
    while (first := _first_child(paragraph)) is not None and (first.tag == "img" or _holds_image(first)) and not text_of(first):
        photo, html = photo_of(first), first.html or ""
        first.decompose()
        if photo:
            yield Block(kind="image", html=sanitise(html), photo=photo)


def _first_child(node: LexborNode) -> LexborNode | None:
    child = node.first_child
    while child is not None and ((child.is_text_node and not (child.text() or "").strip()) or child.tag == "br"):
        child = child.next
    return child


def _quote(kind: str, node: LexborNode) -> Iterator[Block]:
    """Somebody's words, and whose where the quote says it."""
    html, text = node.html or "", text_of(node)
    cites = node.css("cite, footer, figcaption")
    source = text_of(cites[-1]) if cites else ""
    said = text.removesuffix(source).rstrip("\n —–-") if source and text.endswith(source) else ""
    content = {"text": said, "source": source.lstrip("—–- ")} if said else {"text": text, "source": ""}
    for block in _block(kind, html):
        yield replace(block, content=content) if said or kind == "pull_quote" else block


def _table(node: LexborNode, table: LexborNode) -> Iterator[Block]:
    caption = node.css_first("figcaption")
    content = table_of(table, text_of, source=text_of(caption) if caption else "")
    for block in _block("html", node.html or ""):
        yield replace(block, kind="table", content=content) if content else block


def _players(node: LexborNode) -> Iterator[Block]:
    """What plays in a frame or a player of the old site's, by address."""
    found = [node] if node.tag in PLAYERS else node.css(PLAYERS_IN)
    caption = _caption_text(node)
    for each in found:
        address = (each.attributes.get("src") or each.attributes.get("data") or each.attributes.get("data-src") or "").strip()
        inner = each.css_first("source[src]")
        address = address or ((inner.attributes.get("src") or "") if inner else "")
        address = f"https:{address}" if address.startswith("//") else address
        if _ADDRESS_ALONE.fullmatch(address):
            yield _embed(address, caption or (each.attributes.get("title") or "").strip())


def _embedded(figure: LexborNode) -> str | None:
    """The address in a figure that is nothing but that and its caption."""
    wrapper = figure.css_first(".wp-block-embed__wrapper")
    address = text_of(wrapper) if wrapper else ""
    return address if _ADDRESS_ALONE.fullmatch(address) else None


def _embed(address: str, title: str) -> Block:
    """Something that lives elsewhere: a block of its own where a page may show it, else a link."""
    address = player_of(address) or address
    title = title or address.partition("://")[2].removeprefix("www.").rstrip("/")
    html = sanitise(f'<p><a href="{escape(address)}">{escape(title)}</a></p>')
    if not address.startswith("https://"):
        return Block(kind="paragraph", html=html, text=title)
    return Block(kind="embed", html=html, text=title, content={"url": address, "title": title[:200]})


def _gallery(figure: LexborNode, html: str) -> Block:
    """Pictures that belong together, each with its own caption."""
    inner = [each for each in figure.css("figure") if each.mem_id != figure.mem_id and each.css_first("img")]
    pictures = inner or figure.css("img")
    photos = tuple(photo for each in pictures if (photo := photo_of(each)))
    captions = [each for each in figure.css("figcaption") if each.parent and each.parent.mem_id == figure.mem_id]
    title = text_of(captions[-1]) if captions else ""
    return Block(kind="gallery", html=sanitise(html), text=title, photos=photos, content={"title": title} if title else {})


def _block(kind: str, html: str, level: int | None = None) -> Iterator[Block]:
    clean = sanitise(html)
    text = text_of_html(clean)
    if text or "<img" in clean:
        yield Block(kind=kind, html=clean, text=text, level=level)


def paragraphs_of(text: str) -> Iterator[Block]:
    """The lines of a plain text as paragraphs."""
    for line in text.split("\n"):
        if words := " ".join(line.split()):
            yield Block(
                kind="paragraph",
                html=f"<p>{escape(words, quote=False)}</p>",
                text=words,
            )

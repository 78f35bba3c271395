"""A response's HTML made of what a response may hold here, before the sanitiser drops the rest."""

from __future__ import annotations

import re
from html import escape

from selectolax.lexbor import LexborNode

from tertulia.transfer.formats.blocks import is_in_link, without_end
from tertulia.transfer.formats.html_tree import parse_fragment
from tertulia.transfer.formats.players import PLAYERS, player_of

_OTHER = re.compile(
    r"<(?:b|i|u|h[1-6]|img|picture|iframe|video|audio|embed|object|t[drh]|caption|div|section|article|aside|details|summary|figure|"
    r"figcaption|d[dt]|center|header|footer)(?=[\s/>])",
    re.IGNORECASE,
)
_SHOWN = re.compile(r"<(?:img|iframe|video|audio|embed|object)(?=[\s/>])", re.IGNORECASE)
_RULES = tuple(
    (re.compile(pattern, re.IGNORECASE), made)
    for pattern, made in (
        (r"<(/?)b(?:\s[^<>]*)?>", r"<\1strong>"),
        (r"<(/?)i(?:\s[^<>]*)?>", r"<\1em>"),
        (r"<h[1-6](?:\s[^<>]*)?>", "<p><strong>"),
        (r"</h[1-6]\s*>", "</strong></p>"),
        (r"</t[dh]\s*>\s*(?=<t[dh][\s>])", " | "),
        (r"</(?:tr|caption)\s*>", "<br>"),
        (r"<(/?)table(?:\s[^<>]*)?>", r"<\1p>"),
        (r"</?(?:t[rdh]|tbody|thead|tfoot|caption|colgroup|col)(?:\s[^<>]*)?>", ""),
        (
            r"<(/?)(?:div|section|article|aside|details|summary|figure|figcaption|d[dt]|center|header|footer)(?:\s[^<>]*)?>",
            r"<\1p>",
        ),
    )
)
_EMOJI = frozenset({"emoji", "wp-smiley", "smiley", "emojione"})
_PLAYED = ", ".join(sorted(PLAYERS))


def fitted(html: str) -> str:
    """The HTML with strong words, lines, and links in place of what cannot stand in a response."""
    if not _OTHER.search(html):
        return html
    if _SHOWN.search(html):
        html = _linked(html)
    for pattern, made in _RULES:
        html = pattern.sub(made, html)
    body = parse_fragment(html).body if "<p" in html else None
    return _without_empty_lines(body.inner_html or "") if body else html


def _without_empty_lines(html: str) -> str:
    """Paragraphs end with their last word, and one without any goes. No regex: of a hundred thousand lines it would try each."""
    *paragraphs, rest = html.split("</p>")
    ended = [without_end(each) for each in paragraphs]
    return "".join(each.removesuffix("<p>") if each.endswith("<p>") else f"{each}</p>" for each in ended) + rest


def _linked(html: str) -> str:
    """Pictures and players as links; a picture that stands for a letter as that."""
    body = parse_fragment(html).body
    if body is None:
        return html
    for image in body.css("img"):
        _replace(image, image.attributes.get("src") or image.attributes.get("data-src") or "", image.attributes.get("alt") or "")
    for player in body.css(_PLAYED):
        inner = player.css_first("source[src]")
        address = player.attributes.get("src") or player.attributes.get("data") or ""
        address = address or ((inner.attributes.get("src") or "") if inner else "")
        _replace(player, address, player.attributes.get("title") or (player_of(address) or address).partition("://")[2])
    return body.inner_html or ""


def _replace(node: LexborNode, address: str, words: str) -> None:
    address = f"https:{address}" if address.startswith("//") else address
    address = player_of(address) or address
    is_whole = address.startswith(("https://", "http://"))
    words = words.strip() or (address.partition("?")[0].rstrip("/").rsplit("/", 1)[-1] if is_whole else "")
    is_letter = not _EMOJI.isdisjoint((node.attributes.get("class") or "").split())
    if is_letter or not is_whole or is_in_link(node):
        node.replace_with(words or " ")
        return
    link = parse_fragment(f'<a href="{escape(address)}">{escape(words or address)}</a>').body
    if link is not None and link.first_child is not None:
        node.replace_with(link.first_child)

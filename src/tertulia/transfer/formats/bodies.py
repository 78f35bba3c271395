"""From a source's text to HTML, by the source's own newline rules. Nothing here makes HTML safe: the loader does."""

from __future__ import annotations

import re
from html import escape

from markdown_it import MarkdownIt

from tertulia.responses.links import Finder
from tertulia.transfer.formats.autop import autop
from tertulia.transfer.records import Body

LONGEST_MARKDOWN = 100_000
_MARKDOWN = MarkdownIt("commonmark", {"html": True, "breaks": True, "linkify": True}).enable(["strikethrough", "linkify"])
_MARKDOWN.inline.ruler.disable("linkify")  # looks at all that came before, at every colon
_MARKDOWN.linkify = Finder()
_HAS_BLOCKS = re.compile(r"<(?:p|br|pre|div|ul|ol|blockquote)\b", re.IGNORECASE)


def body_from_text(text: str, original_format: str = "text") -> Body:
    """Plain text: blank lines part paragraphs, other line ends are kept."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    html = "\n".join(f"<p>{escape(each, quote=False).replace(chr(10), '<br>')}</p>" for each in paragraphs if each.strip())
    return Body(html=html, original=text, original_format=original_format)


def body_from_html(html: str, original_format: str = "html") -> Body:
    """HTML in which markup alone makes paragraphs."""
    return Body(html=html.strip(), original=html, original_format=original_format)


def body_from_markdown(text: str, original_format: str = "markdown") -> Body:
    """Markdown; line ends inside a paragraph are kept, HTML in it passes through."""
    if len(text) > LONGEST_MARKDOWN:
        return body_from_text(text, original_format)
    return Body(html=_MARKDOWN.render(text).strip(), original=text, original_format=original_format)


def body_from_paragraph_html(html: str, original_format: str) -> Body:
    """HTML whose first paragraph has no tag and whose others start with a bare `<p>`, as Hacker News writes."""
    return Body(html=f"<p>{html}" if html.strip() else "", original=html, original_format=original_format)


def body_from_loose_html(html: str, original_format: str) -> Body:
    """HTML by WordPress's rules: newlines make paragraphs and line breaks, bare addresses become links."""
    return Body(html=link_addresses(autop(html)), original=html, original_format=original_format)


def body_from_maybe_loose_html(html: str, original_format: str) -> Body:
    """HTML that makes its own paragraphs, or a text without any, whose newlines count."""
    text = html.strip()
    return Body(html=text if _HAS_BLOCKS.search(text) else autop(text), original=html, original_format=original_format)


_TAG_OR_ADDRESS = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>|(?<![\w@/=\"'])(https?://[^\s<>\"'\[\]]{3,2000})")


def link_addresses(html: str) -> str:
    """Bare web addresses in the text of an HTML fragment made links; those in tags, links and code stay."""
    if "://" not in html:
        return html
    inside = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal inside
        end, tag, address = match[1], match[2], match[3]
        if address is None:
            if tag.lower() in {"a", "code", "pre"}:
                inside = max(0, inside - 1) if end else inside + 1
            return match[0]
        kept = _without_closing(address)
        return match[0] if inside else f'<a href="{kept}">{kept}</a>{address[len(kept) :]}'

    return _TAG_OR_ADDRESS.sub(replace, html)


def _without_closing(address: str) -> str:
    """An address without what ends the sentence around it, a bracket that it does not open included."""
    kept = address.rstrip(".,;:!?")
    while kept.endswith(")") and kept.count(")") > kept.count("("):
        kept = kept[:-1].rstrip(".,;:!?")
    return kept

"""From a source's text to HTML, by the source's own newline rules. Nothing here makes HTML safe: the loader does."""

from __future__ import annotations

import re
from html import escape

from tertulia.transfer.records import Body


def body_from_text(text: str, original_format: str = "text") -> Body:
    """Plain text: blank lines part paragraphs, other line ends are kept."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    html = "\n".join(
        f"<p>{escape(each, quote=False).replace(chr(10), '<br>')}</p>" for each in paragraphs if each.strip()
    )
    return Body(html=html, original=text, original_format=original_format)


def body_from_html(html: str, original_format: str = "html") -> Body:
    """HTML in which markup alone makes paragraphs."""
    return Body(html=html.strip(), original=html, original_format=original_format)

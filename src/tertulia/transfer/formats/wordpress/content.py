"""A post's content as HTML: WordPress's own shortcodes become what they show; of those of plugins the report tells."""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any

from tertulia.transfer.formats.autop import autop
from tertulia.transfer.formats.reading import ReadReport

_CAPTION = re.compile(
    r"\[(?:wp_)?caption[^\]]{0,500}\]\s*((?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?)\s*(.{0,5000}?)\[/(?:wp_)?caption\]",
    re.DOTALL,
)
_EMBED = re.compile(r"\[(embed|youtube|vimeo)[^\]]{0,200}\](https?://[^\[\s]{1,2000})\[/\1\]")
_ALONE = re.compile(r"^[ \t]*(https?://[^\s<>\"'\[\]]{3,2000})[ \t]*$", re.MULTILINE)
_MEDIA = re.compile(r"\[(audio|video)\b([^\]]{0,2000})\](?:[^\[]{0,500}\[/\1\])?")
_ADDRESS = re.compile(r"""https?://[^\s"'“”″<>\]]{3,2000}""")
_EMBED_BLOCK = re.compile(r'(<div class="wp-block-embed__wrapper">)\s*(https?://[^<>"\s]{1,2000})\s*(</div>)')
_DOWNLOAD = re.compile(r'<a\b[^<>]{0,2000}\bclass="wp-block-file__button[^<>]{0,2000}>[^<>]{0,200}</a>')
_NOTE = re.compile(r'<sup data-fn="[^"<>]{1,80}"[^<>]{0,80}><a [^<>]{1,300}>(\d{1,4})</a></sup>')
_LEFT = re.compile(
    r"""\[(?!gallery|playlist)([a-z][\w-]{1,40})(?:\s+[\w-]{1,40}\s*=\s*(?:["'“”″]|&quot;)[^\]]{0,2000})\]|\[/([a-z][\w-]{1,40})\]"""
)


def html_of_content(content: str, meta: dict[str, Any], place: str, report: ReadReport) -> str:
    """The HTML of a post of either editor; `meta` holds its footnotes."""
    content = _CAPTION.sub(r"<figure>\1<figcaption>\2</figcaption></figure>", content)
    content = _EMBED.sub("\n\n" + r'<p><a href="\2">\2</a></p>' + "\n\n", content)
    content = _MEDIA.sub(_media, content)
    content = _EMBED_BLOCK.sub(r'\1<a href="\2">\2</a>\3', content)
    if "[" in content:
        for match in _LEFT.finditer(content):
            report.warn(f"the shortcode [{match[1] or match[2]}] of a plugin stays as it is in the text", place)
    if "<!-- wp:" in content:
        content = _DOWNLOAD.sub("", _NOTE.sub(r"<sup>\1</sup>", content))  # the file's name before it leads there, too
        return content.replace("<!-- wp:footnotes /-->", _footnotes(meta))
    return autop(_ALONE.sub("\n\n" + r'<p><a href="\1">\1</a></p>' + "\n\n", content))


def _media(match: re.Match[str]) -> str:
    found = _ADDRESS.search(match[2])
    return f'\n\n<{match[1]} src="{escape(found[0])}"></{match[1]}>\n\n' if found else match[0]


def _footnotes(meta: dict[str, Any]) -> str:
    try:
        notes = json.loads(str(meta.get("footnotes") or "[]"))
    except ValueError:
        return ""
    told = [each["content"] for each in notes if isinstance(each, dict) and isinstance(each.get("content"), str)]
    return "<ol>" + "".join(f"<li>{each}</li>" for each in told) + "</ol>" if told else ""

"""A post's content as HTML, of either editor."""

from __future__ import annotations

import json
import re
from typing import Any

from tertulia.transfer.formats.autop import autop
from tertulia.transfer.formats.reading import ReadReport
from tertulia.transfer.formats.wordpress.shortcodes import shown

_ALONE = re.compile(r"^[ \t]*(https?://[^\s<>\"'\[\]]{3,2000})[ \t]*$", re.MULTILINE)
_EMBED_BLOCK = re.compile(r'(<div class="wp-block-embed__wrapper">)\s*(https?://[^<>"\s]{1,2000})\s*(</div>)')
_DOWNLOAD = re.compile(r'<a\b[^<>]{0,2000}\bclass="wp-block-file__button[^<>]{0,2000}>[^<>]{0,200}</a>')
_NOTE = re.compile(r'<sup data-fn="[^"<>]{1,80}"[^<>]{0,80}><a [^<>]{1,300}>(\d{1,4})</a></sup>')
_MARK = "\ue102{}\ue103"
_MARKED = re.compile("(?:<p>\\s*)?\ue102(\\d+)\ue103(?:\\s*</p>)?")


def html_of_content(content: str, meta: dict[str, Any], place: str, report: ReadReport) -> str:
    """The HTML of a post of either editor; `meta` holds its footnotes."""
    kept: list[str] = []

    def keep(html: str) -> str:
        kept.append(html)
        return _MARK.format(len(kept) - 1)

    content = shown(content.replace("\ue102", "").replace("\ue103", ""), place, report, keep)
    if "<!-- wp:" in content:
        content = _EMBED_BLOCK.sub(r'\1<a href="\2">\2</a>\3', content)
        content = _DOWNLOAD.sub("", _NOTE.sub(r"<sup>\1</sup>", content))  # the file's name before it leads there, too
        html = content.replace("<!-- wp:footnotes /-->", _footnotes(meta))
    else:
        html = autop(_ALONE.sub("\n\n" + r'<p><a href="\1">\1</a></p>' + "\n\n", content))
    while kept and "\ue102" in html:  # what was kept may hold another
        html = _MARKED.sub(lambda match: kept[int(match[1])], html)
    return html


def _footnotes(meta: dict[str, Any]) -> str:
    try:
        notes = json.loads(str(meta.get("footnotes") or "[]"))
    except ValueError:
        return ""
    told = [each["content"] for each in notes if isinstance(each, dict) and isinstance(each.get("content"), str)]
    return "<ol>" + "".join(f"<li>{each}</li>" for each in told) + "</ol>" if told else ""

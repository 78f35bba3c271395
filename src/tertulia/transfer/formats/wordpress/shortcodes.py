"""Shortcodes: WordPress's own and WordPress.com's become what they show; those that lay out a page leave their words behind.

One pass from bracket to bracket: a tag ends at the next bracket, so that no text is looked at twice however often one opens.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from html import escape
from typing import NamedTuple
from urllib.parse import unquote

from tertulia.transfer.formats.reading import ReadReport
from tertulia.transfer.formats.words import words

_TAG = re.compile(r"\[(/?)([A-Za-z][\w-]{0,60})((?:[\s=][^\[\]]*)?)\]")
_ATTRIBUTE = re.compile(r"""([\w-]{1,60})\s*=\s*(?:["“”″']([^"“”″']*)["“”″']|&quot;(.*?)&quot;|([^\s"'\]]+))""")
_ADDRESS = re.compile(r"""https?://[^\s"'“”″<>|\]]{3,2000}""")
_PICTURE = re.compile(r"\s*((?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?)\s*")
_NUMBERS = re.compile(r"[\d, ]+")
_SIZE = re.compile(r"&(?:amp;|#038;)?[wh]=\d.*$")
_CAPTIONS = words("caption wp_caption")
_CODES = words("sourcecode code")
_PLAYED = words(
    "embed youtube vimeo tweet soundcloud dailymotion instagram facebook spotify gist googlemaps ted slideshare tiktok pinterest"
)
_SOUNDS = words("audio video")
_QUIET = _CAPTIONS | {"gallery", "playlist"}
_ENCLOSING = _CAPTIONS | _CODES | _PLAYED | _SOUNDS | {"vc_raw_html"}
_BUILDERS = ("vc_", "et_pb_", "fusion_", "av_", "mk_", "ux_", "kc_", "cs_", "tatsu_", "oxy-", "ct_")
_LINK = re.compile(r"(?:^|\|)url:([^|]+)")
_LEFT = re.compile(r"\s[\w-]{1,40}\s*=\s*[\"'“”″&]")


class Tag(NamedTuple):
    """A tag of a text: where it begins and ends, whether it closes, its name and what stands after that."""

    start: int
    end: int
    closes: bool
    name: str
    rest: str


def tags_of(text: str) -> Iterator[Tag]:
    """What may be a shortcode, in order."""
    for match in _TAG.finditer(text):
        yield Tag(match.start(), match.end(), bool(match[1]), match[2].lower(), match[3].rstrip().removesuffix("/"))


def shown(text: str, place: str, report: ReadReport, keep: Callable[[str], str]) -> str:
    """The text with what its shortcodes show. `keep` takes finished HTML and gives the mark that stands for it till the end."""
    if "[" not in text:
        return text
    return _Showing(text, place, report, keep).done()


class _Showing:
    """A text while its shortcodes become what they show."""

    def __init__(self, text: str, place: str, report: ReadReport, keep: Callable[[str], str]) -> None:
        self._text, self._place, self._report, self._keep = text, place, report, keep
        self._out: list[str] = []
        self._open: dict[str, tuple[int, Tag]] = {}
        lower = text.lower()
        self._last = {name: lower.rfind(f"[/{name}]") for name in _ENCLOSING}
        self._was_built = False

    def done(self) -> str:
        position = 0
        code: str | None = None
        for tag in tags_of(self._text):
            self._out.append(self._text[position : tag.start])
            position = tag.end
            if code and not (tag.closes and tag.name == code):
                self._out.append(self._text[tag.start : tag.end])
                continue
            self._take(tag)
            code = tag.name if tag.name in _CODES and tag.name in self._open else None
        self._out.append(self._text[position:])
        if self._was_built:
            self._report.warn("page-builder", self._place)
        return "".join(self._out)

    def _take(self, tag: Tag) -> None:
        if tag.closes and tag.name in self._open:
            place, opened = self._open.pop(tag.name)
            self._open = {name: other for name, other in self._open.items() if other[0] < place}
            inside = "".join(self._out[place + 1 :])
            del self._out[place:]
            self._out.append(self._enclosed(opened, inside))
            return
        if not tag.closes and tag.name in _ENCLOSING and self._last[tag.name] > tag.start:
            self._open[tag.name] = (len(self._out), tag)
        self._out.append(self._alone(tag))

    def _enclosed(self, tag: Tag, inside: str) -> str:
        if tag.name in _CAPTIONS:
            return self._caption(tag, inside)
        if tag.name in _CODES:
            return self._block(f"<pre>{_as_written(inside)}</pre>")
        if tag.name == "vc_raw_html":
            return self._block(_raw(inside))
        found = _ADDRESS.search(tag.rest) or _ADDRESS.search(inside)
        if found is None:
            return self._text[tag.start : tag.end] + inside + f"[/{tag.name}]"
        return self._sound(tag.name, found[0]) if tag.name in _SOUNDS else self._played(found[0])

    def _alone(self, tag: Tag) -> str:
        """A tag that encloses nothing, or whose end is not there yet."""
        if tag.name.startswith(_BUILDERS):
            self._was_built = True
            return "\n\n" if tag.closes else self._built(tag)
        written = self._text[tag.start : tag.end]
        found = None if tag.closes else _ADDRESS.search(tag.rest)
        if tag.name in _SOUNDS and found:
            return self._sound(tag.name, found[0])
        if tag.name in _PLAYED and found:
            return self._played(found[0])
        if tag.name == "vimeo" and (number := tag.rest.strip(" =")).isdigit():
            return self._played(f"https://vimeo.com/{number}")
        if tag.name not in self._open and tag.name not in _QUIET and (tag.closes or _LEFT.match(tag.rest)):
            self._report.warn("shortcode-left", self._place, name=tag.name)
        return written

    def _caption(self, tag: Tag, inside: str) -> str:
        picture = _PICTURE.match(inside)
        if picture is None:
            return inside
        said = inside[picture.end() :].strip() or escape(_attributes(tag.rest).get("caption", ""), quote=False)
        said = said.replace("\r\n", "\n").replace("\n", "<br>")
        return self._block(f"<figure>{picture[1]}<figcaption>{said}</figcaption></figure>")

    def _built(self, tag: Tag) -> str:
        """What a tag of a page builder shows by itself: a picture, a film, a button, a heading."""
        said = _attributes(tag.rest)
        numbers = next((said[name] for name in ("image", "images", "gallery_ids", "image_id") if name in said), "")
        if ("image" in tag.name or "gallery" in tag.name) and _NUMBERS.fullmatch(numbers):
            return f'\n\n[gallery ids="{numbers}"]\n\n'
        address = next((said[name] for name in ("src", "url", "link", "image") if _ADDRESS.fullmatch(said.get(name, ""))), None)
        if address and "video" in tag.name:
            return self._played(address)
        if address and "image" in tag.name:
            return self._block(f'<p><img src="{escape(address)}" alt="{escape(said.get("alt", ""))}"></p>')
        leads = said.get("button_url") or unquote(found[1] if (found := _LINK.search(said.get("link", ""))) else "")
        named = said.get("button_text") or said.get("title") or ""
        if _ADDRESS.fullmatch(leads) and named:
            return self._block(f'<p><a href="{escape(leads)}">{escape(named)}</a></p>')
        heading = (said.get("text") if "heading" in tag.name else None) or said.get("title") or said.get("heading")
        return self._block(f"<h3>{escape(heading, quote=False)}</h3>") if heading else "\n\n"

    def _sound(self, name: str, address: str) -> str:
        return self._block(f'<{name} src="{escape(address)}"></{name}>')

    def _played(self, address: str) -> str:
        address = escape(_SIZE.sub("", address))
        return self._block(f'<p><a href="{address}">{address}</a></p>')

    def _block(self, html: str) -> str:
        return f"\n\n{self._keep(html)}\n\n" if html else ""


def _attributes(rest: str) -> dict[str, str]:
    return {match[1].lower(): (match[2] or match[3] or match[4] or "").strip() for match in _ATTRIBUTE.finditer(rest)}


def _as_written(code: str) -> str:
    """Code as words: no tag in it is one, and no bracket begins a gallery."""
    return code.strip("\r\n").replace("<", "&lt;").replace(">", "&gt;").replace("[", "&#91;")


def _raw(inside: str) -> str:
    """HTML as WPBakery stores it: percent-encoded, then base64."""
    try:
        return unquote(base64.b64decode(inside.strip(), validate=True).decode("utf-8"))
    except (binascii.Error, ValueError):
        return ""

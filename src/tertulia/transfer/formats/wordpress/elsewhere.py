"""What a story shows that stands in another item of the file: the pictures of its galleries, and blocks used in many stories."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from xml.etree.ElementTree import Element

from tertulia.transfer.formats.opening import open_bounded, unwatched
from tertulia.transfer.formats.reading import ReadOptions, ReadReport
from tertulia.transfer.formats.values import name_or_none, url_or_none
from tertulia.transfer.formats.wordpress.meta import read_meta
from tertulia.transfer.formats.xml_stream import pieces, texts_of
from tertulia.transfer.records import ResponseRecord

_CHUNK, _OVERLAP = 1 << 20, 4096
_NAMED = re.compile(
    rb"""\[(?:gallery|playlist)\b[^\]]{0,500}?\bids=["'&#;a-z0-9]{0,8}?([\d, ]{1,3000})|wp:block \{"ref":(\d{1,18})|"""
    rb"""\[(?:vc|et_pb|fusion)_[^\[\]]{0,2000}?\b(?:images?|image_id|gallery_ids)="([\d, ]{1,3000})\""""
)
_SIGNS = (
    b"[gallery",
    b"[playlist",
    b'wp:block {"ref":',
    b"[vc_",
    b"[et_pb_",
    b"[fusion_",
)  # one of them stands in whatever the two patterns find
_OWN = re.compile(rb"\[(?:gallery|playlist)\b(?![^\]]{0,500}\bids=)")
GALLERY = re.compile(r"\[(gallery|playlist)\b([^\]]{0,3500})\]")
_IDS = re.compile(r"""\bids=(?:["'“”″]|&quot;|&#\d{2,4};)?([\d, ]+)""")
_BLOCK = re.compile(r'<!-- wp:block \{"ref":(\d{1,18})[^<>]{0,500}\} /-->')
_GUESTS = b"guest-author"  # the kind of item that Co-Authors Plus makes of each
_DEEPEST = 5
_LONGEST = 4_000_000  # characters of a story with all its blocks: each may hold others many times
_MOST_PICTURES = 2_000  # of all galleries of a story


@dataclass(frozen=True, slots=True)
class _Attachment:
    url: str
    caption: str
    alt: str
    title: str


@dataclass
class Elsewhere:
    """Attachments and blocks by the number of their item, authors without an account by their login."""

    attachments: dict[str, _Attachment] = field(default_factory=dict)
    of_story: dict[str, list[str]] = field(default_factory=dict)
    blocks: dict[str, str] = field(default_factory=dict)
    guests: dict[str, str] = field(default_factory=dict)
    topics: set[str] = field(default_factory=set)  # ids of the stories of a forum that were read
    late: list[ResponseRecord] = field(default_factory=list)  # replies that stand before their topic

    def with_blocks(self, content: str, number: str | None, report: ReadReport) -> str:
        """The content of a story, of this number, with the blocks that it shares with others."""
        for _ in range(_DEEPEST):  # a block may hold another
            if "<!-- wp:block " not in content:
                break
            grown = sum(len(self.blocks.get(found[1], "")) for found in _BLOCK.finditer(content))
            if grown and len(content) + grown > _LONGEST:
                report.warn("blocks-too-long", f"post {number}")
                return _BLOCK.sub("", content)
            content = _BLOCK.sub(lambda found: self._block(found[1], f"post {number}", report), content)
        return content

    def with_galleries(self, html: str, number: str | None, report: ReadReport) -> str:
        """The HTML of a story with the pictures of its galleries."""
        shown = 0

        def show(found: re.Match[str]) -> str:
            nonlocal shown
            pictures = self._pictures(found[2], number, report)
            shown += len(pictures)
            if shown > _MOST_PICTURES:
                report.warn("gallery-too-large", f"post {number}")
                return ""
            return (_figures(pictures) if found[1] == "gallery" else _links(pictures)) if pictures else ""

        return GALLERY.sub(show, html)

    def _block(self, number: str, place: str, report: ReadReport) -> str:
        if number not in self.blocks:
            report.warn("block-absent", place)
        return self.blocks.get(number, "")

    def _pictures(self, attributes: str, number: str | None, report: ReadReport) -> list[_Attachment]:
        named = _IDS.search(attributes)
        keys = named[1].replace(" ", "").split(",") if named else self.of_story.get(number or "", [])
        pictures = [self.attachments[key] for key in keys if key in self.attachments]
        missing = sum(1 for key in keys if key and key not in self.attachments)
        for _ in range(missing if pictures or named else 1):
            report.warn("picture-absent", f"post {number}")
        return pictures


def _figures(shown: list[_Attachment]) -> str:
    return f"<figure>{''.join(map(_figure, shown))}</figure>"


def _figure(shown: _Attachment) -> str:
    image = f'<img src="{escape(shown.url)}" alt="{escape(shown.alt or shown.title)}">'
    return f"<figure>{image}<figcaption>{shown.caption}</figcaption></figure>"


def _links(shown: list[_Attachment]) -> str:
    return (
        "<ul>"
        + "".join(f'<li><a href="{escape(each.url)}">{escape(each.title or each.url)}</a></li>' for each in shown)
        + "</ul>"
    )


def gather(paths: Sequence[Path], options: ReadOptions) -> Elsewhere:
    """What the stories of a site's files name of their other items; most name nothing, and are only searched for names."""
    wanted, found = _Wanted(), Elsewhere()
    for path in paths:
        wanted.look_through(path)
    if not wanted.is_something:
        return found
    with unwatched():
        for path in paths:
            for piece in pieces(path, frozenset({"item", "wp:comment"}), options, ReadReport()):
                if piece.name == "item":
                    _gather(piece.element, wanted, found)
    return found


def _gather(item: Element, wanted: _Wanted, found: Elsewhere) -> None:
    texts = texts_of(item)
    number, kind = (texts.get("wp:post_id") or "").strip(), (texts.get("wp:post_type") or "").strip()
    if kind == "wp_block" and number in wanted.numbers:
        found.blocks[number] = texts.get("content:encoded") or ""
    elif kind == "guest-author" and wanted.has_guests:
        meta = read_meta(item, "wp:postmeta")
        name = name_or_none(meta.get("cap-display_name")) or name_or_none(texts.get("title"))
        if name and (login := name_or_none(meta.get("cap-user_login"))):
            found.guests[login] = name
    elif kind == "attachment" and wanted.has(number) and (url := url_or_none(texts.get("wp:attachment_url"))):
        found.of_story.setdefault((texts.get("wp:post_parent") or "").strip(), []).append(number)
        found.attachments[number] = _Attachment(
            url=url,
            caption=(texts.get("excerpt:encoded") or "").strip(),
            alt=name_or_none(read_meta(item, "wp:postmeta").get("_wp_attachment_image_alt")) or "",
            title=name_or_none(texts.get("title")) or "",
        )


class _Wanted:
    """The numbers that galleries and blocks name, whether one means the pictures of its own story, and whether anybody
    wrote without an account."""

    def __init__(self) -> None:
        self.numbers: set[str] = set()
        self.has_own = self.has_guests = False

    @property
    def is_something(self) -> bool:
        return bool(self.numbers) or self.has_own or self.has_guests

    def has(self, number: str) -> bool:
        """Whether an attachment may be one that a gallery shows."""
        return self.has_own or number in self.numbers

    def look_through(self, path: Path) -> None:
        for window in _windows(path):
            self.has_guests = self.has_guests or _GUESTS in window
            if not any(sign in window for sign in _SIGNS):
                continue
            for match in _NAMED.finditer(window):
                self.numbers |= set((match[1] or match[2] or match[3]).decode("ascii").replace(" ", "").split(",")) - {""}
            self.has_own = self.has_own or bool(_OWN.search(window))


def _windows(path: Path) -> Iterator[bytes]:
    """The file in pieces that overlap."""
    before = b""
    with unwatched(), open_bounded(path) as stream:
        while chunk := stream.read(_CHUNK):
            window = before + chunk
            yield window
            before = window[-_OVERLAP:]

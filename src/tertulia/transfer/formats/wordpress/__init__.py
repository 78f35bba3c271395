"""WordPress eXtended RSS (WXR) 1.0 to 1.2: stories, their responses, accounts and pictures by address.

Source: wp-admin/includes/export.php in WordPress core; the version is in the namespace's address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from tertulia.transfer.formats.identity import host_of
from tertulia.transfer.formats.reading import ReadOptions, ReadReport, SourceRefused
from tertulia.transfer.formats.values import name_or_none, url_or_none
from tertulia.transfer.formats.wordpress.elsewhere import Elsewhere, gather
from tertulia.transfer.formats.wordpress.item import Item
from tertulia.transfer.formats.wordpress.site import Site
from tertulia.transfer.formats.xml_stream import Piece, pieces, texts_of
from tertulia.transfer.records import Header, Record, Source

NAME = "wordpress"
IS_XML = True
_WANTED = frozenset(
    {"item", "wp:comment", "wp:author", "wp:base_blog_url", "wp:base_site_url", "wp:category"}
    | {"wp:wxr_version", "language", "rss"}
)
_SIGN = re.compile(rb"http://wordpress\.org/export/[\d.]+/")


def sniff(head: bytes, path: Path) -> bool:
    """RSS with WordPress's export namespace."""
    return bool(_SIGN.search(head[:8192]))


def read(paths: Sequence[Path], options: ReadOptions, report: ReadReport) -> Iterator[Record]:
    """For each file the accounts, then each story followed by its responses, as the file has them."""
    elsewhere = gather(paths, options)
    for path in paths:
        yield from _Reading(path, elsewhere, options, report).records()
    yield from elsewhere.late


class _Reading:
    """One file, from its first element to its last."""

    def __init__(self, path: Path, elsewhere: Elsewhere, options: ReadOptions, report: ReadReport) -> None:
        self._path, self._elsewhere, self._options, self._report = path, elsewhere, options, report
        self._categories: dict[str, str] = {}
        self._channel: dict[str, str] = {}
        self._site: Site | None = None
        self._item: Item | None = None
        self._item_element: Element | None = None

    def records(self) -> Iterator[Record]:
        for piece in pieces(self._path, _WANTED, self._options, self._report):
            yield from self._take(piece)
        if self._site is None:
            raise SourceRefused(
                "refused-not-its-export", file=self._path.name, system="WordPress (WXR)", missing="item, wp:author"
            )

    def _take(self, piece: Piece) -> Iterator[Record]:
        if piece.name in {"item", "wp:comment", "wp:author"} and self._site is None:
            self._site = self._open_site(piece)
            yield Header(source=Source(system=NAME, id=self._site.ids.site, format=f"wxr/{self._version()}"))
        if piece.name == "wp:author" and self._site:
            yield from self._site.read_author(texts_of(piece.element))
        elif piece.name == "wp:comment" and piece.parent is not None and self._site:
            yield from self._item_for(piece.parent, self._site).take_response(piece.element)
        elif piece.name == "item" and self._site:
            yield from self._item_for(piece.element, self._site).finish()
            self._item = self._item_element = None
        elif piece.name == "wp:category":
            texts = texts_of(piece.element)
            if name := name_or_none(texts.get("wp:cat_name")):
                self._categories[(texts.get("wp:term_id") or "").strip()] = name
        else:
            self._channel.setdefault(piece.name, (piece.element.text or "").strip())

    def _item_for(self, element: Element, site: Site) -> Item:
        if self._item is None or element is not self._item_element:
            self._item, self._item_element = Item(element, site), element
        return self._item

    def _open_site(self, piece: Piece) -> Site:
        item = piece.element if piece.name == "item" else piece.parent
        link = texts_of(item).get("link") if item is not None else None
        named = [self._channel.get("wp:base_blog_url"), self._channel.get("wp:base_site_url"), link]
        address = next((url for each in named if (url := url_or_none(each))), None)
        name = self._options.site or host_of(self._options.url) or self._site_of_network() or host_of(address)
        language = name_or_none(self._channel.get("language"))
        return Site(name, language, self._categories, self._elsewhere, self._options, self._report)

    def _site_of_network(self) -> str | None:
        """Sites of a network that share its host count their posts each for itself: what tells them apart is the path."""
        blog, network = (url_or_none(self._channel.get(f"wp:base_{name}_url")) for name in ("blog", "site"))
        path = urlsplit(blog).path.strip("/") if blog else ""
        if not blog or not network or not path or host_of(blog) != host_of(network):
            return None
        return None if urlsplit(network).path.strip("/") == path else f"{host_of(blog)}/{path}"

    def _version(self) -> str:
        return self._channel.get("wp:wxr_version") or "1.x"

"""Meta fields of a WordPress export."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from tertulia.transfer.formats.xml_stream import short_name, texts_of

_ADDRESS = re.compile(r"(?:^|[_-])(?:e-?mail|ip|phone|address(?:_[12])?)(?:$|[_-])", re.IGNORECASE)


def without_addresses(meta: dict[str, Any]) -> dict[str, Any]:
    """The fields without those in which plugins keep e-mail and network addresses of people."""
    return {name: value for name, value in meta.items() if not _ADDRESS.search(name)}


def read_meta(element: Element, tag: str) -> dict[str, Any]:
    """An element's meta fields; a key that stands several times holds a list."""
    meta: dict[str, Any] = {}
    for child in element:
        if short_name(child.tag) == tag:
            pair = texts_of(child)
            name, value = pair.get("wp:meta_key"), pair.get("wp:meta_value", "")
            if name:
                meta[name] = value if name not in meta else [*_listed(meta[name]), value]
    return meta


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]

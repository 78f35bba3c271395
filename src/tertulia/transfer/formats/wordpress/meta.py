"""Meta fields of a WordPress export."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from tertulia.transfer.formats.xml_stream import short_name, texts_of


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

"""Fields of a foreign object, of whatever type they turn out to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tertulia.transfer.formats.identity import host_of

# Strings that JavaScript and old exporters write where there is nothing.
_NOTHING = frozenset({"", "undefined", "null", "none", "nil"})
_PLACEHOLDER_HOSTS = ("@disqus.com", "@blogger.com", "@invalid", "@localhost", "@example.invalid")
_ADDRESS = re.compile(r"^[^\s@]{1,64}@[^\s@]{1,255}$")
LARGEST = (1 << 63) - 1


class Fields:
    """A JSON object read with care: what has another type than expected counts as absent."""

    __slots__ = ("content",)

    def __init__(self, content: object) -> None:
        self.content: dict[str, Any] = content if isinstance(content, dict) else {}

    def text(self, name: str) -> str | None:
        """A text as it is, None when absent or empty."""
        value = self.content.get(name)
        return value if isinstance(value, str) and value else None

    def name(self, name: str) -> str | None:
        return name_or_none(self.content.get(name))

    def url(self, name: str) -> str | None:
        return url_or_none(self.content.get(name))

    def email(self, name: str) -> str | None:
        return email_or_none(self.content.get(name))

    def key(self, name: str) -> str | None:
        """An identifier: a text or a whole number, as text."""
        value = self.content.get(name)
        if isinstance(value, dict) and "$oid" in value:
            value = value["$oid"]
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return value.strip() or None if isinstance(value, str) else None

    def number(self, name: str) -> int | None:
        """A whole number that a database can hold."""
        value = _of_mongo(self.content.get(name))
        if isinstance(value, Decimal | float) and float(value).is_integer() and abs(float(value)) < LARGEST:
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST:
            return value
        return None

    def flag(self, name: str) -> bool:
        """True for true, 1 and "true"."""
        value = self.content.get(name)
        return value is True or value == 1 or (isinstance(value, str) and value.strip().lower() == "true")

    def part(self, name: str) -> Fields:
        return Fields(self.content.get(name))

    def parts(self, name: str) -> Iterator[Fields]:
        """The objects of a list."""
        values = self.content.get(name)
        return (Fields(each) for each in values if isinstance(each, dict)) if isinstance(values, list) else iter(())

    def rest(self, *known: str) -> dict[str, Any]:
        """Everything but the fields that have a place of their own."""
        return {name: plain(value) for name, value in self.content.items() if name not in known and not is_nothing(value)}


_MONGO = ("$numberInt", "$numberLong", "$numberDouble")
_WHOLE = re.compile(r"-?\d{1,19}(?:\.0)?")


def _of_mongo(value: object) -> object:
    """A number that mongoexport wrote with its type: {"$numberInt": "5"}."""
    if not isinstance(value, dict):
        return value
    written = next((value[name] for name in _MONGO if name in value), None)
    return int(written.partition(".")[0]) if isinstance(written, str) and _WHOLE.fullmatch(written) else None


def is_nothing(value: object) -> bool:
    return value is None or (not value and isinstance(value, str | list | dict | tuple))


def plain(value: Any) -> Any:
    """A value as JSON takes it: decimal numbers become floats."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {str(name): plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


def name_or_none(value: object) -> str | None:
    """A name or title without surrounding space."""
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return text or None


def url_or_none(value: object) -> str | None:
    """A web address; anything else counts as absent."""
    text = value.strip() if isinstance(value, str) else ""
    return text if text.lower() not in _NOTHING and host_of(text) else None


def email_or_none(value: object) -> str | None:
    """An e-mail address; placeholders count as absent."""
    text = value.strip() if isinstance(value, str) else ""
    is_real = bool(_ADDRESS.match(text)) and not text.lower().endswith(_PLACEHOLDER_HOSTS)
    return text if is_real else None


def present(**values: Any) -> dict[str, Any]:
    """The values that are known."""
    return {name: value if value.__class__ is str else plain(value) for name, value in values.items() if not is_nothing(value)}

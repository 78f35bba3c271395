"""Values that are stored, each with the name it is shown under."""

from enum import StrEnum
from typing import Any, Self


class Named(StrEnum):
    """`MEMBER = "value", _("name")`: the value is stored and stable, `label` is its name in the active language."""

    _value_: str
    label: Any

    def __new__(cls, value: str, label: Any = "") -> Self:
        """A member: text, and its name beside it."""
        made = str.__new__(cls, value)
        made._value_ = value
        made.label = label
        return made

    @classmethod
    def choices(cls) -> list[tuple[str, Any]]:
        """What a database column may hold."""
        return [(each.value, each.label) for each in cls]

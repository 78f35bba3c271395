"""Characters that no database takes (NUL, halves of surrogate pairs), replaced in records."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def cleaned(record: Any) -> Any:
    """The same record without unstorable characters; the very same object when there were none."""
    return record if _is_storable(record) else _clean(record)


def _is_storable(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" not in value if value.isascii() else not _UNSTORABLE.search(value)
    if value is None or isinstance(value, int | float | datetime):
        return True
    if isinstance(value, dict):
        parts = [*value, *value.values()]
    elif isinstance(value, tuple | list):
        parts = list(value)
    else:
        parts = [getattr(value, name) for name in _names(value.__class__)]
    for part in parts:  # noqa: SIM110  every text of every record passes here, and a generator doubles the time
        if part is not None and not _is_storable(part):
            return False
    return True


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind)) if is_dataclass(kind) else ()


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_clean(name): _clean(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(_clean(each) for each in value)
    names = _names(value.__class__)
    return replace(value, **{name: _clean(getattr(value, name)) for name in names}) if names else value

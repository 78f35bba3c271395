"""Characters that no database takes (NUL, halves of surrogate pairs), replaced in records."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def cleaned(value: Any) -> Any:
    """The same value without unstorable characters; the very same object when there were none."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value) if _UNSTORABLE.search(value) else value
    if isinstance(value, dict):
        return _cleaned_dict(value)
    if isinstance(value, tuple | list):
        parts = [cleaned(each) for each in value]
        return value if _are_same(parts, value) else type(value)(parts)
    return _cleaned_record(value) if is_dataclass(value) else value


def _cleaned_record(record: Any) -> Any:
    changed = {}
    for field in fields(record):
        before = getattr(record, field.name)
        if before is not None and (after := cleaned(before)) is not before:
            changed[field.name] = after
    return replace(record, **changed) if changed else record


def _cleaned_dict(values: dict[str, Any]) -> dict[str, Any]:
    parts = {cleaned(name): cleaned(value) for name, value in values.items()}
    is_same = _are_same(list(parts), list(values)) and _are_same(list(parts.values()), list(values.values()))
    return values if is_same else parts


def _are_same(after: Any, before: Any) -> bool:
    return len(after) == len(before) and all(one is other for one, other in zip(after, before, strict=True))

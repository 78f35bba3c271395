"""Network and e-mail addresses are dropped at the door unless somebody asked to keep them."""

from dataclasses import replace
from typing import Any

from tertulia.transfer.records import Person, Record, ResponseRecord

_PERSONAL = frozenset(
    {"ip", "author_ip", "ip_address", "remote_addr", "user_agent", "agent", "email", "author_email", "email_hash"}
)


def without_addresses(record: Record) -> Record:
    """The record without e-mail address, network address and user agent."""
    if isinstance(record, Person):
        return replace(record, email=None, source=_without(record.source), extra=_without(record.extra))
    if isinstance(record, ResponseRecord):
        author = replace(record.author, email=None) if record.author else None
        return replace(record, author=author, source=_without(record.source), extra=_without(record.extra))
    return record


def drop_addresses(line: dict[str, Any]) -> None:
    """Take them out of the line of a response, wherever they stand in it but for its words."""
    for name in [each for each in line if each.lower() in _PERSONAL]:
        del line[name]
    for name, value in line.items():
        if isinstance(value, dict) and name != "body":
            line[name] = _without(value)


def _without(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _within(value) for name, value in values.items() if name.lower() not in _PERSONAL}


def _within(value: Any) -> Any:
    if isinstance(value, dict):
        return _without(value)
    return [_within(each) for each in value] if isinstance(value, list) else value

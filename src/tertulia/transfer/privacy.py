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
        return replace(record, email=None, source=_without(record.source))
    if isinstance(record, ResponseRecord):
        author = record.author
        if author and author.email is not None:
            author = replace(author, email=None)
        source, extra = _without(record.source), _without(record.extra)
        if author is record.author and source == record.source and extra == record.extra:
            return record
        return replace(record, author=author, source=source, extra=extra)
    return record


def _without(values: dict[str, Any]) -> dict[str, Any]:
    kept = {}
    for name, value in values.items():
        if name.lower() not in _PERSONAL:
            kept[name] = _without(value) if isinstance(value, dict) else value
    return kept

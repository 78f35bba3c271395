"""Reports of mail that could not be delivered (RFC 3464): read from a message, believed if they are about a mail of ours."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import Message

from tertulia.delivery.mail import PROOF
from tertulia.readers.dead_addresses import is_proven, mark_dead

LARGEST = 1024 * 1024  # bytes of a message that are read
# The address itself is at fault (RFC 3463): unknown, wrong, moved, closed. A full mailbox or a filter is not for good.
FOR_GOOD = ("5.0.", "5.1.", "5.2.1")


@dataclass(frozen=True, slots=True)
class Failure:
    """One address that a report names, and whether it will never take mail."""

    address: str
    status: str
    is_for_good: bool
    is_proven: bool


def read_report(raw: bytes) -> list[Failure]:
    """The failures that a message reports; none if it is no delivery report."""
    message = email.message_from_bytes(raw[:LARGEST], policy=email.policy.compat32)
    proof = next(_proofs(message), "")
    return [failure for part in message.walk() for failure in _failures(part, proof)]


def _proofs(message: Message) -> Iterator[str]:
    """The proofs in what is returned of the mail itself: the whole of it, or its headers."""
    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            yield from _headers(email.message_from_bytes(text if isinstance(text, bytes) else b""))
        elif part.get_content_type() == "message/rfc822" and part.is_multipart():
            yield from _headers(part.get_payload(0))  # type: ignore[arg-type]


def _headers(message: Message) -> Iterator[str]:
    if said := str(message.get(PROOF, "")).strip():
        yield said


def _failures(part: Message, proof: str) -> Iterator[Failure]:
    if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
        return
    for fields in part.get_payload():
        if not isinstance(fields, Message) or str(fields.get("Action", "")).strip().lower() != "failed":
            continue
        status = str(fields.get("Status", "")).split()[:1]
        named = [_address(str(fields.get(name, ""))) for name in ("Original-Recipient", "Final-Recipient")]
        for address in dict.fromkeys(filter(None, named)):
            code = status[0] if status else ""
            yield Failure(address, code, code.startswith(FOR_GOOD), is_proven(address, proof))


def _address(field: str) -> str:
    """The address in `rfc822; somebody@somewhere.example`."""
    kind, _semicolon, address = field.partition(";")
    address = address.strip().strip("<>")
    return address if kind.strip().lower() == "rfc822" and "@" in address and len(address) <= 320 else ""


def take_report(raw: bytes, *, now: datetime) -> list[Failure]:
    """Give up the addresses of a report that are gone for good, where it is about a mail of ours; all it named."""
    failures = read_report(raw)
    for failure in failures:
        if failure.is_for_good and failure.is_proven:
            mark_dead(failure.address, status=failure.status, now=now)
    return failures

"""The last step of every mail: nothing goes to an address that was given up, and each carries a proof that it is ours."""

import logging
import secrets
import time
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from tertulia.readers.dead_addresses import is_dead, proof_of

log = logging.getLogger(__name__)

PROOF = "X-Tertulia-Proof"


def ready_to_leave(messages: list[EmailMessage]) -> list[EmailMessage]:
    """The messages that somebody is left to receive, each with its proof."""
    for message in messages:
        wanted = len(message.to)
        message.to = [address for address in message.to if not is_dead(address)]
        if len(message.to) < wanted:
            log.info("a mail is not sent: the address takes none")
        if message.to:
            message.extra_headers.setdefault(PROOF, proof_of(message.to[0]))
    return [message for message in messages if message.recipients()]


class SmtpBackend(smtp.EmailBackend):
    """Hands mail to a mail server."""

    def send_messages(self, email_messages: Any) -> int:
        leaving = ready_to_leave(list(email_messages))
        return super().send_messages(leaving) or 0 if leaving else 0


class OutboxBackend(BaseEmailBackend):
    """Without a mail server: writes `.eml` files (RFC 5322) to `EMAIL_FILE_PATH`, readable by their owner only."""

    def send_messages(self, email_messages: Any) -> int:
        leaving = ready_to_leave(list(email_messages))
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in leaving:
            file = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(4)}.eml"
            file.touch(mode=0o600)
            file.write_bytes(message.message().as_bytes())
        if leaving:
            _say_where(folder)
        return len(leaving)


@cache
def _say_where(folder: Path) -> None:
    """Once in the life of a process."""
    log.info("mail is written to files: no mail server is set", extra={"folder": str(folder)})

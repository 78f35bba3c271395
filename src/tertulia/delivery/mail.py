"""Mail without a mail server: one file per message in the data folder, and one line that says so."""

import logging
import secrets
import time
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

log = logging.getLogger(__name__)


class OutboxBackend(BaseEmailBackend):
    """Writes `.eml` files (RFC 5322) to `EMAIL_FILE_PATH`, readable by their owner only."""

    def send_messages(self, email_messages: list[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            file = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(4)}.eml"
            file.touch(mode=0o600)
            file.write_bytes(message.message().as_bytes())
            log.info("mail written", extra={"file": str(file)})
        return len(email_messages)

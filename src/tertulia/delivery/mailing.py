"""Sending mail that is due: each line at most once, again and again where it has certainly not left."""

import logging
import smtplib
from datetime import datetime

from django.core.mail import get_connection
from django.core.mail.message import EmailMessage

from tertulia.delivery.letters import compose
from tertulia.events.transactions import durable
from tertulia.notifications.kinds import Progress
from tertulia.notifications.leaving import claim_mail, put_back, settle
from tertulia.notifications.models import Outgoing
from tertulia.notifications.recipients import note_refusal

log = logging.getLogger(__name__)

AT_ONCE = 20  # mails between two looks at the log of events


class NotLeft(Exception):
    """The mail has certainly not left; it can be tried again."""


class RefusedForGood(Exception):
    """The mail server will never take mail to this address."""


def send_due_mail(*, now: datetime) -> int:
    """Send mails that are due; returns how many were dealt with."""
    for done in range(AT_ONCE):
        with durable():
            lines = claim_mail(now=now)
        if not lines:
            return done
        _send(lines, now)
    return AT_ONCE


def _send(lines: list[Outgoing], now: datetime) -> None:
    """Settle the claimed lines of one mail."""
    try:
        mail = compose(lines)
        if mail is None:
            return settle(lines, Progress.DROPPED, now=now)
    except Exception:
        log.exception("a mail could not be written", extra={"batch": lines[0].batch})
        return put_back(lines, now=now)
    try:
        hand_over(mail)
    except NotLeft as reason:
        log.warning("a mail has to wait", extra={"batch": lines[0].batch, "reason": str(reason), "tries": lines[0].tries})
        return put_back(lines, now=now)
    except RefusedForGood:
        log.warning("an address takes no mail", extra={"batch": lines[0].batch})
        note_refusal(lines[0], now=now)
        return settle(lines, Progress.DROPPED, now=now)
    except Exception as error:
        log.error("a mail may or may not have left", extra={"batch": lines[0].batch, "reason": type(error).__name__})
        return settle(lines, Progress.UNSURE, now=now)
    return settle(lines, Progress.SENT, now=now)


def hand_over(mail: EmailMessage) -> None:
    """Give a mail to the mail server; raises NotLeft or RefusedForGood. Whatever else is raised: it may have left."""
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise NotLeft(type(error).__name__) from error
    try:
        connection.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _said in error.recipients.values()]
        raise RefusedForGood if all(500 <= code < 600 for code in codes) else NotLeft("recipient") from error
    except smtplib.SMTPResponseException as error:
        raise NotLeft(str(error.smtp_code)) from error
    finally:
        connection.close()

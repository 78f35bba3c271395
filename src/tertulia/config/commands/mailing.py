"""`tertulia mail test ADDRESS`, `mail bounce` and `mail allow ADDRESS`."""

import argparse
import smtplib
import sys
from collections.abc import Sequence

import django

from tertulia.config.standing import refuse_empty_folder
from tertulia.errors import CannotStart


def run(arguments: Sequence[str]) -> int:
    """Run one action on a prepared site; returns its exit status."""
    asked = parse(arguments)
    refuse_empty_folder()
    django.setup()
    from tertulia.config.preparing import prepare

    prepare()
    return carry_out(asked)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Which action is asked for, and about which address."""
    parser = argparse.ArgumentParser(prog="tertulia mail", description="Mail: whether it leaves, and what came back.")
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("test", help="send a mail to an address").add_argument("address")
    actions.add_parser("bounce", help="read a report of failed delivery from standard input")
    actions.add_parser("allow", help="send to an address again").add_argument("address")
    return parser.parse_args(arguments)


def carry_out(asked: argparse.Namespace) -> int:
    """Returns 0; 1 where a test mail did not leave, where no report was found, or where the address was not given up."""
    if asked.action == "bounce":
        return _take_bounce(sys.stdin.buffer.read())
    return _send_test(asked.address) if asked.action == "test" else _allow(asked.address)


def _send_test(address: str) -> int:
    from django.core.exceptions import ValidationError
    from django.core.mail import EmailMessage
    from django.core.validators import validate_email

    from tertulia.options import options
    from tertulia.readers.dead_addresses import is_dead

    try:
        validate_email(address)
    except ValidationError:
        raise CannotStart(f"{address} is no e-mail address") from None
    if is_dead(address):
        raise CannotStart("this address was given up; `tertulia mail allow ADDRESS` takes that back")
    text = f"This is a test from {options.site_name}. Mail leaves, and you have it.\n"
    try:
        EmailMessage(f"{options.site_name}: a test", text, to=[address]).send()
    except (OSError, smtplib.SMTPException) as error:
        print(f"the mail did not leave: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    through = f"through {options.smtp_host}:{options.smtp_port}" if options.smtp_host else f"to {options.folder / 'outbox'}"
    print(f"a mail to {address} from {options.mail_from} went {through}")
    return 0


def _take_bounce(raw: bytes) -> int:
    from django.utils import timezone

    from tertulia.delivery.bouncing import take_report

    failures = take_report(raw, now=timezone.now())
    for failure in failures:
        if not failure.is_proven:
            said = "not about a mail of ours: ignored"
        else:
            said = "given up" if failure.is_for_good else "not for good: goes on"
        print(f"{failure.status or 'no status'}: {said}")
    if not failures:
        print("this is no report of failed delivery", file=sys.stderr)
    return 0 if failures else 1


def _allow(address: str) -> int:
    from tertulia.readers.dead_addresses import revive

    revived = revive(address)
    print("mail goes there again" if revived else "mail goes there already")
    return 0 if revived else 1

"""Asking the owner of an address whether it was them: the one mail that goes to an address nobody has proved."""

import logging

from tertulia.delivery.letters import compose_confirmation
from tertulia.delivery.mailing import NotLeft, RefusedForGood, hand_over
from tertulia.errors import MailDown
from tertulia.notifications.models import Follow

log = logging.getLogger(__name__)


def send_confirmation(follow: Follow) -> None:
    """Send it now, while somebody waits for it; raises MailDown where the mail server does not take it."""
    try:
        hand_over(compose_confirmation(follow))
    except RefusedForGood:
        log.info("an address takes no mail", extra={"follow": follow.pk})
    except NotLeft as reason:
        raise MailDown from reason

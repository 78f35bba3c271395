"""The letter that asks a guest whether they wrote what was sent under their address."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from tertulia.events.models import Event
from tertulia.options import options
from tertulia.readers.guests import link_of
from tertulia.responses.models import Response, State


def ask_guest(event: Event) -> None:
    """A handler: send the link, unless it was used meanwhile.

    The letter says nothing that the writer chose, neither words nor name: it may go to somebody who never was here.
    """
    response = Response.objects.select_related("guest", "thread").filter(pk=event.response, state=State.UNPROVEN).first()
    if response is None or response.guest is None:
        return
    link = settings.SITE_ADDRESS + reverse("guest_link", args=[link_of(response.guest)])
    context = {"title": response.thread.title, "link": link, "days": options.guest_days, "site_address": settings.SITE_ADDRESS}
    with translation.override(response.guest.language or settings.LANGUAGE_CODE):
        subject = " ".join(render_to_string("guest/email/ask_subject.txt", using="pages").split())
        body = render_to_string("guest/email/ask_message.txt", context, using="pages")
        send_mail(subject, body, None, [response.guest.email])

"""The application a server runs: the front, and Django behind it."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from tertulia.delivery.front.application import Bounds, Front
from tertulia.delivery.front.bridge import Bridge
from tertulia.delivery.front.peers import parse_networks
from tertulia.options import options

django_application = get_wsgi_application()


def make_application() -> Front:
    """A front of its own for each worker process: threads do not survive a fork."""
    return Front(
        Bridge(django_application, threads=options.threads),
        hosts=settings.ALLOWED_HOSTS,
        bounds=Bounds(options.body_bytes, options.public_body_bytes, options.body_seconds),
        trusted=parse_networks(options.trusted_proxies),
    )

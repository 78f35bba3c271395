"""The application a server runs: the front, and Django behind it."""

import secrets
import sys
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection

from tertulia.api.direct import Direct
from tertulia.delivery.front.application import Bounds, Front
from tertulia.delivery.front.bridge import Bridge
from tertulia.delivery.front.files import Files
from tertulia.delivery.front.freshness import PooledFreshness, SQLiteFreshness
from tertulia.delivery.front.pages import Pages
from tertulia.delivery.front.peers import parse_networks
from tertulia.delivery.live import Live
from tertulia.delivery.news import read_news, read_position
from tertulia.delivery.reconnecting import read_again
from tertulia.delivery.versions import read_snapshot, read_versions
from tertulia.options import options
from tertulia.web.assets import find_file
from tertulia.web.headers import BARE, safe_headers
from tertulia.web.stored import canonical_query, draw

django_application = get_wsgi_application()
application = Direct(django_application, headers={name.decode(): value.decode() for name, value in safe_headers(BARE)})
GIVE_WAY = 0.001  # seconds after which a thread that draws or posts lets the event loop go on; Python's own 5 ms are a long wait
SALT = secrets.token_hex(4)  # shared by the workers that are forked from this process


def make_application() -> Front:
    """A front of its own for each worker process: neither threads nor connections survive a fork."""
    sys.setswitchinterval(GIVE_WAY)
    bridge = Bridge(application, threads=options.threads, read=read_again)
    freshness = _freshness(bridge)
    return Front(
        bridge,
        Pages(
            bridge,
            freshness,
            draw=draw,
            versions=read_versions,
            key_query=canonical_query,
            most_bytes=options.store_bytes,
            salt=SALT,
        ),
        files=Files(bridge, prefix=settings.STATIC_URL, find=find_file, headers=safe_headers()),
        hosts=settings.ALLOWED_HOSTS,
        bounds=Bounds(options.body_bytes, options.public_body_bytes, options.body_seconds),
        trusted=parse_networks(options.trusted_proxies),
        live=Live(run=bridge.run, now=freshness.now, position=read_position, read=read_news),
    )


def _freshness(bridge: Bridge) -> SQLiteFreshness | PooledFreshness:
    if connection.vendor == "sqlite":
        return SQLiteFreshness(Path(connection.settings_dict["NAME"]))
    return PooledFreshness(lambda: bridge.run(read_snapshot))

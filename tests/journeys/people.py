"""Readers of a running site: made when they are first asked for, signed in without a form."""

from typing import Any

from tests.journeys.conftest import Site

_READER = """
from tertulia.readers.models import Reader
reader = Reader.objects.filter(email={email!r}).first() or Reader.objects.create_user({email!r}, name={name!r})
"""
_TOKEN = "from tertulia.readers.tokens import create_token; print(create_token(reader=reader))"
_SESSION = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from tertulia.readers.sessions import SessionStore
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(reader.pk), reader.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
session.create()
print(session.session_key)
"""


def _with_reader(site: Site, email: str, code: str, name: str = "") -> str:
    return site.python(_READER.format(email=email, name=name or email.partition("@")[0].title()) + code)


def token_of(site: Site, email: str) -> str:
    """A token of the API."""
    return _with_reader(site, email, _TOKEN)


def enter(page: Any, site: Site, email: str, name: str = "") -> None:
    """Sign a window in."""
    key = _with_reader(site, email, _SESSION, name)
    page.context.add_cookies(
        [{"name": "session", "value": key, "url": site.url}, {"name": "reader", "value": "1", "url": site.url}]
    )

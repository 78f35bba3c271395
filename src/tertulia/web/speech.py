"""Our own sentences, always in a language the interface speaks.

A story may be in a language that we have no catalogue for. Without this its page would mix the site's language with the
few sentences that Django or another package happens to translate.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils import translation

_SPOKEN = frozenset(code for code, _name in settings.LANGUAGES)


def language() -> str:
    """The language of the page."""
    return translation.get_language() or settings.LANGUAGE_CODE


def interface_language() -> str:
    """The language our own words are in: that of the page, or the site's where we do not speak that."""
    active = language()
    return active if active in _SPOKEN or active.split("-")[0] in _SPOKEN else settings.LANGUAGE_CODE


@contextmanager
def _speaking() -> Iterator[None]:
    spoken = interface_language()
    if spoken == language():
        yield
        return
    with translation.override(spoken):
        yield


def gettext(message: str) -> str:
    """The sentence in the interface's language."""
    with _speaking():
        return translation.gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The sentence in the form that `number` asks for."""
    with _speaking():
        return translation.ngettext(singular, plural, number)


def pgettext(context: str, message: str) -> str:
    """The sentence as it is said in this context."""
    with _speaking():
        return translation.pgettext(context, message)


def npgettext(context: str, singular: str, plural: str, number: int) -> str:
    """The sentence in this context, in the form that `number` asks for."""
    with _speaking():
        return translation.npgettext(context, singular, plural, number)

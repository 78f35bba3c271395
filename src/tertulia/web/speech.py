"""Our own sentences, always in a language the interface speaks.

A story may be in a language that we have no catalogue for. Without this its page would mix the site's language with the
few sentences that Django or another package happens to translate.
"""

from functools import lru_cache

from django.conf import settings
from django.utils import translation

_SPOKEN = frozenset(code for code, _name in settings.LANGUAGES)


def language() -> str:
    """The language of the page."""
    return translation.get_language() or settings.LANGUAGE_CODE


def interface_language() -> str:
    """The language our own words are in: that of the page, or the site's where we do not speak that."""
    return _spoken(language())


@lru_cache(maxsize=256)
def _spoken(active: str) -> str:
    return active if active in _SPOKEN or active.split("-")[0] in _SPOKEN else settings.LANGUAGE_CODE


def gettext(message: str) -> str:
    """The sentence in the interface's language."""
    return _said(interface_language(), None, message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The sentence in the form that `number` asks for."""
    return _counted(interface_language(), None, singular, plural, number)


def pgettext(context: str, message: str) -> str:
    """The sentence as it is said in this context."""
    return _said(interface_language(), context, message)


def npgettext(context: str, singular: str, plural: str, number: int) -> str:
    """The sentence in this context, in the form that `number` asks for."""
    return _counted(interface_language(), context, singular, plural, number)


@lru_cache(maxsize=4096)
def _said(language: str, context: str | None, message: str) -> str:
    """Looked up once: a page of a thread says forty sentences, and finding one in the catalogue costs 10 µs."""
    with translation.override(language):
        return translation.pgettext(context, message) if context else translation.gettext(message)


@lru_cache(maxsize=4096)
def _counted(language: str, context: str | None, singular: str, plural: str, number: int) -> str:
    """The same for a number: which form it takes is a calculation in every catalogue."""
    with translation.override(language):
        if context:
            return translation.npgettext(context, singular, plural, number)
        return translation.ngettext(singular, plural, number)

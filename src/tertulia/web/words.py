"""Sentences with numbers in them, in every plural form of the page's language."""

from django.utils.formats import number_format
from django.utils.translation import ngettext


def response_count(number: int) -> str:
    """The words `32 responses` in the active language."""
    return ngettext("%(count)s response", "%(count)s responses", number) % {"count": number_format(number, force_grouping=True)}

"""What a password must not be, besides what Django knows: one from a breach, or the name of the place."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tertulia.readers.breached import is_breached

ADDED = 3  # letters that do not make a password of the site's name: "thequay123"


class NotBreached:
    """A validator as Django's settings take them; it asks nobody."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError for a password that is known from breaches."""
        if is_breached(password):
            raise ValidationError(_("This password is known from a breach elsewhere. Choose another one."))

    def get_help_text(self) -> str:
        return ""


class NotThePlace:
    """A validator as Django's settings take them."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError for the site's name or host, with a little added or not."""
        said = _bare(password)
        for word in ("tertulia", settings.WAGTAIL_SITE_NAME, urlsplit(settings.BASE_URL).hostname or ""):
            bare = _bare(word)
            if len(bare) > ADDED and bare in said and len(said) - len(bare) <= ADDED:
                raise ValidationError(_("This is too much like the name of this place."))

    def get_help_text(self) -> str:
        return ""


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())

"""The Jinja2 environment of the public pages: what a template may call."""

import zlib
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from jinja2 import Environment

from tertulia.options import options
from tertulia.stories.languages import direction_of
from tertulia.web.words import response_count

HUES = 12


def environment(**settings: Any) -> Environment:
    """What Django's Jinja2 backend asks for."""
    made = Environment(  # noqa: S701 - Django's backend switches autoescape on
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"], **settings
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
        newstyle=True,
    )
    made.globals.update(
        static=static,
        url=_url,
        language=translation.get_language,
        direction_of=direction_of,
        response_count=response_count,
        site_name=options.site_name,
        options=options,
    )
    made.filters.update(when=when, iso=iso, hue=hue, initial=initial, safe_html=SafeString)
    return made


def _url(name: str, *arguments: Any, **named: Any) -> str:
    return reverse(name, args=arguments, kwargs=named)


def when(value: datetime, form: str = "j F Y, H:i") -> str:
    """An instant in the site's zone and the page's language, with the zone's abbreviation."""
    return _when(int(value.timestamp()) // 60, form, translation.get_language() or "en")


@lru_cache(maxsize=4096)
def _when(minute: int, form: str, language: str) -> str:
    local = datetime.fromtimestamp(minute * 60, tz=timezone.get_default_timezone())
    return f"{date_format(local, form)} {local.tzname()}"


def iso(value: datetime) -> str:
    """An instant as `datetime=` wants it, in the site's zone."""
    return timezone.localtime(value).isoformat(timespec="seconds")


@lru_cache(maxsize=4096)
def hue(name: str) -> int:
    """The colour of a name's avatar, from 0 to 11: the same name, the same colour."""
    return zlib.crc32(name.casefold().encode()) % HUES


def initial(name: str) -> str:
    """The letter on a name's avatar."""
    return next((letter.upper() for letter in name if letter.isalnum()), "?")

"""The Jinja2 environment of the public pages: what a template may call."""

import zlib
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from jinja2 import Environment
from wagtail.models import Page, Site

from tertulia.options import options
from tertulia.stories.languages import direction_of
from tertulia.web import speech, words
from tertulia.web.speech import interface_language, language

HUES = 12
LONG = 3_000  # characters of HTML from which a response is folded
EXTENSIONS = ["jinja2.ext.i18n", "wagtail.images.jinja2tags.images"]


def environment(**given: Any) -> Environment:
    """What Django's Jinja2 backend asks for."""
    made = Environment(  # noqa: S701 - Django's backend switches autoescape on
        trim_blocks=True, lstrip_blocks=True, extensions=EXTENSIONS, **given
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=speech.gettext,
        ngettext=speech.ngettext,
        pgettext=speech.pgettext,
        npgettext=speech.npgettext,
        newstyle=True,
    )
    made.globals.update(
        static=static,
        url=_url,
        language=language,
        interface_language=interface_language,
        direction_of=direction_of,
        sections=sections,
        section_of=section_of,
        words=words,
        response_count=words.response_count,
        site_name=options.site_name,
        options=options,
    )
    made.filters.update(
        when=when, iso=iso, hue=hue, initial=initial, is_long=is_long, isolated=words.isolated, safe_html=SafeString
    )
    return made


def _url(name: str, *arguments: Any, **named: Any) -> str:
    return reverse(name, args=arguments, kwargs=named)


def sections(request: HttpRequest | None) -> list[Page]:
    """The sections of the site, in the order editors gave them."""
    site = Site.find_for_request(request) if request else Site.objects.filter(is_default_site=True).first()
    if site is None:
        return []
    return list(site.root_page.get_children().live().public().filter(content_type__model="sectionpage"))


def section_of(story: Page) -> Page | None:
    """The section a story hangs in, if it does not hang below the front page itself."""
    parent = story.get_parent()
    return parent if parent and parent.content_type.model == "sectionpage" else None


def when(value: datetime, form: str = "", spoken: str = "") -> str:
    """An instant in the site's zone and the page's language (`spoken`, if it is at hand), with the zone's abbreviation."""
    return _when(int(value.timestamp()) // 60, form, spoken or language())


@lru_cache(maxsize=4096)
def _when(minute: int, form: str, language: str) -> str:
    local = datetime.fromtimestamp(minute * 60, tz=timezone.get_default_timezone())
    shape = form or translation.pgettext("date and time", "j F Y, H:i")
    return f"{date_format(local, shape)} {local.tzname()}"


def iso(value: datetime) -> str:
    """An instant as `datetime=` wants it, in the site's zone."""
    return _iso(int(value.timestamp()))


@lru_cache(maxsize=4096)
def _iso(second: int) -> str:
    return datetime.fromtimestamp(second, tz=timezone.get_default_timezone()).isoformat(timespec="seconds")


@lru_cache(maxsize=4096)
def hue(name: str) -> int:
    """The colour of a name's avatar, from 0 to 11: the same name, the same colour."""
    return zlib.crc32(name.casefold().encode()) % HUES


@lru_cache(maxsize=4096)
def initial(name: str) -> str:
    """The letter on a name's avatar."""
    return next((letter.upper()[0] for letter in name if letter.isalnum()), "?")


def is_long(html: str) -> bool:
    """Whether the words of a response are folded at first."""
    return len(html) > LONG

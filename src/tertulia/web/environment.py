"""The Jinja2 environment of the public pages: what a template may call."""

import zlib
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.safestring import SafeString
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader
from markupsafe import Markup
from wagtail.models import Page, Site

from tertulia.options import options
from tertulia.stories import pictures
from tertulia.stories.identity import Shown, load_identity, name_of
from tertulia.stories.languages import direction_of
from tertulia.web import speech, words
from tertulia.web.proofs import fresh_proof
from tertulia.web.speech import interface_language, language

HUES = 12
PLAIN = frozenset({"paragraph", "heading", "quote", "picture"})  # blocks whose looks are in look.css
LONG = 3_000  # characters of HTML from which a response is folded
EXTENSIONS = ["jinja2.ext.i18n", "wagtail.images.jinja2tags.images"]


def environment(**given: Any) -> Environment:
    """What Django's Jinja2 backend asks for."""
    ours = PrefixLoader({"ours": FileSystemLoader(Path(__file__).parent / "jinja2")})  # what a theme's template may extend
    given["loader"] = ChoiceLoader([given["loader"], ours])
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
        identity=identity,
        absolute=absolute,
        pictures=pictures,
        theme_sheet=theme_sheet,
        section_of=section_of,
        related_to=related_to,
        has_embed=has_embed,
        is_plain=is_plain,
        month_shape=month_shape,
        words=words,
        fresh_proof=fresh_proof,
        response_count=words.response_count,
        site_name=lazy(_site_name, str)(),
        options=options,
    )
    made.filters.update(
        when=when,
        iso=iso,
        day=day,
        linked=linked,
        hue=hue,
        initial=initial,
        is_long=is_long,
        isolated=words.isolated,
        safe_html=SafeString,
    )
    return made


def _url(name: str, *arguments: Any, **named: Any) -> str:
    return reverse(name, args=arguments, kwargs=named)


def identity(request: HttpRequest | None) -> Shown:
    """Name, looks and menus of the site that was asked."""
    return load_identity(Site.find_for_request(request) if request else _default_site())


def _default_site() -> Site | None:
    return Site.objects.filter(is_default_site=True).first()


def _site_name() -> str:
    return name_of(_default_site())


def absolute(request: HttpRequest | None, path: str) -> str:
    """The whole address of `path`: below the public base URL, else below the host that was asked."""
    if settings.BASE_URL:
        return f"{settings.BASE_URL}{path}"
    return f"{request.scheme}://{request.get_host()}{path}" if request else path


def section_of(story: Page) -> Page | None:
    """The section a story hangs in, if it does not hang below the front page itself."""
    parent = story.get_parent()
    return parent if parent and parent.content_type.model == "sectionpage" else None


@lru_cache(maxsize=1)
def theme_sheet() -> str:
    """The address of the theme's own style sheet, which comes after ours; "" without one."""
    return static("tertulia/theme.css") if finders.find("tertulia/theme.css") else ""


def related_to(story: Page) -> list[Page]:
    """The stories to read next that everybody may read, in the editor's order."""
    chosen = [each.other_id for each in story.related.all()]
    found = {page.pk: page for page in type(story).objects.live().public().filter(pk__in=chosen)} if chosen else {}
    return [found[key] for key in chosen if key in found]


def has_embed(story: Page) -> bool:
    """Whether something in the story comes from elsewhere if a reader asks for it."""
    return any(block.block_type == "embed" for block in story.body)


def is_plain(story: Page) -> bool:
    """Whether everything in the story is prose or a picture."""
    return all(block.block_type in PLAIN for block in story.body)


def linked(contributor: Any) -> Markup:
    """A contributor's name, leading to their page."""
    return Markup('<a href="/contributors/{}/" rel="author"><bdi>{}</bdi></a>').format(contributor.slug, contributor.name)


def day(value: date, form: str = "") -> str:
    """A day in the page's language."""
    return date_format(value, form or translation.pgettext("date", "j F Y"))


def month_shape() -> str:
    """How a month is written."""
    return translation.pgettext("month", "F Y")


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

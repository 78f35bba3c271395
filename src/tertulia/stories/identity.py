"""Who a site is: name, logo, accent colour and menus, as editors set them."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable, Page, Site

from tertulia.options import options
from tertulia.stories.colours import both_schemes
from tertulia.stories.pictures import NewsImage

LOGO = "max-480x96|format-png"


@register_setting(icon="site", order=1)
class Identity(BaseSiteSetting, ClusterableModel):
    """One site's name and looks. Empty fields leave what Tertulia brings along."""

    name = models.CharField(_("name"), max_length=120, blank=True, help_text=_("What the newsroom is called."))
    description = models.CharField(
        _("description"), max_length=250, blank=True, help_text=_("One sentence for feeds and search.")
    )
    logo = models.ForeignKey(
        NewsImage, verbose_name=_("logo"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("A colour such as #0b5c6b."))],
        help_text=_("Such as #0b5c6b. It is made darker or lighter where text in it could not be read."),
    )

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("description")], _("Name")),
        MultiFieldPanel([FieldPanel("logo"), FieldPanel("accent")], _("Looks")),
        InlinePanel("entries", heading=_("Menus"), label=_("Entry")),
    ]

    class Meta:
        verbose_name = _("site identity")


class MenuEntry(Orderable):
    """A link in the masthead or at the foot of every page."""

    PLACES = [("masthead", _("masthead")), ("foot", _("foot of the page"))]

    identity = ParentalKey(Identity, on_delete=models.CASCADE, related_name="entries")
    place = models.CharField(_("place"), max_length=10, choices=PLACES, default="masthead")
    label = models.CharField(_("label"), max_length=60, blank=True, help_text=_("Empty: the title of the page."))
    page = models.ForeignKey(Page, verbose_name=_("page"), null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(_("or an address"), max_length=400, blank=True)

    panels = [FieldPanel("place"), FieldPanel("page"), FieldPanel("address"), FieldPanel("label")]

    class Meta(Orderable.Meta):
        verbose_name = _("menu entry")

    def clean(self) -> None:
        """An entry leads to a page, or to an address that has a label."""
        super().clean()
        if bool(self.page_id) == bool(self.address):
            raise ValidationError(_("A menu entry leads to a page or to an address."))
        if self.address and not self.label:
            raise ValidationError({"label": _("An address needs a label.")})
        if self.address and not self.address.startswith(("/", "https://", "http://", "mailto:")):
            raise ValidationError({"address": _("An address begins with / or https://.")})


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a menu."""

    address: str
    title: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the pages of a site show of its identity. `named`: whether somebody has given it a name; `logo`: a rendition, or
    None; `accent`: for light and for dark, or None."""

    name: str
    named: bool
    description: str
    logo: Any
    accent: tuple[str, str] | None
    masthead: tuple[Link, ...]
    foot: tuple[Link, ...]


def name_of(site: Site | None) -> str:
    """What `site` is called."""
    if site is None:
        return options.site_name
    said = Identity.objects.filter(site=site).values_list("name", flat=True).first()
    return said or site.site_name or options.site_name


def name_of_default_site() -> str:
    """What the site is called that answers where no other does."""
    return name_of(Site.objects.filter(is_default_site=True).first())


def load_identity(site: Site | None) -> Shown:
    """The identity of `site`. Without entries in its menus, the masthead lists its sections, the foot its plain pages."""
    found = Identity.objects.filter(site=site).select_related("logo").first() if site else None
    entries = list(found.entries.select_related("page")) if found else []
    given = (found and found.name) or (site and site.site_name) or ""
    return Shown(
        name=given or options.site_name,
        named=bool(given),
        description=found.description if found else "",
        logo=found.logo.get_rendition(LOGO) if found and found.logo else None,
        accent=both_schemes(found.accent) if found and found.accent else None,
        masthead=_menu(entries, "masthead") or _below(site, "sectionpage", menus=False),
        foot=_menu(entries, "foot") or _below(site, "plainpage", menus=True),
    )


def _menu(entries: list[MenuEntry], place: str) -> tuple[Link, ...]:
    links = (_link(entry) for entry in entries if entry.place == place)
    return tuple(link for link in links if link)


def _link(entry: MenuEntry) -> Link | None:
    if entry.page is None:
        return Link(entry.address, entry.label)
    if not entry.page.live or entry.page.get_view_restrictions().exists():
        return None
    address = entry.page.specific.get_url()
    return Link(address, entry.label or entry.page.title) if address else None


def _below(site: Site | None, kind: str, *, menus: bool) -> tuple[Link, ...]:
    if site is None:
        return ()
    pages = site.root_page.get_children().live().public().filter(content_type__app_label="stories", content_type__model=kind)
    if menus:
        pages = pages.in_menu()
    root = site.root_page.url_path
    return tuple(Link(f"/{page.url_path.removeprefix(root)}", page.title) for page in pages)

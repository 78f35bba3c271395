"""Pictures: what travels with them, and the sizes they are shown in."""

import logging
from functools import cached_property
from typing import Any

from django.core.files import File
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.image_operations import FilterOperation
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, SourceImageIOError
from wagtail.images.models import Image as WagtailImage

log = logging.getLogger(__name__)

# What the templates ask for; the worker makes these before the first reader comes.
LEAD = "format-{avif,jpeg}|width-{480,960,1440}"
INSIDE = "format-{avif,jpeg}|width-{480,960}"
TOGETHER = "format-{avif,jpeg}|fill-{480x320,960x640}"  # in a gallery: alike, round the focal point
SHOT = "format-{avif,jpeg}|fill-{240x160,480x320}"
FACE = "format-{avif,jpeg}|fill-{96x96,192x192}"
SHARED = "fill-1200x630|format-jpeg"  # for feeds, Open Graph and search engines: all of them read JPEG

_PERSONAL = ("exif", "xmp", "photoshop", "comment", "parsed_exif")


class _WithoutMetadata(FilterOperation):
    """Where and with what a picture was taken is nobody's business: Pillow writes again what it has read."""

    def construct(self) -> None:
        """Takes no arguments."""

    def run(self, willow: Any, image: Any, env: dict[str, Any]) -> Any:
        for name in _PERSONAL:
            getattr(willow.image, "info", {}).pop(name, None)
        return willow


class _Plain(Filter):
    @cached_property
    def filter_operations(self) -> list[Any]:
        return [*super().filter_operations, _WithoutMetadata("plain")]


class NewsImage(AbstractImage):
    """A picture with the caption and the credit that travel with it."""

    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(_("credit"), max_length=255, blank=True)

    admin_form_fields = ("title", "file", "caption", "credit", *WagtailImage.admin_form_fields[2:])

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def generate_rendition_file(self, filter: Filter, *, source: File | None = None) -> File:
        """One size of the picture, without its metadata."""
        return super().generate_rendition_file(_Plain(spec=filter.spec), source=source)


class NewsRendition(AbstractRendition):
    """A picture in one size."""

    image = models.ForeignKey(NewsImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


def prepare_pictures(story: Any) -> None:
    """Make every size in which the pages show the pictures of `story` (a StoryPage)."""
    wanted = [(story.lead_image, spec) for spec in (LEAD, SHOT, SHARED) if story.lead_image]
    for picture, spec in [*wanted, *pictures_in(story.body)]:
        try:
            picture.get_renditions(*Filter.expand_spec(spec))
        except SourceImageIOError:
            log.warning("a picture's file cannot be read", extra={"picture": picture.pk})


def pictures_in(body: Any) -> list[tuple[NewsImage, str]]:
    """The pictures in a story's body, those of galleries too, each with the sizes it is shown in."""
    found: list[tuple[NewsImage | None, str]] = []
    for block in body:
        if block.block_type == "picture":
            found.append((block.value["picture"], INSIDE))
        elif block.block_type == "gallery":
            found += [(each["picture"], TOGETHER) for each in block.value["pictures"]]
    return [(picture, sizes) for picture, sizes in found if picture]

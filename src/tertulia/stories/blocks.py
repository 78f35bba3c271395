"""The blocks a story's body is made of."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageChooserBlock

from tertulia.stories.embeds import shown

INLINE = ["bold", "italic", "link", "document-link", "superscript", "subscript"]


class HeadingBlock(blocks.StructBlock):
    """A heading inside the story: two levels below the headline."""

    text = blocks.CharBlock(max_length=200, label=_("Text"))
    level = blocks.ChoiceBlock(choices=[("2", _("Heading")), ("3", _("Smaller heading"))], default="2", label=_("Level"))

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "stories/blocks/heading.html"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, and whose."""

    text = blocks.TextBlock(label=_("Words"))
    source = blocks.CharBlock(required=False, max_length=200, label=_("Whose words"))

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "stories/blocks/quote.html"


class PullQuoteBlock(blocks.StructBlock):
    """A sentence of the story, set large."""

    text = blocks.TextBlock(label=_("Words"))
    source = blocks.CharBlock(required=False, max_length=200, label=_("Whose words"))

    class Meta:
        icon = "openquote"
        label = _("Pull quote")
        template = "stories/blocks/pull_quote.html"


class _PictureValue(blocks.StructValue):
    """Caption and credit: the story's own, else those that travel with the picture."""

    @property
    def shown_caption(self) -> str:
        return self.get("caption") or getattr(self.get("picture"), "caption", "")

    @property
    def shown_credit(self) -> str:
        return self.get("credit") or getattr(self.get("picture"), "credit", "")

    @property
    def described(self) -> str:
        return getattr(self.get("picture"), "description", "") or self.shown_caption


class PictureBlock(blocks.StructBlock):
    """A picture with its caption and its credit."""

    picture = ImageChooserBlock(label=_("Picture"))
    caption = blocks.TextBlock(required=False, label=_("Caption"), help_text=_("Empty: the caption that the picture brings."))
    credit = blocks.CharBlock(
        required=False, max_length=255, label=_("Credit"), help_text=_("Empty: the credit that the picture brings.")
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "stories/blocks/picture.html"
        value_class = _PictureValue

    def clean(self, value: Any) -> Any:
        """Caption and credit are both needed, from the story or from the picture; a draft may lack them."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        lacking = {}
        if not cleaned.shown_caption.strip():
            lacking["caption"] = ValidationError(_("A photo is published with a caption: say what it shows."))
        if not cleaned.shown_credit.strip():
            lacking["credit"] = ValidationError(_("A photo is published with a credit: say who made it."))
        if lacking:
            raise StructBlockValidationError(lacking)
        return cleaned


NO_PICTURE = {"picture": None, "caption": "", "credit": ""}


class GalleryBlock(blocks.StructBlock):
    """Pictures that belong together."""

    title = blocks.CharBlock(required=False, max_length=200, label=_("Title"))
    pictures = blocks.ListBlock(PictureBlock(), min_num=2, default=[NO_PICTURE, NO_PICTURE], label=_("Pictures"))

    class Meta:
        icon = "image"
        label = _("Gallery")
        template = "stories/blocks/gallery.html"


class _TableValue(blocks.StructValue):
    @property
    def has_headings(self) -> bool:
        """Whether any column says what stands in it; tables of other systems often have no head."""
        table = self.get("table")
        return bool(table) and any(column["heading"] for column in table.columns)


class TableBlock(blocks.StructBlock):
    """Figures in rows and columns."""

    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(required=False, label=_("Text"))),
            ("number", blocks.CharBlock(required=False, label=_("Number"), form_classname="number")),
        ],
        label=_("Table"),
    )
    source = blocks.CharBlock(required=False, max_length=200, label=_("Source"))

    class Meta:
        icon = "table"
        label = _("Table")
        template = "stories/blocks/table.html"
        value_class = _TableValue


class FactBoxBlock(blocks.StructBlock):
    """What one has to know, beside the story."""

    title = blocks.CharBlock(max_length=200, label=_("Title"))
    text = blocks.RichTextBlock(features=[*INLINE, "ol", "ul"], label=_("Text"))

    class Meta:
        icon = "list-ul"
        label = _("Fact box")
        template = "stories/blocks/fact_box.html"


class _EmbedValue(blocks.StructValue):
    @property
    def shown(self) -> Any:
        return shown(self.get("url") or "")

    @property
    def warning(self) -> str:
        """Who will learn of it if a reader asks for the player."""
        return gettext(
            "This comes from %(provider)s. Nothing is fetched from there until you ask for it; "
            "then %(provider)s learns that you are reading this."
        ) % {"provider": self.shown.provider}

    @property
    def invitation(self) -> str:
        """What the link to the provider says."""
        return gettext("Show it on %(provider)s") % {"provider": self.shown.provider}


class EmbedBlock(blocks.StructBlock):
    """Something that lives elsewhere: named, described, and fetched only when a reader asks for it."""

    url = blocks.URLBlock(label=_("Address"), help_text=_("The page of the film, sound, map or chart, beginning with https://."))
    title = blocks.CharBlock(max_length=200, label=_("What it shows"))

    class Meta:
        icon = "media"
        label = _("Embed")
        template = "stories/blocks/embed.html"
        value_class = _EmbedValue

    def clean(self, value: Any) -> Any:
        """Only addresses with https:// can be shown in our pages."""
        cleaned = super().clean(value)
        if cleaned.get("url") and not cleaned["url"].startswith("https://"):
            raise StructBlockValidationError({"url": ValidationError(_("The address begins with https://."))})
        return cleaned


class StoryBody(blocks.StreamBlock):
    """Everything that may stand in a story."""

    paragraph = blocks.RichTextBlock(features=[*INLINE, "ol", "ul"], label=_("Text"))
    heading = HeadingBlock()
    quote = QuoteBlock()
    pull_quote = PullQuoteBlock()
    picture = PictureBlock()
    gallery = GalleryBlock()
    table = TableBlock()
    fact_box = FactBoxBlock()
    embed = EmbedBlock()


def is_bare(block: Any) -> bool:
    """Whether a block of a story is a picture, or holds one, without caption or credit."""
    if block.block_type not in ("picture", "gallery"):
        return False
    pictures = block.value["pictures"] if block.block_type == "gallery" else [block.value]
    return not all(each.shown_caption.strip() and each.shown_credit.strip() for each in pictures)

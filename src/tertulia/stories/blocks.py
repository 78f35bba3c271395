"""The blocks a story's body is made of."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

INLINE = ["bold", "italic", "link", "document-link", "superscript", "subscript"]


class HeadingBlock(blocks.StructBlock):
    """A heading inside the story: two levels below the headline."""

    text = blocks.CharBlock(max_length=200)
    level = blocks.ChoiceBlock(choices=[("2", _("Heading")), ("3", _("Smaller heading"))], default="2")

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "stories/blocks/heading.html"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, and whose."""

    text = blocks.TextBlock()
    source = blocks.CharBlock(required=False, max_length=200)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "stories/blocks/quote.html"


class StoryBody(blocks.StreamBlock):
    """Everything that may stand in a story."""

    paragraph = blocks.RichTextBlock(features=[*INLINE, "ol", "ul"], label=_("Text"))
    heading = HeadingBlock()
    quote = QuoteBlock()

"""What the newsroom publishes: the front page, sections, stories, contributors and pictures."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage
from wagtail.models import Orderable, Page
from wagtail.search import index
from wagtail.snippets.models import register_snippet
from wagtail.url_routing import RouteResult

from tertulia.options import options
from tertulia.stories.blocks import StoryBody
from tertulia.stories.languages import LANGUAGES, direction_of


def default_language() -> str:
    """The language of a story that does not say."""
    return options.language


class NewsImage(AbstractImage):
    """A picture with the caption and the credit that travel with it."""

    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(_("credit"), max_length=255, blank=True)

    admin_form_fields = (*WagtailImage.admin_form_fields, "caption", "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


class NewsRendition(AbstractRendition):
    """A picture in one size."""

    image = models.ForeignKey(NewsImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


@register_snippet
class Contributor(models.Model):
    """Whoever a byline names."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=120, unique=True, allow_unicode=True)
    about = models.TextField(_("about"), blank=True)

    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("about")]

    class Meta:
        ordering = ["name"]
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")

    def __str__(self) -> str:
        return self.name


class FrontPage(Page):
    """The newsroom's front page and the root of a site."""

    subpage_types = ["stories.SectionPage", "stories.StoryPage"]
    template = "front.html"

    class Meta:
        verbose_name = _("front page")

    def route(self, request: Any, path_components: list[str]) -> RouteResult:
        """A story lives at its own address, wherever it hangs; everything else is found in the tree."""
        story = StoryPage.living_at(self, request.get_full_path(), request.path)
        return RouteResult(story) if story else super().route(request, path_components)


class SectionPage(Page):
    """A rubric; its stories hang below it."""

    parent_page_types = ["stories.FrontPage"]
    subpage_types = ["stories.StoryPage"]
    template = "section.html"

    class Meta:
        verbose_name = _("section")


class StoryForm(WagtailAdminPageForm):
    """A draft may lack a caption; what is published may not."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.is_deferred_validation and cleaned.get("lead_image"):
            for field, reason in StoryPage.missing_beside_photo(cleaned).items():
                self.add_error(field, reason)
        return cleaned


class StoryPage(Page):
    """A published piece."""

    standfirst = models.TextField(_("standfirst"), blank=True)
    language = models.CharField(_("language"), max_length=12, choices=LANGUAGES, default=default_language)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    lead_image = models.ForeignKey(
        NewsImage, verbose_name=_("lead photo"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lead_caption = models.TextField(_("caption"), blank=True)
    lead_credit = models.CharField(_("credit"), max_length=255, blank=True)
    body = StreamField(StoryBody(), blank=True, verbose_name=_("story"))
    address = models.CharField(max_length=400, blank=True, editable=False, db_index=True)

    base_form_class = StoryForm
    parent_page_types = ["stories.FrontPage", "stories.SectionPage"]
    subpage_types: list[str] = []
    template = "story.html"

    content_panels = [
        FieldPanel("title", heading=_("Headline"), classname="title"),
        FieldPanel("standfirst"),
        MultiFieldPanel([FieldPanel("lead_image"), FieldPanel("lead_caption"), FieldPanel("lead_credit")], _("Lead photo")),
        InlinePanel("bylines", label=_("Byline"), heading=_("Bylines")),
        FieldPanel("body"),
        FieldPanel("language"),
    ]
    promote_panels = [
        FieldPanel("slug"),
        FieldPanel("published_at", help_text=_("Empty: the moment of first publication.")),
        HelpPanel(_("The address of a story carries its date and is fixed when the story is first published.")),
        MultiFieldPanel([FieldPanel("seo_title"), FieldPanel("search_description")], _("For search engines")),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("body"),
        index.FilterField("language"),
        index.FilterField("published_at"),
    ]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        indexes = [models.Index(fields=["-published_at"], name="story_published_at")]

    @property
    def direction(self) -> str:
        """The value of `dir` for the story's language."""
        return direction_of(self.language)

    @staticmethod
    def missing_beside_photo(fields: dict[str, Any]) -> dict[str, str]:
        """Which of caption and credit are missing in `fields`, with the sentence that says so."""
        reasons = {
            "lead_caption": _("A photo is published with a caption: say what it shows."),
            "lead_credit": _("A photo is published with a credit: say who made it."),
        }
        return {field: str(reason) for field, reason in reasons.items() if not (fields.get(field) or "").strip()}

    def clean_for_publication(self) -> None:
        """Raise ValidationError where the story lacks what must not be published without."""
        if self.lead_image_id and (missing := self.missing_beside_photo(dict(vars(self)))):
            raise ValidationError(missing)

    def contributors(self) -> list[Contributor]:
        """The bylines, in order."""
        return [byline.contributor for byline in self.bylines.select_related("contributor")]

    def dated_address(self) -> str:
        """`/YYYY/MM/DD/slug/`: the address fixed at first publication, or the one it would get now."""
        if self.address:
            return self.address
        day = timezone.localtime(self.published_at or self.first_published_at or timezone.now())
        return f"/{day:%Y/%m/%d}/{self.slug}/"

    @classmethod
    def living_at(cls, root: Page, *paths: str) -> "StoryPage | None":
        """The live story below `root` that has one of `paths` (path, or path and query) as its address, new or old."""
        stories = cls.objects.live().descendant_of(root)
        found = stories.filter(address__in=paths).first()
        if found is None:
            found = stories.filter(old_addresses__root=root.pk, old_addresses__path__in=paths).first()
        return found

    def is_found_at(self, *paths: str) -> bool:
        """Whether one of `paths` is an address of this story, the fixed one or an old one."""
        return self.dated_address() in paths or self.old_addresses.filter(path__in=paths).exists()

    def get_url_parts(self, request: Any = None) -> Any:
        """A story lives at its dated address, wherever it hangs in the tree."""
        parts = super().get_url_parts(request)
        if parts is None or parts[1] is None:
            return parts
        return parts[0], parts[1], self.dated_address()

    def with_content_json(self, content: dict[str, Any]) -> "StoryPage":
        """A revision made before the first publication must not take the fixed address away again."""
        story = super().with_content_json(content)
        story.address = self.address
        story.published_at = story.published_at or self.published_at
        return story


class Byline(Orderable):
    """One contributor of one story."""

    story = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="bylines")
    contributor = models.ForeignKey(Contributor, on_delete=models.CASCADE, related_name="bylines")

    panels = [FieldPanel("contributor")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["story", "contributor"], name="byline_once")]


class OldAddress(models.Model):
    """Another address under which a story is found: where it lived on another system, or before it was moved."""

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="old_addresses")
    root = models.BigIntegerField(help_text="primary key of the front page below which it counts")
    path = models.CharField(max_length=400, help_text="path and query, from the slash on")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["root", "path"], name="old_address_once")]

    def __str__(self) -> str:
        return self.path


class Edition(models.Model):
    """One row: the version of everything the newsroom publishes, moved by database triggers."""

    number = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.number)

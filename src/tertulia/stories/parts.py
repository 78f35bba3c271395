"""What hangs on a story: its bylines, corrections, related stories and tags; and the stories an editor pins."""

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Orderable

from tertulia.stories.forms import ContributorForm
from tertulia.stories.pictures import NewsImage


class Contributor(models.Model):
    """Whoever a byline names."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=120, unique=True, allow_unicode=True)
    about = models.TextField(_("about"), blank=True)
    picture = models.ForeignKey(
        NewsImage, verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    base_form_class = ContributorForm
    panels = [
        FieldPanel("name"),
        FieldPanel("about"),
        FieldPanel("picture"),
        FieldPanel("slug", help_text=_("Part of the page's address. Empty: made from the name.")),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")

    def __str__(self) -> str:
        return self.name


class Byline(Orderable):
    """One contributor of one story."""

    story = ParentalKey("stories.StoryPage", on_delete=models.CASCADE, related_name="bylines")
    contributor = models.ForeignKey(Contributor, on_delete=models.CASCADE, related_name="bylines")

    panels = [FieldPanel("contributor")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["story", "contributor"], name="byline_once")]


def today() -> date:
    """The day by the site's clock."""
    return timezone.localdate()


class Correction(Orderable):
    """What a story had wrong, and since when it is right."""

    story = ParentalKey("stories.StoryPage", on_delete=models.CASCADE, related_name="corrections")
    day = models.DateField(_("date"), default=today)
    text = models.TextField(_("what was wrong, and what is right"))

    panels = [FieldPanel("day"), FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = _("correction")


class RelatedStory(Orderable):
    """A story to read next."""

    story = ParentalKey("stories.StoryPage", on_delete=models.CASCADE, related_name="related")
    other = models.ForeignKey("stories.StoryPage", verbose_name=_("story"), on_delete=models.CASCADE, related_name="+")

    panels = [PageChooserPanel("other", "stories.StoryPage")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["story", "other"], name="related_once")]


class StoryTag(TaggedItemBase):
    """One tag of one story."""

    content_object = ParentalKey("stories.StoryPage", on_delete=models.CASCADE, related_name="tagged_items")


class PinnedStory(Orderable):
    """A story an editor keeps at the top of the front page; the first of them leads it."""

    front = ParentalKey("stories.FrontPage", on_delete=models.CASCADE, related_name="pins")
    story = models.ForeignKey("stories.StoryPage", verbose_name=_("story"), on_delete=models.CASCADE, related_name="+")

    panels = [PageChooserPanel("story", "stories.StoryPage")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["front", "story"], name="pinned_once")]

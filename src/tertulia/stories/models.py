"""What the newsroom publishes: the front page, sections, stories, contributors and pictures."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel, PageChooserPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from tertulia.options import options
from tertulia.stories.blocks import StoryBody, is_bare
from tertulia.stories.folding import fold
from tertulia.stories.forms import StoryForm
from tertulia.stories.identity import Identity, MenuEntry
from tertulia.stories.languages import LANGUAGES, direction_of
from tertulia.stories.parts import Byline, Contributor, Correction, PinnedStory, RelatedStory, StoryTag
from tertulia.stories.pictures import NewsImage, NewsRendition

__all__ = [
    "Byline",
    "Contributor",
    "Correction",
    "Edition",
    "FrontPage",
    "Identity",
    "MenuEntry",
    "NewsImage",
    "NewsRendition",
    "OldAddress",
    "PinnedStory",
    "PlainPage",
    "RelatedStory",
    "SectionPage",
    "StoryPage",
    "StoryTag",
]


CLOSE_AFTER: dict[str, Any] = {"null": True, "blank": True, "validators": [MaxValueValidator(36_500)]}
THREAD_SWITCH = [
    ("open", _("open")),
    ("held", _("held: a moderator reads every new response first")),
    ("closed", _("closed: it can be read, nothing can be added")),
    ("none", _("none: no thread is shown")),
]


def default_language() -> str:
    """The language of a story that does not say."""
    return options.language


class FrontPage(Page):
    """The newsroom's front page and the root of a site."""

    close_after = models.PositiveIntegerField(_("threads close after (days)"), **CLOSE_AFTER)

    subpage_types = ["stories.SectionPage", "stories.StoryPage", "stories.PlainPage"]
    template = "front.html"

    content_panels = [
        *Page.content_panels,
        InlinePanel(
            "pins",
            heading=_("Pinned stories"),
            label=_("Story"),
            help_text=_("They stay at the top; the first leads the page. Without any, the newest story leads."),
        ),
        FieldPanel("close_after", help_text=_("Counted from a story's publication. Empty or 0: they stay open.")),
    ]

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
    close_after = models.PositiveIntegerField(_("threads close after (days)"), **CLOSE_AFTER)

    content_panels = [
        *Page.content_panels,
        FieldPanel("close_after", help_text=_("Empty: as the front page says. 0: they stay open.")),
    ]

    class Meta:
        verbose_name = _("section")


class PlainPage(Page):
    """A page that is no story: About, Contact, Privacy, Imprint."""

    body = StreamField(StoryBody(), blank=True, verbose_name=_("text"))

    parent_page_types = ["stories.FrontPage", "stories.PlainPage"]
    subpage_types = ["stories.PlainPage"]
    template = "plain.html"
    content_panels = [*Page.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")


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
    updated_at = models.DateTimeField(_("updated"), null=True, blank=True)
    embargo_until = models.DateTimeField(_("embargo until"), null=True, blank=True)
    translation_of = models.ForeignKey(
        "self", verbose_name=_("translation of"), null=True, blank=True, on_delete=models.SET_NULL, related_name="translations"
    )
    tags = ClusterTaggableManager(through=StoryTag, blank=True)
    address = models.CharField(max_length=400, blank=True, editable=False, db_index=True)
    thread_state = models.CharField(_("thread"), max_length=8, null=True, blank=True, choices=THREAD_SWITCH)  # noqa: DJ001 - null: not chosen
    thread_told_at = models.DateTimeField(null=True, editable=False, help_text="when somebody else set the thread's state")

    base_form_class = StoryForm
    parent_page_types = ["stories.FrontPage", "stories.SectionPage"]
    subpage_types: list[str] = []
    template = "story.html"

    content_panels = [
        TitleFieldPanel("title", heading=_("Headline"), placeholder=_("Headline")),
        FieldPanel("standfirst"),
        MultiFieldPanel([FieldPanel("lead_image"), FieldPanel("lead_caption"), FieldPanel("lead_credit")], _("Lead photo")),
        InlinePanel("bylines", label=_("Byline"), heading=_("Bylines")),
        FieldPanel("body"),
        FieldPanel("updated_at", help_text=_("Shown as “updated”. Set it when there is news, not for a comma.")),
        InlinePanel("corrections", heading=_("Corrections"), label=_("Correction")),
        FieldPanel("thread_state", help_text=_("Counts as soon as the page is saved, without publishing it.")),
        InlinePanel("related", heading=_("Related stories"), label=_("Story")),
        FieldPanel("tags"),
        MultiFieldPanel([FieldPanel("language"), PageChooserPanel("translation_of", "stories.StoryPage")], _("Language")),
    ]
    promote_panels = [
        FieldPanel("slug"),
        FieldPanel("published_at", help_text=_("Empty: the moment of first publication.")),
        FieldPanel("embargo_until", help_text=_("Until then the story can be scheduled, but not published.")),
        HelpPanel(_("The address of a story carries its date and is fixed when the story is first published.")),
        MultiFieldPanel([FieldPanel("seo_title"), FieldPanel("search_description")], _("For search engines")),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("body"),
        index.SearchField("folded"),
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
    def reasons_against(fields: dict[str, Any]) -> dict[str, str]:
        """What keeps a story with these `fields` from being published, by field, in sentences."""
        reasons = {}
        if image := fields.get("lead_image"):
            if not ((fields.get("lead_caption") or "").strip() or image.caption.strip()):
                reasons["lead_caption"] = _("A photo is published with a caption: say what it shows.")
            if not ((fields.get("lead_credit") or "").strip() or image.credit.strip()):
                reasons["lead_credit"] = _("A photo is published with a credit: say who made it.")
        embargo = fields.get("embargo_until")
        if embargo and max(timezone.now(), fields.get("go_live_at") or timezone.now()) < embargo:
            reasons["embargo_until"] = _("The embargo is not over: schedule the story, or wait.")
        return {field: str(reason) for field, reason in reasons.items()}

    def clean_for_publication(self) -> None:
        """Raise ValidationError where the story lacks what must not be published without."""
        reasons = self.reasons_against({**vars(self), "lead_image": self.lead_image})
        if any(is_bare(block) for block in self.body):
            reasons["body"] = str(_("A photo in the story lacks its caption or its credit."))
        if reasons:
            raise ValidationError(reasons)

    def publish(self, revision: Any, *arguments: Any, **named: Any) -> Any:
        """Every publication comes by here: an editor's, a schedule's, an approval, a script's. Raises ValidationError."""
        revision.as_object().clean_for_publication()
        return super().publish(revision, *arguments, **named)

    @property
    def caption(self) -> str:
        """What stands below the lead photo: the story's own words, else those that travel with the picture."""
        return self.lead_caption or (self.lead_image.caption if self.lead_image else "")

    @property
    def credit(self) -> str:
        """Who made the lead photo."""
        return self.lead_credit or (self.lead_image.credit if self.lead_image else "")

    @property
    def folded(self) -> str:
        """Everything a search may find, folded, so that spelling with and without marks is the same."""
        words = [self.title, self.standfirst, *self.body.stream_block.get_searchable_content(self.body)]
        return fold(" ".join(str(each) for each in words))

    def versions(self) -> list["StoryPage"]:
        """This story and its live translations; alone if there are none."""
        first = self.translation_of or self
        live = StoryPage.objects.live().public()
        found = live.filter(models.Q(pk=first.pk) | models.Q(translation_of=first.pk)).order_by("pk")
        return list(found)

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
        """A revision takes neither the fixed address away again, nor sets the thread back."""
        story = super().with_content_json(content)
        story.address = self.address
        story.thread_state, story.thread_told_at = self.thread_state, self.thread_told_at
        story.published_at = story.published_at or self.published_at
        return story


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

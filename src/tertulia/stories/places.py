"""The addresses below a front page besides its stories'."""

from django.db.models import Exists, OuterRef
from taggit.models import Tag
from wagtail.models import Page

from tertulia.stories.listing import live_stories
from tertulia.stories.models import Byline, Contributor, PlainPage, SectionPage, StoryTag


def pages_of(root: Page) -> list[str]:
    """Addresses of the live, public sections and plain pages below `root`."""
    pages = Page.objects.live().public().descendant_of(root).type(SectionPage, PlainPage).order_by("path")
    return [f"/{path.removeprefix(root.url_path)}" for path in pages.values_list("url_path", flat=True)]


def contributors_with_stories(root: Page) -> list[str]:
    """Slugs of the contributors whom a byline below `root` names."""
    written = Byline.objects.filter(contributor=OuterRef("pk"), story__in=live_stories(root))
    return list(Contributor.objects.filter(Exists(written)).values_list("slug", flat=True))


def tags_with_stories(root: Page) -> list[str]:
    """Slugs of the tags of the stories below `root`."""
    tagged = StoryTag.objects.filter(tag=OuterRef("pk"), content_object__in=live_stories(root))
    return list(Tag.objects.filter(Exists(tagged)).order_by("name").values_list("slug", flat=True))

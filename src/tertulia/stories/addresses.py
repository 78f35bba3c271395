"""Finding the story that lives at an address, and fixing that address at first publication."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from tertulia.stories.models import OldAddress, SectionPage, StoryPage


def fix_address(story: StoryPage) -> None:
    """Give a story that is published for the first time its date and its address, for good."""
    if story.address:
        return
    story.published_at = story.published_at or story.first_published_at or timezone.now()
    story.address = _free_address(story)
    StoryPage.objects.filter(pk=story.pk).update(address=story.address, published_at=story.published_at)


def _free_address(story: StoryPage) -> str:
    wanted = story.dated_address()
    taken = set(
        StoryPage.objects.filter(address__startswith=wanted[:-1], path__startswith=story.path[: Page.steplen * 2])
        .exclude(pk=story.pk)
        .values_list("address", flat=True)
    )
    number, address = 1, wanted
    while address in taken:
        number += 1
        address = f"{wanted[:-1]}-{number}/"
    return address


def keep_old_address(story: StoryPage, root: Page, path: str) -> bool:
    """Let `path` (path and query) lead to `story` as well; False if another story has it."""
    if path == story.address:
        return True
    kept, _made = OldAddress.objects.get_or_create(root=root.pk, path=path, defaults={"story": story})
    return kept.story_id == story.pk


def section_of(story: int) -> int | None:
    """The primary key of the section a story (primary key) stands in, if it stands in one."""
    page = StoryPage.objects.filter(pk=story).first()
    parent = page.get_parent() if page else None
    return parent.pk if parent and SectionPage.objects.filter(pk=parent.pk).exists() else None


def stories_in_section(section: int) -> QuerySet[Any]:
    """The primary keys of the stories in a section (primary key); none where there is no such section."""
    page = SectionPage.objects.filter(pk=section).first()
    return (StoryPage.objects.child_of(page) if page else StoryPage.objects.none()).values("pk")


def public_story_at(root: Page, path: str) -> StoryPage | None:
    """The live, public story whose own address below `root` is `path`."""
    return StoryPage.objects.live().public().descendant_of(root).filter(address=path).first()


def public_section_at(root: Page, path: str) -> SectionPage | None:
    """The live, public section at `path` below `root`."""
    return SectionPage.objects.live().public().descendant_of(root).filter(url_path=f"{root.url_path}{path[1:]}").first()

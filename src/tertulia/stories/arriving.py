"""Stories that come from elsewhere: publishing them here with their own date and address."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Page, Site

from tertulia.options import options
from tertulia.stories.addresses import keep_old_address
from tertulia.stories.languages import LANGUAGES
from tertulia.stories.models import Byline, Contributor, FrontPage, SectionPage, StoryPage

_DATED = re.compile(r"^/(\d{4})/(\d{2})/(\d{2})/([^/?]+)/$")
LONGEST_TITLE = 255


@dataclass(frozen=True, kw_only=True)
class ArrivingStory:
    """What a story brings along. `body`: pairs of a block's name in StoryBody and its value; `paths`: where it lived."""

    title: str
    published_at: datetime
    language: str = ""
    standfirst: str = ""
    section: str = ""
    bylines: tuple[str, ...] = ()
    caption: str = ""
    credit: str = ""
    body: list[tuple[str, Any]] = field(default_factory=list)
    paths: tuple[str, ...] = ()


def default_site() -> int:
    """The primary key of the site that answers under every host."""
    return Site.objects.values_list("pk", flat=True).get(is_default_site=True)


def story_at(site: int, path: str) -> StoryPage | None:
    """The live story of `site` that lives, or lived, at `path`."""
    return StoryPage.living_at(_root(site), path)


def publish_arrival(arrival: ArrivingStory, *, site: int) -> StoryPage:
    """Publish a new story; where one of its old paths carries a date, that is its address here too."""
    root = _root(site)
    slug, address = _slug_and_address(arrival, root)
    parent = _section(root, arrival.section) if arrival.section else root
    story = StoryPage(slug=_free_slug(parent, slug), address=address, published_at=arrival.published_at, **_fields(arrival))
    parent.add_child(instance=story)
    _finish(story, arrival, root)
    return story


def update_arrival(story: StoryPage, arrival: ArrivingStory, *, site: int) -> None:
    """Publish a changed version of a story that arrived before; its address stays."""
    for name, value in _fields(arrival).items():
        setattr(story, name, value)
    story.bylines.clear()
    _finish(story, arrival, _root(site))


def _root(site: int) -> Page:
    return FrontPage.objects.get(pk=Site.objects.values_list("root_page", flat=True).get(pk=site))


def _fields(arrival: ArrivingStory) -> dict[str, Any]:
    return {
        "title": arrival.title if len(arrival.title) <= LONGEST_TITLE else f"{arrival.title[: LONGEST_TITLE - 1]}…",
        "standfirst": arrival.standfirst,
        "language": _language(arrival.language),
        "lead_caption": arrival.caption,
        "lead_credit": arrival.credit[:255],
        "body": arrival.body,
    }


def _language(tag: str) -> str:
    """The language this house has for a tag such as `en-US`; its own where it has none."""
    short = tag.split("-")[0].lower()
    return short if short in dict(LANGUAGES) else options.language


def _finish(story: StoryPage, arrival: ArrivingStory, root: Page) -> None:
    for order, name in enumerate(dict.fromkeys(arrival.bylines)):
        story.bylines.add(Byline(contributor=_contributor(name), sort_order=order))
    story.save_revision().publish()
    story.refresh_from_db()
    for path in arrival.paths:
        keep_old_address(story, root, path)


def _slug_and_address(arrival: ArrivingStory, root: Page) -> tuple[str, str]:
    for path in arrival.paths:
        dated = _DATED.match(path)
        if dated and len(path) <= 400 and StoryPage.living_at(root, path) is None:
            return slugify(dated[4], allow_unicode=True) or "story", path
    last = re.sub(r"\.\w{2,5}$", "", (arrival.paths[0] if arrival.paths else "").split("?")[0].rstrip("/").rsplit("/", 1)[-1])
    slug = slugify(last, allow_unicode=True) or slugify(arrival.title, allow_unicode=True) or "story"
    return slug[:80].strip("-"), ""


def _free_slug(parent: Page, slug: str) -> str:
    taken = set(parent.get_children().filter(slug__startswith=slug).values_list("slug", flat=True))
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    return free


def _section(root: Page, title: str) -> Page:
    found = SectionPage.objects.child_of(root).filter(title=title).first()
    if found:
        return found
    slug = _free_slug(root, slugify(title, allow_unicode=True)[:80] or "section")
    return root.add_child(instance=SectionPage(title=title[:255], slug=slug))


def _contributor(name: str) -> Contributor:
    shown = name[:120]
    found = Contributor.objects.filter(name=shown).first()
    if found:
        return found
    slug = slugify(shown, allow_unicode=True)[:100] or "contributor"
    number = Contributor.objects.filter(slug__startswith=slug).count()
    return Contributor.objects.create(name=shown, slug=f"{slug}-{number + 1}" if number else slug)


def day_in(path: str) -> datetime | None:
    """Noon of the day that a dated path names, in the site's zone."""
    dated = re.match(r"^/((?:19|20)\d{2})/(\d{2})(?:/(\d{2}))?/", path)
    if not dated:
        return None
    try:
        day = datetime(int(dated[1]), int(dated[2]), int(dated[3] or 1), 12)
    except ValueError:
        return None
    return timezone.make_aware(day)

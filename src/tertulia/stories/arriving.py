"""Stories that come from elsewhere: publishing them here with their own date and address."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

import PIL.Image
from django.core.files.images import ImageFile
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from wagtail.log_actions import log
from wagtail.models import Page, ReferenceIndex, Revision, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.options import options
from tertulia.stories.addresses import fix_address, keep_old_address
from tertulia.stories.blocks import StoryBody
from tertulia.stories.languages import LANGUAGES
from tertulia.stories.models import (
    Byline,
    Contributor,
    Correction,
    FrontPage,
    NewsImage,
    PlainPage,
    RelatedStory,
    SectionPage,
    StoryPage,
)
from tertulia.stories.structured import TYPED

_DATED = re.compile(r"^/(\d{4})/(\d{2})/(\d{2})/([^/?]+)/$")
LONGEST_TITLE = 255
KINDS = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp", "AVIF": "avif"}
MOST_PIXELS = 60_000_000


@dataclass(frozen=True, kw_only=True)
class ArrivingStory:
    """What a story brings along. `body`: pairs of a block's name in StoryBody and its value,
    pictures by primary key; `paths`: where it lived."""

    title: str
    published_at: datetime | None
    live: bool = True
    language: str = ""
    standfirst: str = ""
    section: str = ""
    bylines: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    caption: str = ""
    credit: str = ""
    lead: int | None = None  # primary key of a NewsImage
    updated_at: datetime | None = None
    corrections: tuple[tuple[date, str], ...] = ()
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
    story = _make(arrival, root, live=True)
    fix_address(story)
    record(Kind.STORY_PUBLISHED, story=story.pk)
    return _finish(story, arrival, root)


def keep_arrival(arrival: ArrivingStory, *, site: int) -> StoryPage:
    """Keep a story that was not public where it comes from: as a draft."""
    root = _root(site)
    return _finish(_make(arrival, root, live=False), arrival, root)


def update_arrival(story: StoryPage, arrival: ArrivingStory, *, site: int) -> None:
    """Bring a story that arrived before up to date: publish the changed version, or take it down; its address stays."""
    for name, value in _fields(arrival).items():
        setattr(story, name, value)
    story.bylines.clear()
    story.corrections.clear()
    story.related.clear()
    story.translation_of = None
    _hang(story, arrival)
    if not arrival.live and story.live:
        story.unpublish()
    if arrival.live:
        _publish(story)
    else:
        story.save_revision()
    _finish(story, arrival, _root(site))


def publish_plain_page(arrival: ArrivingStory, *, site: int) -> PlainPage:
    """A page that is no story, published unless the arrival is not live; at its old path where that is free."""
    root = _root(site)
    parts = [part for part in (arrival.paths[0] if arrival.paths else "").partition("?")[0].split("/") if part]
    parent = _plain_parent(root, parts[:-1])
    slug = _free_slug(parent, slugify(parts[-1] if parts else arrival.title, allow_unicode=True)[:80] or "page")
    page = PlainPage(slug=slug, live=arrival.live, title=_title(arrival), body=_body(arrival))
    parent.add_child(instance=page)
    revision = page.save_revision()
    if arrival.live:
        revision.publish()
    page.refresh_from_db()
    return page


def update_plain_page(page: PlainPage, arrival: ArrivingStory) -> None:
    """Bring a plain page that arrived before up to date."""
    page.title, page.body = _title(arrival), _body(arrival)
    if not arrival.live and page.live:
        page.unpublish()
    revision = page.save_revision()
    if arrival.live:
        revision.publish()
    page.refresh_from_db()


def _plain_parent(root: Page, parts: list[str]) -> Page:
    """The plain page at a path, as far as there is one."""
    parent = root
    for part in parts:
        found = PlainPage.objects.child_of(parent).filter(slug=part).first()
        if found is None:
            return parent
        parent = found
    return parent


class NotAPicture(Exception):
    """Bytes that are no picture of a kind we show; the message says why."""


def keep_picture(content: bytes, *, address: str, alt: str, caption: str, credit: str) -> int:
    """Store a picture that came from `address`; returns its primary key. Raises NotAPicture."""
    kind, width, height = _looked_at(content)
    name = slugify(urlsplit(address).path.rsplit("/", 1)[-1].rsplit(".", 1)[0])[:60] or "picture"
    file = ImageFile(io.BytesIO(content), name=f"{name}.{KINDS[kind]}")
    picture = NewsImage(
        title=(alt or name)[:255],
        description=alt[:255],
        file=file,
        caption=caption,
        credit=credit[:255],
        width=width,
        height=height,
    )
    picture.save()
    return int(picture.pk)


def _looked_at(content: bytes) -> tuple[str, int, int]:
    """Kind, width and height of a picture."""
    try:
        with PIL.Image.open(io.BytesIO(content), formats=list(KINDS)) as picture:
            kind, (width, height) = picture.format or "", picture.size
            if width * height > MOST_PIXELS:
                raise NotAPicture(f"{width} × {height} pixels are too many")
            picture.verify()
    except NotAPicture:
        raise
    except Exception as error:  # Pillow raises whatever its readers raise
        raise NotAPicture("not a picture that can be shown") from error
    return kind, width, height


def add_lead(story: StoryPage, *, caption: str, credit: str, image: int | None = None) -> None:
    """Give a story that arrived the words of its lead photo, which came apart from it, and the photo if it is here."""
    story.lead_caption, story.lead_credit = caption, credit[:255]
    story.lead_image_id = image or story.lead_image_id
    if story.live:
        _publish(story)
    else:
        story.save_revision()
    story.refresh_from_db()


def _publish(story: StoryPage) -> None:
    """Publish what was published elsewhere already: a photo may lack what this house would have asked for."""
    with disable_reference_index_auto_update():  # publishing saves again, and then it is brought up to date
        revision = story.save_revision()
    Page.publish(story, revision)


def _make(arrival: ArrivingStory, root: Page, *, live: bool) -> StoryPage:
    slug, address = _slug_and_address(arrival, root)
    parent = _section(root, arrival.section)[0] if arrival.section else root
    now = timezone.now() if live else None
    story = StoryPage(
        slug=_free_slug(parent, slug),
        address=address,
        published_at=arrival.published_at,
        live=live,
        has_unpublished_changes=not live,
        first_published_at=now,
        last_published_at=now,
        **_fields(arrival),
    )
    _hang(story, arrival)
    with disable_reference_index_auto_update():  # every byline and tag would bring it up to date; once will do
        parent.add_child(instance=story)
    ReferenceIndex.create_or_update_for_object(story)
    _keep_first_revision(story)
    return story


def _keep_first_revision(story: StoryPage) -> None:
    """What Wagtail's `save_revision` and `publish` leave of a new page, which they save, check and index three times over."""
    revision = Revision.objects.create(
        content_object=story,
        base_content_type=story.get_base_content_type(),
        content=story.serializable_data(),
        object_str=str(story),
    )
    latest = {"latest_revision": revision, "latest_revision_created_at": revision.created_at}
    Page.objects.filter(pk=story.pk).update(**latest, live_revision=revision if story.live else None)
    if story.live:
        log(instance=story, action="wagtail.publish", revision=revision, content_changed=True)


def _hang(story: StoryPage, arrival: ArrivingStory) -> None:
    """Bylines, corrections and tags, each once, in order."""
    for order, name in enumerate(dict.fromkeys(arrival.bylines)):
        story.bylines.add(Byline(contributor=_contributor(name), sort_order=order))
    for order, (day, text) in enumerate(arrival.corrections):
        story.corrections.add(Correction(day=day, text=text, sort_order=order))
    story.tags.set([name for tag in dict.fromkeys(arrival.tags) if (name := tag.strip()[:100])])


def link_arrival(story: StoryPage, *, related: Sequence[int], translation_of: int | None) -> None:
    """Say which stories (primary keys) a story that arrived refers to and what it is a translation of."""
    story.related.clear()
    for order, other in enumerate(related):
        story.related.add(RelatedStory(other_id=other, sort_order=order))
    story.translation_of_id = translation_of
    if story.live:
        _publish(story)
    else:
        story.save_revision()
    story.refresh_from_db()


def keep_section(*, site: int, title: str, slug: str, close_after: int | None) -> bool:
    """Make a section unless there is one of that title; returns whether there was none."""
    return _section(_root(site), title, slug=slug, close_after=close_after)[1]


def keep_contributor(*, name: str, slug: str, about: str, picture: int | None) -> tuple[bool, bool]:
    """Make a contributor, or complete the one of that name; returns whether there was none, and whether it has changed."""
    is_new = not Contributor.objects.filter(name=name[:120]).exists()
    kept = _contributor(name, slug)
    said = {"about": kept.about or about, "picture_id": kept.picture_id or picture}
    has_changed = said != {"about": kept.about, "picture_id": kept.picture_id}
    if has_changed:
        Contributor.objects.filter(pk=kept.pk).update(**said)
    return is_new, has_changed


def _finish(story: StoryPage, arrival: ArrivingStory, root: Page) -> StoryPage:
    story.refresh_from_db()
    for path in arrival.paths:
        keep_old_address(story, root, path)
    return story


def _root(site: int) -> Page:
    return FrontPage.objects.get(sites_rooted_here=site)


def _fields(arrival: ArrivingStory) -> dict[str, Any]:
    return {
        "title": _title(arrival),
        "standfirst": arrival.standfirst,
        "language": _language(arrival.language),
        "lead_caption": arrival.caption,
        "lead_credit": arrival.credit[:255],
        "lead_image_id": arrival.lead,
        "body": _body(arrival),
        "updated_at": arrival.updated_at,
    }


def _body(arrival: ArrivingStory) -> list[tuple[str, Any]]:
    """The blocks, with the pictures that are meant in place of their keys."""
    keys = [value["picture"] for name, value in arrival.body if name == "picture"]
    pictures = NewsImage.objects.in_bulk(keys)
    body = []
    for name, value in arrival.body:
        if name == "picture":
            value = {**value, "picture": pictures[value["picture"]]}
        elif name == "gallery" or name in TYPED:
            value = StoryBody.base_blocks[name].to_python(value)
        body.append((name, value))
    return body


def _title(arrival: ArrivingStory) -> str:
    return arrival.title if len(arrival.title) <= LONGEST_TITLE else f"{arrival.title[: LONGEST_TITLE - 1]}…"


def _language(tag: str) -> str:
    """The language this house has for a tag such as `en-US`; its own where it has none."""
    short = tag.split("-")[0].lower()
    return short if short in dict(LANGUAGES) else options.language


def _slug_and_address(arrival: ArrivingStory, root: Page) -> tuple[str, str]:
    """The slug, and the address it has here: an old one with a date, else its own date and slug; "" where that is taken."""
    for path in arrival.paths:
        dated = _DATED.match(path)
        if dated and len(path) <= 400 and _is_free(root, path):
            return slugify(dated[4], allow_unicode=True) or "story", path
    last = re.sub(r"\.\w{2,5}$", "", (arrival.paths[0] if arrival.paths else "").split("?")[0].rstrip("/").rsplit("/", 1)[-1])
    last = "" if last.isdigit() else last  # a number says nothing
    slug = (slugify(last, allow_unicode=True) or slugify(arrival.title, allow_unicode=True) or "story")[:80].strip("-")
    if arrival.published_at is None:
        return slug, ""
    address = f"/{timezone.localtime(arrival.published_at):%Y/%m/%d}/{slug}/"
    return slug, address if _is_free(root, address) else ""


def _is_free(root: Page, address: str) -> bool:
    stories = StoryPage.objects.descendant_of(root)
    led_to = Q(live=True, old_addresses__root=root.pk, old_addresses__path=address)
    return not stories.filter(Q(address=address) | led_to).exists()


def _free_slug(parent: Page, slug: str) -> str:
    taken = set(parent.get_children().filter(slug__startswith=slug).values_list("slug", flat=True))
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    return free


def _section(root: Page, title: str, *, slug: str = "", close_after: int | None = None) -> tuple[Page, bool]:
    """The section of a title, made if there is none, and whether there was none."""
    title = title[:255]
    found = SectionPage.objects.child_of(root).filter(title=title).first()
    if found:
        return found, False
    free = _free_slug(root, (slugify(slug, allow_unicode=True) or slugify(title, allow_unicode=True))[:80] or "section")
    return root.add_child(instance=SectionPage(title=title, slug=free, close_after=close_after)), True


def _contributor(name: str, slug: str = "") -> Contributor:
    shown = name[:120]
    found = Contributor.objects.filter(name=shown).order_by("pk").first()
    if found:
        return found
    slug = (slugify(slug, allow_unicode=True) or slugify(shown, allow_unicode=True))[:100] or "contributor"
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

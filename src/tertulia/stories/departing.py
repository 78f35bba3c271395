"""Stories and plain pages that leave: what of them a neutral format can carry."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any

from wagtail.images.models import SourceImageIOError
from wagtail.rich_text import expand_db_html

from tertulia.options import options
from tertulia.stories.models import Contributor, NewsImage, PlainPage, SectionPage, StoryPage
from tertulia.stories.structured import html_of, leaving

SIZE = "max-1600x1600|format-jpeg"


@dataclass(frozen=True, kw_only=True)
class DepartingPicture:
    """A picture: its primary key, its address here, and what stands below it."""

    key: int
    url: str
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One block of a body: kind, HTML, plain words, level of a heading; `content` as `structured.leaving` gives it."""

    kind: str
    html: str
    words: str = ""
    level: int | None = None
    picture: DepartingPicture | None = None
    pictures: tuple[DepartingPicture, ...] = ()
    content: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DepartingStory:
    """What of a story can be carried elsewhere."""

    title: str
    standfirst: str
    bylines: tuple[str, ...]
    section: str
    tags: tuple[str, ...]
    language: str
    published_at: datetime | None
    live: bool
    caption: str
    credit: str
    lead: DepartingPicture | None
    updated_at: datetime | None
    corrections: tuple[tuple[str, str], ...]  # day and words
    related: tuple[int, ...]  # primary keys of stories
    translation_of: int | None  # the same


@dataclass(frozen=True, kw_only=True)
class DepartingSection:
    """A section and what it says of the threads in it."""

    title: str
    slug: str
    close_after: int | None


@dataclass(frozen=True, kw_only=True)
class DepartingContributor:
    """Whoever bylines name, with what their page says."""

    name: str
    slug: str
    about: str
    picture: DepartingPicture | None


def departing_story(story: StoryPage) -> DepartingStory:
    """The story as it stands, published or not; its body apart."""
    parent = story.get_parent().specific
    return DepartingStory(
        title=story.title,
        standfirst=story.standfirst,
        bylines=tuple(contributor.name for contributor in story.contributors()),
        section=parent.title if isinstance(parent, SectionPage) else "",
        tags=tuple(sorted(story.tags.names())),
        language=story.language,
        published_at=story.published_at,
        live=story.live,
        caption=story.caption,
        credit=story.credit,
        lead=_picture(story.lead_image, story.caption, story.credit) if story.lead_image else None,
        updated_at=story.updated_at,
        corrections=tuple((each.day.isoformat(), each.text) for each in story.corrections.all()),
        related=tuple(story.related.values_list("other", flat=True)),
        translation_of=story.translation_of_id,
    )


def departing_sections() -> Iterable[DepartingSection]:
    """All sections, in the order of the tree."""
    for page in SectionPage.objects.order_by("path"):
        yield DepartingSection(title=page.title, slug=page.slug, close_after=page.close_after)


def departing_contributors(*, only_public: bool) -> Iterable[DepartingContributor]:
    """All contributors by name; or those that readers find below a story."""
    everybody = Contributor.objects.select_related("picture").order_by("name", "slug")
    wanted = everybody.filter(bylines__story__in=StoryPage.objects.live().public()).distinct() if only_public else everybody
    for each in wanted:
        picture = _picture(each.picture, "", "") if each.picture else None
        yield DepartingContributor(name=each.name, slug=each.slug, about=each.about, picture=picture)


def plain_pages() -> Iterable[PlainPage]:
    """The pages that are no stories, in the order of the tree."""
    return PlainPage.objects.order_by("path")


def body_of(page: StoryPage | PlainPage) -> tuple[Piece, ...]:
    """The blocks of a page, in order."""
    return tuple(_piece(block) for block in page.body)


def _piece(block: object) -> Piece:
    name, value = block.block_type, block.value  # type: ignore[attr-defined]
    if content := leaving(name, value):
        return Piece(kind=name, html=html_of(name, content), words=content.get("text", ""), content=content)
    if name == "heading":
        level = int(value["level"])
        return Piece(kind="heading", html=f"<h{level}>{escape(value['text'])}</h{level}>", words=value["text"], level=level)
    if name == "quote":
        return Piece(kind="quote", html=f"<blockquote>{escape(value['text'])}</blockquote>", words=value["text"])
    if name == "paragraph":
        return Piece(kind="paragraph", html=expand_db_html(value.source))
    if name == "gallery":
        pictures = tuple(_picture(each["picture"], each.shown_caption, each.shown_credit) for each in _there(value))
        shown = "".join(_picture_piece(each).html for each in pictures)
        return Piece(kind="gallery", html=shown, pictures=pictures, content={"title": value["title"]})
    if name == "picture" and value.get("picture"):
        return _picture_piece(_picture(value["picture"], value.shown_caption, value.shown_credit))
    return Piece(kind="paragraph", html="")


def _there(gallery: Any) -> list[Any]:
    return [each for each in gallery["pictures"] if each.get("picture")]


def _picture_piece(picture: DepartingPicture) -> Piece:
    below = f"<figcaption>{escape(picture.caption)}</figcaption>" if picture.caption else ""
    html = f'<figure><img src="{escape(picture.url)}" alt="{escape(picture.alt)}">{below}</figure>'
    return Piece(kind="image", html=html, words=picture.caption, picture=picture)


def _picture(image: NewsImage, caption: str, credit: str) -> DepartingPicture:
    try:
        url = options.base_url.rstrip("/") + image.get_rendition(SIZE).url
    except SourceImageIOError:  # its file is gone
        url = ""
    return DepartingPicture(key=image.pk, url=url, alt=image.description, caption=caption, credit=credit)

"""Stories that leave: what of them a neutral format can carry."""

from dataclasses import dataclass
from datetime import datetime
from html import escape

from tertulia.stories.models import SectionPage, StoryPage

Piece = tuple[str, str, str, int | None]  # kind, HTML, plain words, level


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
    blocks: tuple[Piece, ...]


def departing_story(story: StoryPage) -> DepartingStory:
    """The story as it stands, published or not."""
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
        caption=story.lead_caption,
        credit=story.lead_credit,
        blocks=tuple(_piece(block) for block in story.body),
    )


def _piece(block: object) -> Piece:
    name, value = block.block_type, block.value  # type: ignore[attr-defined]
    if name == "heading":
        level = int(value["level"])
        return "heading", f"<h{level}>{escape(value['text'])}</h{level}>", value["text"], level
    if name == "quote":
        return "quote", f"<blockquote>{escape(value['text'])}</blockquote>", value["text"], None
    if name == "paragraph":
        return "paragraph", value.source, "", None
    return "paragraph", str(block.render()), "", None  # type: ignore[attr-defined]

"""Reading a written story and publishing it the way an editor would: pictures, sections, bylines, a revision, its thread.

A story file begins with TOML between two lines of `+++`; the body below is a little Markdown, in which `## ` begins a
heading and `> ` a quote, whose source may stand in a last line `> — SOURCE`.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from markdown_it import MarkdownIt

from tertulia.readers.models import Reader
from tertulia.responses.models import Thread
from tertulia.responses.threads import open_thread
from tertulia.stories.models import Byline, Contributor, FrontPage, NewsImage, SectionPage, StoryPage

CREDIT = "Illustration: The Quay"
SECTIONS = {
    "city": "City",
    "harbour": "Harbour",
    "culture": "Culture",
    "bil-arabi": "بالعربية",
    "en-francais": "En français",
}

_FOLDER = files("tertulia.config.demonstration")
_markdown = MarkdownIt("zero").enable(["paragraph", "emphasis", "link", "list", "text_join", "balance_pairs"])


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A story as it was written. `body` holds (block, value) pairs; `responses` says which conversation goes below it."""

    slug: str
    title: str
    standfirst: str
    section: str
    language: str
    bylines: tuple[str, ...]
    days_ago: int
    time: time
    picture: str
    alt: str
    caption: str
    body: tuple[tuple[str, Any], ...]
    thread: str = "open"

    def published_at(self, today: date) -> datetime:
        """When it appeared by the site's clock, if the demonstration is loaded on the day `today`; in UTC, to count from."""
        day = today - timedelta(days=self.days_ago)
        return timezone.make_aware(datetime.combine(day, self.time)).astimezone(UTC)


def read_manuscripts() -> list[Manuscript]:
    """All stories, oldest first."""
    sources = [file for file in (_FOLDER / "stories").iterdir() if file.name.endswith(".md")]
    found = [parse_manuscript(file.name.removesuffix(".md"), file.read_text("utf-8")) for file in sources]
    return sorted(found, key=lambda manuscript: (-manuscript.days_ago, manuscript.time))


def parse_manuscript(slug: str, source: str) -> Manuscript:
    """The story in a file; raises ValueError or TypeError where it is not one."""
    _empty, head, body = source.split("+++\n", 2)
    fields = tomllib.loads(head)
    return Manuscript(slug=slug, body=tuple(_blocks(body)), **{**fields, "bylines": tuple(fields["bylines"])})


def _blocks(body: str) -> Iterator[tuple[str, Any]]:
    """Headings and quotes as blocks of their own; what stands between them is one block of text."""
    text: list[str] = []
    for piece in body.strip().split("\n\n"):
        block = _heading_or_quote(piece)
        if block is None:
            text.append(piece)
            continue
        if text:
            yield "paragraph", _to_html(text)
            text = []
        yield block
    if text:
        yield "paragraph", _to_html(text)


def _heading_or_quote(piece: str) -> tuple[str, dict[str, str]] | None:
    if piece.startswith("## "):
        return "heading", {"text": piece.removeprefix("## "), "level": "2"}
    if piece.startswith("> "):
        words, _dash, source = "\n".join(line.removeprefix("> ") for line in piece.splitlines()).partition("\n— ")
        return "quote", {"text": words, "source": source}
    return None


def _to_html(pieces: list[str]) -> str:
    """Paragraphs and lists as the editor's rich text stores them."""
    html: str = _markdown.render("\n\n".join(pieces))
    return html.replace("<strong>", "<b>").replace("</strong>", "</b>").replace("<em>", "<i>").replace("</em>", "</i>")


def create_sections() -> dict[str, SectionPage]:
    """Make the sections below the front page; by slug."""
    front = FrontPage.objects.get()
    sections = {}
    for slug, title in SECTIONS.items():
        section = front.add_child(instance=SectionPage(title=title, slug=slug, show_in_menus=True))
        section.save_revision().publish()
        sections[slug] = section
    return sections


def publish_story(
    manuscript: Manuscript, *, today: date, section: SectionPage, contributors: dict[str, Contributor], editor: Reader
) -> Thread:
    """Publish one story as `editor` would and open its thread, which is returned."""
    published_at = manuscript.published_at(today)
    story = StoryPage(
        owner=editor,
        title=manuscript.title,
        slug=manuscript.slug,
        live=False,
        standfirst=manuscript.standfirst,
        language=manuscript.language,
        published_at=published_at,
        first_published_at=published_at,
        lead_image=_store_picture(manuscript),
        lead_caption=manuscript.caption,
        lead_credit=CREDIT,
        body=list(manuscript.body),
    )
    story.bylines = [Byline(contributor=contributors[slug]) for slug in manuscript.bylines]
    section.refresh_from_db()
    section.add_child(instance=story)
    story.clean_for_publication()
    story.save_revision(user=editor).publish(user=editor)
    StoryPage.objects.filter(pk=story.pk).update(first_published_at=published_at, last_published_at=published_at)
    thread = open_thread(story=StoryPage.objects.get(pk=story.pk), site=story.get_site().pk)
    Thread.objects.filter(pk=thread.pk).update(opened_at=published_at)
    return thread


def _store_picture(manuscript: Manuscript) -> NewsImage:
    content = ContentFile((_FOLDER / "pictures" / manuscript.picture).read_bytes(), name=manuscript.picture)
    picture = NewsImage(
        title=manuscript.title, description=manuscript.alt, file=content, caption=manuscript.caption, credit=CREDIT
    )
    picture.file_size = content.size
    picture.save()
    return picture

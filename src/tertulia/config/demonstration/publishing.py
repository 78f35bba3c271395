"""Reading a written story and publishing it the way an editor would: pictures, sections, bylines, a revision, its thread.

A story file begins with TOML between two lines of `+++`; the body below is a little Markdown, in which `## ` begins a
heading, `> ` a quote and `>> ` a pull quote, whose source may stand in a last line `> — SOURCE`. Lines of
`![ALT](FILE) CAPTION` are a picture or a gallery, lines that begin with `|` a table (a heading that ends with `#` has
numbers below it, and what stands below the table is its caption and its source), `[box] TITLE` begins a fact box, and
`[embed] TITLE` has the address of something elsewhere below it.
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
from tertulia.stories.blocks import StoryBody
from tertulia.stories.models import Byline, Contributor, Correction, FrontPage, NewsImage, RelatedStory, SectionPage, StoryPage

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
    tags: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    corrections: tuple[dict[str, Any], ...] = ()
    updated_hours_later: int = 0
    translation_of: str = ""

    def published_at(self, today: date) -> datetime:
        """When it appeared by the site's clock, if the demonstration is loaded on the day `today`; in UTC, to count from."""
        day = today - timedelta(days=self.days_ago)
        return timezone.make_aware(datetime.combine(day, self.time)).astimezone(UTC)

    @property
    def scheduled(self) -> bool:
        """Whether it is still to come when the demonstration is loaded."""
        return self.days_ago < 0


def read_manuscripts() -> list[Manuscript]:
    """All stories, oldest first."""
    sources = [file for file in (_FOLDER / "stories").iterdir() if file.name.endswith(".md")]
    found = [parse_manuscript(file.name.removesuffix(".md"), file.read_text("utf-8")) for file in sources]
    return sorted(found, key=lambda manuscript: (-manuscript.days_ago, manuscript.time))


def parse_manuscript(slug: str, source: str) -> Manuscript:
    """The story in a file; raises ValueError or TypeError where it is not one."""
    _empty, head, body = source.split("+++\n", 2)
    fields = tomllib.loads(head)
    values: Any = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
    return Manuscript(slug=slug, body=tuple(_blocks(body)), **values)


def _blocks(body: str) -> Iterator[tuple[str, Any]]:
    """Everything but text as blocks of its own; what stands between them is one block of text."""
    text: list[str] = []
    for piece in body.strip().split("\n\n"):
        block = _special(piece)
        if block is None:
            text.append(piece)
            continue
        if text:
            yield "paragraph", _to_html(text)
            text = []
        yield block
    if text:
        yield "paragraph", _to_html(text)


def _special(piece: str) -> tuple[str, Any] | None:
    if piece.startswith("## "):
        return "heading", {"text": piece.removeprefix("## "), "level": "2"}
    for mark, block in ((">> ", "pull_quote"), ("> ", "quote")):
        if piece.startswith(mark):
            said = "\n".join(line.removeprefix(mark) for line in piece.splitlines())
            words, _dash, source = said.partition("\n— ")
            return block, {"text": words, "source": source}
    if piece.startswith("!["):
        pictures = [_picture(line) for line in piece.splitlines()]
        return ("picture", pictures[0]) if len(pictures) == 1 else ("gallery", {"title": "", "pictures": pictures})
    if piece.startswith("|"):
        return "table", _table(piece.splitlines())
    if piece.startswith("[box] "):
        title, _newline, text = piece.removeprefix("[box] ").partition("\n")
        return "fact_box", {"title": title, "text": _to_html([text])}
    if piece.startswith("[embed] "):
        title, _newline, url = piece.removeprefix("[embed] ").partition("\n")
        return "embed", {"title": title, "url": url}
    return None


def _picture(line: str) -> dict[str, str]:
    alt, _bracket, rest = line.removeprefix("![").partition("](")
    file, _bracket, caption = rest.partition(") ")
    return {"alt": alt, "file": file, "caption": caption}


def _table(lines: list[str]) -> dict[str, Any]:
    head, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    caption, source, *_none = [*(line for line in lines if not line.startswith("|")), "", ""]
    columns = [{"type": "number" if cell.endswith("#") else "text", "heading": cell.removesuffix("#").strip()} for cell in head]
    return {"table": {"columns": columns, "rows": [{"values": row} for row in rows], "caption": caption}, "source": source}


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
) -> Thread | None:
    """Publish one story as `editor` would and open its thread, which is returned; one still to come is scheduled."""
    story = _write(manuscript, today, contributors, editor)
    section.refresh_from_db()
    section.add_child(instance=story)
    story.clean_for_publication()
    story.save_revision(user=editor).publish(user=editor)
    if manuscript.scheduled:
        return None
    published_at = manuscript.published_at(today)
    StoryPage.objects.filter(pk=story.pk).update(first_published_at=published_at, last_published_at=published_at)
    thread = open_thread(story=StoryPage.objects.get(pk=story.pk), site=story.get_site().pk)
    Thread.objects.filter(pk=thread.pk).update(opened_at=published_at)
    return thread


def _write(manuscript: Manuscript, today: date, contributors: dict[str, Contributor], editor: Reader) -> StoryPage:
    published_at = manuscript.published_at(today)
    later = timedelta(hours=manuscript.updated_hours_later)
    story = StoryPage(
        owner=editor,
        title=manuscript.title,
        slug=manuscript.slug,
        live=False,
        standfirst=manuscript.standfirst,
        language=manuscript.language,
        published_at=None if manuscript.scheduled else published_at,
        first_published_at=None if manuscript.scheduled else published_at,
        translation_of=StoryPage.objects.filter(slug=manuscript.translation_of).first(),
        go_live_at=published_at if manuscript.scheduled else None,
        updated_at=published_at + later if later else None,
        lead_image=_store_picture(manuscript.picture, manuscript.title, manuscript.alt, manuscript.caption),
        lead_caption=manuscript.caption,
        lead_credit=CREDIT,
        body=[_with_pictures(*block) for block in manuscript.body],
    )
    story.bylines = [Byline(contributor=contributors[slug]) for slug in manuscript.bylines]
    story.corrections = [
        Correction(day=today - timedelta(days=each["days_ago"]), text=each["text"], sort_order=order)
        for order, each in enumerate(manuscript.corrections)
    ]
    earlier = {other.slug: other for other in StoryPage.objects.filter(slug__in=manuscript.related)}
    story.related = [RelatedStory(other=earlier[slug]) for slug in manuscript.related]
    story.tags.add(*manuscript.tags)
    return story


def _with_pictures(block: str, value: Any) -> tuple[str, Any]:
    """The block with its pictures stored in the library."""
    if block == "picture":
        stored = _store_picture(value["file"], value["caption"], value["alt"], value["caption"])
        return block, {"picture": stored, "caption": value["caption"], "credit": CREDIT}
    if block == "gallery":
        return block, {**value, "pictures": [_with_pictures("picture", each)[1] for each in value["pictures"]]}
    if block == "table":
        return block, StoryBody().child_blocks["table"].to_python(value)
    return block, value


def _store_picture(file: str, title: str, alt: str, caption: str) -> NewsImage:
    content = ContentFile((_FOLDER / "pictures" / file).read_bytes(), name=file)
    picture = NewsImage(title=title[:255], description=alt, file=content, caption=caption, credit=CREDIT)
    picture.file_size = content.size
    picture.save()
    return picture

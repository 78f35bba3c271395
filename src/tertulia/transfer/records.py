"""The neutral records of an import: what every source is turned into and every export is made of.

The shapes follow `tertulia-exchange/1` (exchange.schema.json). `None` means unknown, never "empty": a name nobody
wrote down stays `None`.
`html` in a body is never trusted: whoever stores it sanitises it. Instants are aware and in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

Extra = dict[str, Any]
LONGEST_ID = 512  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where records come from: `system` ("wordpress"), `id` (the site, "news.example"), `format` ("wxr/1.2")."""

    system: str
    id: str | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """First record of every reading. `privacy` is "full" when addresses are in the file, else "public"."""

    TYPE: ClassVar = "header"
    source: Source
    format: str = "tertulia-exchange"
    version: int = 1
    created: datetime | None = None
    generator: str | None = None
    privacy: str | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A picture by address. `credit_label` is the word the source put before the credit ("Photograph").

    `media`: the id of its file, where that travels beside the exchange file ("sha256:…").
    """

    url: str | None = None
    media: str | None = None
    caption: str | None = None
    credit: str | None = None
    credit_label: str | None = None
    alt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One piece of a story's body, in order. `html` is the whole element, sanitised; `text` its plain words.

    `kind`: paragraph, heading (with `level` 1 to 6), list, quote, image (with `photo`), gallery (with `photos`),
    pull_quote, fact_box, table, embed (what these consist of is in `content`, see `stories/structured.py`), html (anything else).
    """

    kind: str
    html: str
    text: str = ""
    level: int | None = None
    photo: Photo | None = None
    photos: tuple[Photo, ...] = ()
    content: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a story had wrong; `day` as "2024-05-01"."""

    text: str
    day: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What somebody wrote: `html` by the source's newline rules, unsanitised; `original` as the source held it."""

    html: str
    format: str = "html"
    original: str | None = None
    original_format: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who the source names on a response. `person` is the id of a `Person` record, when the source has accounts."""

    person: str | None = None
    name: str | None = None
    email: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A published piece. `state`: published, draft, private, removed; `thread`: open, closed, held.

    `updated` is what its page says, `edited` when its row was touched last.

    `kind`: None for a story, "page" for a page of the site that is none (About, Imprint). `related` and `translation_of`
    are ids of stories.
    """

    TYPE: ClassVar = "story"
    id: str
    kind: str | None = None
    url: str | None = None
    aliases: tuple[str, ...] = ()
    title: str | None = None
    standfirst: str | None = None
    bylines: tuple[str, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    published: datetime | None = None
    edited: datetime | None = None
    updated: datetime | None = None
    corrections: tuple[Correction, ...] = ()
    related: tuple[str, ...] = ()
    translation_of: str | None = None
    state: str | None = None
    thread: str | None = None
    lead_photo: Photo | None = None
    body: tuple[Block, ...] = ()
    declared_responses: int | None = None
    note: str | None = None
    source: Extra = field(default_factory=dict)
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A rubric, known by its title; `slug` is its path, `close_after` in how many days its threads close."""

    TYPE: ClassVar = "section"
    title: str
    slug: str | None = None
    close_after: int | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """Whoever a byline names, known by that name; `about` is plain text."""

    TYPE: ClassVar = "contributor"
    name: str
    slug: str | None = None
    about: str | None = None
    photo: Photo | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An account of the source. `state`: active, suspended, erased."""

    TYPE: ClassVar = "person"
    id: str
    name: str | None = None
    email: str | None = None
    url: str | None = None
    verified: bool | None = None
    state: str | None = None
    source: Extra = field(default_factory=dict)
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRecord:
    """One response.

    `status`: approved, pending, spam, removed, deleted, missing (a tombstone: only its place is known).
    `kind`: response, mention (pingback, trackback, webmention), or other:<the source's word>; only the first is public.
    `parent_basis`: explicit, nesting, raw-nesting, flattened (the last certain ancestor); None where it means nothing.
    `created_basis`: utc, offset (the source's own zone), zone (a wall clock read in the zone option), None if unknown.
    `position` is the place in the source, from 1; `counts` may hold likes, dislikes, score, those that come as lines of
    their own included; `badge`: editor or moderator, as whom of the newsroom it was written.
    """

    TYPE: ClassVar = "response"
    id: str
    story: str | None = None
    parent: str | None = None
    parent_basis: str | None = None
    kind: str = "response"
    status: str = "approved"
    author: Author | None = None
    created: datetime | None = None
    created_basis: str | None = None
    edited: datetime | None = None
    edited_unknown: bool | None = None
    body: Body | None = None
    position: int | None = None
    counts: dict[str, int] = field(default_factory=dict)
    badge: str | None = None
    aliases: tuple[str, ...] = ()
    source: Extra = field(default_factory=dict)
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """An earlier text of a response; `number` counts from 1, the oldest."""

    TYPE: ClassVar = "revision"
    response: str
    number: int
    at: datetime | None = None
    body: Body | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One voter's value on a response; the voter is a pseudonym."""

    TYPE: ClassVar = "vote"
    response: str
    voter: str
    value: int
    at: datetime | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What a moderator or the system did: approve, remove, feature, pin, suspend (a person), close (a thread), …"""

    TYPE: ClassVar = "action"
    on: str
    action: str
    by: str | None = None
    at: datetime | None = None
    reason: str | None = None
    source: Extra = field(default_factory=dict)
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file somebody attached or a story shows, by address; `of` are the ids of the records that show it."""

    TYPE: ClassVar = "media"
    id: str
    url: str | None = None
    mime: str | None = None
    bytes: int | None = None
    of: tuple[str, ...] = ()
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A line of a type this version does not know, kept word for word."""

    TYPE: ClassVar = "unknown"
    line: Extra


@dataclass(frozen=True, slots=True, kw_only=True)
class Trailer:
    """Last line of an exchange file: how many lines of each type came before, and their SHA-256."""

    TYPE: ClassVar = "trailer"
    counts: dict[str, int] = field(default_factory=dict)
    sha256: str | None = None
    extra: Extra = field(default_factory=dict)


Record = Header | Section | Contributor | Story | Person | ResponseRecord | Revision | Vote | Action | Media | Unknown | Trailer

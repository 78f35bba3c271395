"""Ghost: a database export with the tables `comments`, `comment_likes` and `members`, or answers of its API.

Ghost leaves comments out of its default export. Posts have a slug and no address: the site's comes from the options.
Source: core/server/data/schema/schema.js in Ghost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from operator import itemgetter
from pathlib import Path

from tertulia.transfer.formats.blocks import blocks_from_html, text_of_html
from tertulia.transfer.formats.bodies import body_from_html, body_from_text
from tertulia.transfer.formats.identity import Ids, absolute, host_of
from tertulia.transfer.formats.json_stream import objects_at
from tertulia.transfer.formats.opening import read_head
from tertulia.transfer.formats.reading import ReadOptions, ReadReport, SourceRefused
from tertulia.transfer.formats.times import Clock, Instant, from_epoch
from tertulia.transfer.formats.values import Fields, present, url_or_none
from tertulia.transfer.formats.words import words
from tertulia.transfer.records import Author, Header, Person, Photo, Record, ResponseRecord, Source, Story

NAME = "ghost"
_SIGN = re.compile(rb'^\s*\{\s*"db"\s*:\s*\[')
_BARE = re.compile(rb'^\s*\{\s*(?:"meta"\s*:\s*\{[^{}]{0,500}\}\s*,\s*)?"data"\s*:\s*\{')
_ANSWER = re.compile(rb'^\s*\{\s*"(?:posts|pages|comments)"\s*:\s*\[')
_ANSWERS_OF_GHOST = re.compile(rb'"(?:comment_id|feature_image|member|primary_author)"\s*:')
_STATUSES = {"published": "approved", "hidden": "removed", "deleted": "deleted"}
_STATES = {"published": "published"}
_PLACED = words(
    "member post replies count id post_id member_id parent_id in_reply_to_id status html edited_at created_at updated_at"
)


def sniff(head: bytes, path: Path) -> bool:
    """JSON that begins with `db`, the same without that, or what Ghost's API answers."""
    return bool(_SIGN.match(head)) or _is_bare(head) or _is_answer(head)


def _is_bare(head: bytes) -> bool:
    return bool(_BARE.match(head)) and (b'"posts"' in head or b'"exported_on"' in head)


def _is_answer(head: bytes) -> bool:
    return bool(_ANSWER.match(head) and _ANSWERS_OF_GHOST.search(head))


def _tables_of(path: Path) -> str:
    """Where the tables of a file stand; raises SourceRefused."""
    head = read_head(path)
    if _is_bare(head):
        return "data.{}.item"
    if _is_answer(head):
        return "{}.item"
    if next(objects_at(path, "db.item"), None) is None:
        raise SourceRefused("refused-not-its-export", file=path.name, system="Ghost", missing="db")
    return "db.item.data.{}.item"


def read(paths: Sequence[Path], options: ReadOptions, report: ReadReport) -> Iterator[Record]:
    """Members, posts as stories, comments; the file is read once for each table."""
    for path in paths:
        backup = _Backup(path, _tables_of(path), options, report)
        yield Header(source=Source(system=NAME, id=backup.ids.site, format="ghost/json"))
        yield from backup.people()
        yield from backup.stories()
        yield from backup.responses()


class _Backup:
    """The tables of an export."""

    def __init__(self, path: Path, tables: str, options: ReadOptions, report: ReadReport) -> None:
        self._path, self._tables, self._options, self._report = path, tables, options, report
        self._stories: set[str] = set()
        self._clock = Clock(options.zone, report)
        self._members: dict[str, Person] = {}
        self._tags = self._named("posts_tags", "tag_id", "tags")
        self._authors = self._named("posts_authors", "author_id", "users")
        self._words = {key: each for each in self._table("posts_meta") if (key := each.key("post_id"))}
        self._users = {key: name for each in self._table("users") if (key := each.key("id")) and (name := each.name("name"))}
        self.ids = Ids(NAME, options.site or host_of(options.url) or self._site())

    def _site(self) -> str | None:
        """The host that an answer of the API names."""
        first = next(self._table("posts"), None) or next(self._table("comments"), Fields(None)).part("post")
        return host_of(first.url("url"))

    def _table(self, name: str) -> Iterator[Fields]:
        return objects_at(self._path, self._tables.format(name))

    def _named(self, pairs: str, key: str, table: str) -> dict[str, list[str]]:
        """By post the names of what a table of pairs joins it with; names that begin with # are for the newsroom alone."""
        names = {each.key("id"): each.name("name") for each in self._table(table)}
        joined: dict[str, list[tuple[int, str]]] = {}
        for pair in self._table(pairs):
            name = names.get(pair.key(key))
            if name and not name.startswith("#"):
                joined.setdefault(pair.key("post_id") or "", []).append((pair.number("sort_order") or 0, name))
        return {post: [name for _order, name in sorted(found, key=itemgetter(0))] for post, found in joined.items()}

    def people(self) -> Iterator[Person]:
        for member in self._table("members"):
            if key := member.key("id"):
                self._members[key] = Person(
                    id=self.ids.person(key), name=member.name("name"), email=member.email("email"), source=present(id=key)
                )
                yield self._members[key]

    def stories(self) -> Iterator[Story]:
        for table in ("posts", "pages"):
            for post in self._table(table):
                if key := post.key("id"):
                    self._stories.add(key)
                    yield self._story(post, key, is_page=table == "pages")

    def _story(self, post: Fields, key: str, *, is_page: bool) -> Story:
        slug, tags = post.text("slug"), self._tags.get(key) or _names(post, "tags")
        html, page = self._html(post, key), is_page or post.text("type") == "page" or post.flag("page")
        return Story(
            id=self.ids.story(key),
            kind="page" if page else None,
            url=post.url("url") or (absolute(f"/{slug}/", self._options.url or self._options.site) if slug else None),
            title=post.name("title"),
            standfirst=post.name("custom_excerpt"),
            bylines=tuple(self._authors.get(key) or _names(post, "authors") or self._author_of(post)),
            section=tags[0] if tags else None,
            tags=tuple(tags[1:]),
            published=self._time(post, "published_at", f"post {key}").at,
            state=self._state(post, key),
            lead_photo=self._lead(post, key),
            body=blocks_from_html(html),
            source=present(id=key, slug=slug, status=post.text("status"), visibility=post.text("visibility"), html=html),
        )

    def _html(self, post: Fields, key: str) -> str:
        """What Ghost made of the post; where it made nothing, the plain words."""
        if html := post.text("html"):
            return self._addressed(html)
        if text := post.text("plaintext"):
            return body_from_text(text).html or ""
        if post.text("lexical") or post.text("mobiledoc"):
            self._report.warn("html-absent", f"post {key}")
        return ""

    def _author_of(self, post: Fields) -> list[str]:
        """The one author that posts had before Ghost knew several."""
        name = self._users.get(post.key("author_id") or post.key("author") or "")
        return [name] if name else []

    def _state(self, post: Fields, key: str) -> str:
        """What only members may read is not for everybody here."""
        state = _STATES.get(post.text("status") or "", "draft")
        if post.text("status") == "sent":
            self._report.warn("sent-by-mail", f"post {key}")
        if state == "published" and (post.text("visibility") or "public") != "public":
            self._report.warn("members-only", f"post {key}")
            return "private"
        return state

    def _lead(self, post: Fields, key: str) -> Photo | None:
        url = url_or_none(self._addressed(post.text("feature_image") or ""))
        words = self._words.get(key, Fields(None))
        caption = text_of_html(words.text("feature_image_caption") or "") or None
        return Photo(url=url, caption=caption, alt=words.name("feature_image_alt")) if url else None

    def _addressed(self, text: str) -> str:
        """Ghost writes a mark where its own address belongs."""
        site = self._options.url or (f"https://{self._options.site}" if self._options.site else None)
        if site is None and "__GHOST_URL__" in text:
            self._report.warn("own-address-unknown")
        return text.replace("__GHOST_URL__", site.rstrip("/")) if site else text

    def _time(self, row: Fields, name: str, place: str) -> Instant:
        """A time as text, or in thousandths of a second as old exports have it."""
        if (number := row.number(name)) is not None:
            at = from_epoch(number / 1000)
            return Instant(at, "utc" if at else None)
        return self._clock.read_utc(row.text(name), place)

    def responses(self) -> Iterator[Record]:
        likes = Counter(each.key("comment_id") for each in self._table("comment_likes"))
        position = 0
        for top in self._table("comments"):
            for comment in (top, *top.parts("replies")):  # the API puts them there
                position += 1
                if key := comment.key("id"):
                    yield from self._story_of(comment, top)
                    yield self._response(comment, key, likes[key], position, _post_of(comment, top))
                else:
                    self._report.skip("no-id", f"comment {position} of the file")

    def _story_of(self, comment: Fields, top: Fields) -> Iterator[Story]:
        """The post that an answer of the API names with its comments, where the file does not hold it."""
        key, post = _post_of(comment, top), top.part("post")
        if key and key not in self._stories and post.url("url"):
            self._stories.add(key)
            yield Story(id=self.ids.story(key), url=post.url("url"), title=post.name("title"), source=present(id=key))

    def _response(self, comment: Fields, key: str, likes: int, position: int, story: str | None) -> ResponseRecord:
        parent = comment.key("in_reply_to_id") or comment.key("parent_id")
        member = self._members.get(comment.key("member_id") or "")
        named = comment.part("member")
        created = self._time(comment, "created_at", f"comment {key}")
        word = comment.text("status") or ""
        return ResponseRecord(
            id=self.ids.response(key),
            story=self.ids.story(story) if story else None,
            parent=self.ids.response(parent) if parent else None,
            parent_basis="explicit",
            status=_STATUSES.get(word, "pending"),
            author=Author(person=member.id, name=member.name, email=member.email) if member else Author(name=named.name("name")),
            created=created.at,
            created_basis=created.basis,
            edited=self._time(comment, "edited_at", f"comment {key}").at,
            body=body_from_html(comment.text("html") or ""),
            position=position,
            counts={"likes": likes or comment.part("count").number("likes") or 0},
            source=present(id=key, status=word, branch=comment.key("parent_id"), **comment.rest(*_PLACED)),
        )


def _names(post: Fields, what: str) -> list[str]:
    """The names that an answer of the API holds in the post itself."""
    return [name for each in post.parts(what) if (name := each.name("name")) and not name.startswith("#")]


def _post_of(comment: Fields, top: Fields) -> str | None:
    return comment.key("post_id") or comment.part("post").key("id") or top.key("post_id") or top.part("post").key("id")

"""ActivityStreams: notes and articles, alone, in activities, or in collections; Tombstones for what was deleted.

Source: https://www.w3.org/TR/activitystreams-vocabulary/. Which notes answer the story cannot be told from notes alone: with
the address option they belong to that story.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

from tertulia.transfer.formats.blocks import blocks_from_html
from tertulia.transfer.formats.bodies import body_from_html, body_from_markdown, body_from_text
from tertulia.transfer.formats.identity import Ids, host_of, page_key
from tertulia.transfer.formats.json_stream import values_of
from tertulia.transfer.formats.mastodon import statuses_as_notes
from tertulia.transfer.formats.reading import ReadOptions, ReadReport, SourceRefused
from tertulia.transfer.formats.times import Clock
from tertulia.transfer.formats.values import Fields, present, url_or_none
from tertulia.transfer.records import Author, Body, Header, Media, Record, ResponseRecord, Source, Story

NAME = "activitypub"
_SIGN = re.compile(rb"https?://www\.w3\.org/ns/activitystreams|\"inReplyTo\"\s*:|\"in_reply_to_id\"\s*:")
_RESPONSES = frozenset({"Note", "Question", "Tombstone"})
_STORIES = frozenset({"Article", "Page", "Video", "Event"})
_ACTORS = frozenset({"Person", "Service", "Application", "Organization", "Group"})
_ACTIVITIES = frozenset({"Create", "Update", "Announce"})
_COLLECTIONS = ("items", "orderedItems", "descendants", "ancestors")
_PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
_VOCABULARY = re.compile(r"^(?:as:|https?://www\.w3\.org/ns/activitystreams#)")


def sniff(head: bytes, path: Path) -> bool:
    """JSON with the ActivityStreams context or an `inReplyTo`."""
    return head.lstrip()[:1] in {b"{", b"["} and bool(_SIGN.search(head))


def read(paths: Sequence[Path], options: ReadOptions, report: ReadReport) -> Iterator[Record]:
    """Articles as stories, notes as responses, in file order."""
    objects = [each for path in paths for each in _objects(path, report)]
    said = [each for each in objects if each.text("type") not in _ACTORS]
    if not said:
        raise SourceRefused(
            "refused-not-its-export", file=paths[0].name, system="ActivityPub", missing="Note, Article, Tombstone"
        )
    actors = {key: each for each in objects if each.text("type") in _ACTORS and (key := each.text("id"))}
    yield Header(source=Source(system=NAME, id=options.site, format="activitystreams"))
    # The objects' own ids are unique in the world: the site in front of them is only what the options say.
    outbox = _Objects(said, actors, Ids(NAME, options.site), options, report)
    yield from outbox.records()


def _objects(path: Path, report: ReadReport) -> Iterator[Fields]:
    """The objects of a file, out of whatever holds them, in order, without recursion."""
    content = values_of(path, report)
    stack: list[Any] = [statuses_as_notes(content)]
    while stack:
        each = stack.pop()
        if isinstance(each, list):
            stack += reversed(each)
        elif isinstance(each, dict):
            kind = _kind(each)
            if kind in _RESPONSES or kind in _STORIES or kind in _ACTORS:
                yield Fields({**each, "type": kind, "id": each.get("id") or each.get("@id")})
            stack += reversed(_inner(each, kind))


def _kind(each: dict[str, Any]) -> str | None:
    """The type of an object: one of several, with or without the vocabulary's name in front."""
    said = each.get("type") or each.get("@type")
    named = [_VOCABULARY.sub("", one) for one in (said if isinstance(said, list) else [said]) if isinstance(one, str)]
    return next((one for one in named if one in _RESPONSES or one in _STORIES), named[0] if named else None)


def _inner(each: dict[str, Any], kind: str | None) -> list[Any]:
    inner = [each.get(name) for name in _COLLECTIONS]
    inner += [each.get("first"), each.get("replies")]
    inner += [each.get("object"), each.get("actor")] if kind in _ACTIVITIES else []
    inner += [each.get("attributedTo")] if kind in _RESPONSES else []
    return [part for part in inner if isinstance(part, dict | list)]


class _Objects:
    """All objects of the files and the stories that they lead to."""

    def __init__(
        self, objects: list[Fields], actors: dict[str, Fields], ids: Ids, options: ReadOptions, report: ReadReport
    ) -> None:
        self._actors = actors
        self._objects, self._ids, self._options, self._report = objects, ids, options, report
        self._clock = Clock(options.zone, report)
        self._parents = {key: parent for each in objects if (key := each.text("id")) and (parent := _answered(each))}
        self._stories = {key for each in objects if each.text("type") in _STORIES and (key := each.text("id"))}

    def records(self) -> Iterator[Record]:
        if self._options.url and self._options.url not in self._stories:
            yield Story(id=self._ids.story(page_key(self._options.url)), url=self._options.url)
        for each in self._objects:  # whatever comes first: a response needs its story
            if (key := each.text("id")) and key in self._stories:
                yield self._story(each, key)
        for position, each in enumerate(self._objects, 1):
            key = each.text("id")
            if key is None:
                self._report.skip("no-id", f"object {position}")
            elif key not in self._stories:
                attached = list(self._attachments(each, key))
                yield self._response(each, key, position, attached)
                yield from attached

    def _story(self, each: Fields, key: str) -> Story:
        return Story(
            id=self._ids.story(page_key(key)),
            url=url_or_none(_first(each.content.get("url"))) or url_or_none(key),
            title=each.name("name"),
            published=self._clock.read(each.text("published"), key).at,
            body=blocks_from_html(_content(each)),
            source=present(id=key),
        )

    def _response(self, each: Fields, key: str, position: int, attached: list[Media]) -> ResponseRecord:
        parent, story = _answered(each), self._story_of(key)
        if story is None:
            self._report.warn("story-unknown", key)
        is_root = parent is None or parent in self._stories or parent == self._options.url
        created, edited = self._clock.read(each.text("published"), key), self._clock.read(each.text("updated"), key).at
        likes = each.part("likes").number("totalItems")
        is_for_all = _is_public(each)
        if not is_for_all:
            self._report.warn("not-public", key)
        return ResponseRecord(
            id=self._ids.response(key),
            story=self._ids.story(page_key(story)) if story else None,
            parent=None if is_root else self._ids.response(str(parent)),
            parent_basis="explicit",
            kind="response" if is_for_all else "other:not-public",
            status="deleted" if each.text("type") == "Tombstone" else "approved",
            author=self._author(each),
            created=created.at,
            created_basis=created.basis,
            edited=edited if edited != created.at else None,
            body=_with_links(_body(each), attached),
            position=position,
            counts={} if likes is None else {"likes": likes},
            source=present(
                id=key,
                url=url_or_none(_first(each.content.get("url"))),
                author_uri=_author_uri(each),
                sensitive=each.content.get("sensitive"),
                summary=each.text("summary"),
                content_map=each.part("contentMap").content,
                published=each.text("published"),
                tags=each.content.get("tag"),
                deleted=each.text("deleted"),
                attachments=[one.content for one in each.parts("attachment") if not url_or_none(_first(one.content.get("url")))],
                options=each.content.get("oneOf") or each.content.get("anyOf"),
            ),
        )

    def _author(self, each: Fields) -> Author:
        """The name only where a file holds one: an address of an actor is no name."""
        told = each.content.get("attributedTo")
        told = next((one for one in told if isinstance(one, dict)), None) if isinstance(told, list) else told
        actor = Fields(told) if isinstance(told, dict) else self._actors.get(_author_uri(each) or "", Fields(None))
        url = url_or_none(_first(actor.content.get("url")))
        return Author(name=actor.name("name") or actor.name("preferredUsername"), url=url)

    def _story_of(self, key: str) -> str | None:
        """The story at the top of what is answered, as far as the files tell; else the address option."""
        seen: set[str] = set()
        while key in self._parents and key not in seen:
            seen.add(key)
            key = self._parents[key]
        return key if key in self._stories else self._options.url

    def _attachments(self, each: Fields, key: str) -> Iterator[Media]:
        """Files beside a note. An archive of Mastodon's names its own by the path that they have in it."""
        for attached in each.parts("attachment"):
            named = _first(attached.content.get("url"))
            url = url_or_none(named) or _at_mastodon(named, key)
            if url is None:
                self._report.warn("attachment-without-address", key)
            else:
                yield Media(
                    id=self._ids.media(url),
                    url=url,
                    mime=attached.text("mediaType"),
                    of=(self._ids.response(key),),
                    extra=present(alt=attached.text("name")),
                )


def _at_mastodon(named: Any, key: str) -> str | None:
    """Where a file of an archive lies at the server that its note comes from."""
    is_there = isinstance(named, str) and named.startswith("media_attachments/") and host_of(key)
    return f"https://{host_of(key)}/system/{named}" if is_there else None


def _with_links(body: Body, attached: list[Media]) -> Body:
    """What somebody wrote, and below it links to what they put beside it."""
    names = ((each.url, each.extra.get("alt") or each.url.rsplit("/", 1)[-1] or each.url) for each in attached if each.url)
    links = "".join(f'<p><a href="{escape(url)}">{escape(str(name))}</a></p>' for url, name in names)
    return replace(body, html=body.html + links) if links else body


def _first(value: Any) -> Any:
    """The first of several; the address of an object or a link."""
    value = value[0] if isinstance(value, list) and value else value
    return (value.get("href") or value.get("id")) if isinstance(value, dict) else value


def _answered(each: Fields) -> str | None:
    value = _first(each.content.get("inReplyTo"))
    return value if isinstance(value, str) and value else None


def _is_public(each: Fields) -> bool:
    """Whether a note is for everybody, as far as it says for whom."""
    told = [each.content[name] for name in ("to", "cc", "audience") if each.content.get(name) is not None]
    if not told:
        return True
    named = [one for value in told for one in (value if isinstance(value, list) else [value])]
    return any(one in _PUBLIC for one in (_first(one) for one in named) if isinstance(one, str))


def _author_uri(each: Fields) -> str | None:
    value = _first(each.content.get("attributedTo") or each.content.get("actor"))
    return value if isinstance(value, str) else None


def _content(each: Fields) -> str:
    content_map = each.part("contentMap").content
    first = next((text for text in content_map.values() if isinstance(text, str)), "")
    return each.text("content") or first


def _body(each: Fields) -> Body:
    kind, content = each.text("mediaType") or "text/html", _content(each)
    if kind == "text/markdown":
        return body_from_markdown(content)
    if kind == "text/plain":
        return body_from_text(content)
    return body_from_html(content, "activitystreams-html")

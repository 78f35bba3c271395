"""Movable Type's (and TypePad's) text export.

Source: https://movabletype.org/documentation/appendices/import-export-format.html. No ids, no parents, no zone: dates are
wall clocks in the zone option; an id is the entry's basename, the comment's place and a hash of what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path

from tertulia.transfer.formats.autop import autop
from tertulia.transfer.formats.blocks import blocks_from_html, whole_pictures
from tertulia.transfer.formats.bodies import body_from_loose_html, body_from_markdown
from tertulia.transfer.formats.identity import Ids, absolute, host_of, short_hash
from tertulia.transfer.formats.opening import decode_text, open_bounded, read_lines
from tertulia.transfer.formats.reading import ReadOptions, ReadReport, SourceRefused
from tertulia.transfer.formats.times import Clock, Instant
from tertulia.transfer.formats.values import email_or_none, name_or_none, present, url_or_none
from tertulia.transfer.records import Author, Header, Record, ResponseRecord, Source, Story

NAME = "movabletype"
_SIGN = re.compile(rb"^(?:AUTHOR|TITLE|BASENAME|STATUS|DATE): ?[^\n]{0,500}\r?\n", re.MULTILINE)
_SECTION = re.compile(r"^(BODY|EXTENDED BODY|EXCERPT|KEYWORDS|COMMENT|PING):\s*$")
_FIELD = re.compile(r"^([A-Z][A-Z ]{1,30}):(?: (.*))?$")
_DATE = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4}) (\d{1,2}):(\d{2})(?::(\d{2}))? ?([AaPp][Mm])?$")
_DATE_OF_OTHERS = re.compile(r"^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?$")
_MARKDOWN = frozenset({"markdown", "markdown_with_smartypants"})
# Blog services that write this format have fields of their own; FC2 says of a comment that only its owner may read it.
_HEADS = {
    "COMMENT": {"AUTHOR", "EMAIL", "IP", "URL", "DATE", "TITLE", "SECRET", "PASS"},
    "PING": {"TITLE", "URL", "IP", "BLOG NAME", "DATE"},
}
_LARGEST_ENTRY = 64 * 1024 * 1024


def sniff(head: bytes, path: Path) -> bool:
    """Capital fields at the start and a section between rules."""
    return bool(_SIGN.match(head.lstrip())) and b"\n-----" in head


def read(paths: Sequence[Path], options: ReadOptions, report: ReadReport) -> Iterator[Record]:
    """Each entry as a story, followed by its comments and pings."""
    ids = Ids(NAME, options.site or host_of(options.url))
    clock = Clock(options.zone, report)
    for path in paths:
        entries = _entries(path, options, report)
        first = next(entries, None)
        if first is None:
            raise SourceRefused("refused-not-its-export", file=path.name, system="Movable Type", missing="TITLE, BASENAME, DATE")
        yield Header(source=Source(system=NAME, id=ids.site, format="movabletype/text"))
        for entry in chain([first], entries):
            yield from _Entry(entry, ids, options, clock, report).records()


@dataclass
class _Parts:
    """An entry taken apart: its fields, its texts by section, its comments and pings in order."""

    fields: dict[str, str] = field(default_factory=dict)
    categories: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    replies: list[tuple[str, dict[str, str], str]] = field(default_factory=list)


def _entries(path: Path, options: ReadOptions, report: ReadReport) -> Iterator[_Parts]:
    """The entries of a file, one in memory at a time."""
    lines: list[str] = []
    size, was_told = 0, options.encoding is not None
    with open_bounded(path) as stream:
        for number, raw in read_lines(stream):
            size += len(raw or b"")
            if raw is None or size > _LARGEST_ENTRY:
                raise SourceRefused(
                    "refused-entry-too-large", file=f"{path.name} line {number}", size=_LARGEST_ENTRY // (1 << 20)
                )
            if not was_told and not _is_utf8(raw):
                was_told = True
                report.warn("taken-as-windows-1252", path.name)
            for line in decode_text(raw, encoding=options.encoding).split("\r"):  # old Macintoshes ended lines so
                if line.rstrip() == "--------":
                    yield from _parts(lines)
                    lines, size = [], 0
                else:
                    lines.append(line)
    yield from _parts(lines)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _parts(lines: list[str]) -> Iterator[_Parts]:
    sections: list[list[str]] = [[]]
    for line in lines:
        if line.rstrip() == "-----":
            sections.append([])
        else:
            sections[-1].append(line)
    parts = _Parts()
    for line in sections[0]:
        match = _FIELD.match(line.rstrip())
        if match and match[1] == "CATEGORY":
            parts.categories += [match[2]] if match[2] else []
        elif match:
            parts.fields.setdefault(match[1], (match[2] or "").strip())
    for section in sections[1:]:
        _add_section(parts, section)
    if parts.fields.keys() & {"TITLE", "BASENAME", "DATE"}:
        yield parts


def _add_section(parts: _Parts, lines: list[str]) -> None:
    match = _SECTION.match(lines[0].rstrip()) if lines else None
    if match is None:
        _continue_section(parts, lines)
    elif match[1] in _HEADS:
        parts.replies.append((match[1], *_head_and_text(lines[1:], _HEADS[match[1]])))
    else:
        parts.texts[match[1]] = "\n".join(lines[1:]).strip("\n")


def _continue_section(parts: _Parts, lines: list[str]) -> None:
    """A rule inside a text ended its section too early: what follows belongs to the text before it."""
    if not "".join(lines).strip():
        return
    more = "\n-----\n" + "\n".join(lines)
    if parts.replies:
        kind, head, text = parts.replies[-1]
        parts.replies[-1] = (kind, head, text + more)
    elif parts.texts:
        parts.texts[next(reversed(parts.texts))] += more


def _head_and_text(lines: list[str], names: set[str]) -> tuple[dict[str, str], str]:
    head: dict[str, str] = {}
    for place, line in enumerate(lines):
        match = _FIELD.match(line.rstrip())
        if match is None or match[1] not in names or match[1] in head:
            return head, "\n".join(lines[place:]).strip("\n")
        head[match[1]] = (match[2] or "").strip()
    return head, ""


class _Entry:
    """An entry as records."""

    def __init__(self, parts: _Parts, ids: Ids, options: ReadOptions, clock: Clock, report: ReadReport) -> None:
        self._parts, self._ids, self._options, self._clock, self._report = parts, ids, options, clock, report
        self._key = parts.fields.get("BASENAME") or short_hash(parts.fields.get("TITLE"), parts.fields.get("DATE"))

    def records(self) -> Iterator[Record]:
        self._clock.start_over()
        yield self._story()
        for place, (kind, head, text) in enumerate(self._parts.replies):
            yield self._response(place, kind, head, text)

    def _story(self) -> Story:
        fields, texts = self._parts.fields, self._parts.texts
        body = "\n\n".join(filter(None, (texts.get("BODY"), texts.get("EXTENDED BODY"))))
        author, category = name_or_none(fields.get("AUTHOR")), fields.get("PRIMARY CATEGORY")
        tags = [each.strip().strip('"') for each in (fields.get("TAGS") or "").split(",")]
        return Story(
            id=self._ids.story(self._key),
            url=self._url(),
            title=name_or_none(fields.get("TITLE")),
            bylines=(author,) if author else (),
            section=name_or_none(category) or next(map(name_or_none, self._parts.categories), None),
            tags=tuple(each for each in tags if each),
            standfirst=name_or_none(texts.get("EXCERPT")),
            published=self._read_date(fields.get("DATE"), f"entry {self._key}").at,
            state="published" if fields.get("STATUS", "Publish").lower() == "publish" else "draft",
            thread={"0": "closed", "1": "open", "2": "closed"}.get(fields.get("ALLOW COMMENTS") or ""),
            body=blocks_from_html(whole_pictures(_html(body, fields.get("CONVERT BREAKS") or ""), self._url())),
            source=present(
                id=self._key, fields=fields, categories=self._parts.categories, keywords=texts.get("KEYWORDS"), body=body
            ),
        )

    def _url(self) -> str | None:
        unique = url_or_none(self._parts.fields.get("UNIQUE URL"))
        return unique or absolute(self._path(), self._options.url or self._options.site)

    def _path(self) -> str | None:
        return f"/{basename}/" if (basename := self._parts.fields.get("BASENAME")) else None

    def _response(self, place: int, kind: str, head: dict[str, str], text: str) -> ResponseRecord:
        name = name_or_none(head.get("AUTHOR") or head.get("BLOG NAME"))
        key = f"{self._key}/{place}-{short_hash(name, head.get('DATE'), text)}"
        created = self._read_date(head.get("DATE"), f"comment {place} of entry {self._key}")
        return ResponseRecord(
            id=self._ids.response(key),
            story=self._ids.story(self._key),
            kind="response" if kind == "COMMENT" else "mention",
            status="pending" if head.get("SECRET", "0") not in {"", "0"} else "approved",
            author=Author(name=name, email=email_or_none(head.get("EMAIL")), url=url_or_none(head.get("URL"))),
            created=created.at,
            created_basis=created.basis,
            body=body_from_loose_html(text, "movabletype-text"),
            position=place + 1,
            source=present(
                id=key,
                local_date=head.get("DATE"),
                title=head.get("TITLE"),
                ip=head.get("IP") if self._options.keep_addresses else None,
            ),
        )

    def _read_date(self, text: str | None, place: str) -> Instant:
        written = (text or "").strip()
        match, other = _DATE.match(written), _DATE_OF_OTHERS.match(written)
        if not written:
            return Instant()
        try:
            if other:
                return self._clock.read_wall(datetime(*(int(each or 0) for each in other.groups())), place)  # type: ignore[arg-type]
            return self._clock.read_wall(_american(match), place)
        except ValueError:
            self._report.warn("time-unreadable", place)
            return Instant()


def _american(match: re.Match[str] | None) -> datetime:
    """Month before day, and twelve hours where a half of the day is named; raises ValueError for what is no date."""
    if match is None:
        raise ValueError
    month, day, year, hour, minute = (int(match[n]) for n in range(1, 6))
    if match[7]:
        hour = hour % 12 + (12 if match[7].upper() == "PM" else 0)
    return datetime(year, month, day, hour, minute, int(match[6] or 0))


def _html(body: str, breaks: str) -> str:
    """What an entry shows, by the filter that it was written for."""
    if breaks in _MARKDOWN:
        return body_from_markdown(body).html or ""
    return body if breaks == "0" else autop(body)

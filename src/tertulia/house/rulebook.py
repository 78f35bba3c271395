"""The rules of the house, site by site: versions that never change once they are published."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from tertulia.errors import NotFound, RulesUnfit, StateConflict, UnknownGround
from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.house.clauses import Clause, clause_from, nearest
from tertulia.house.grounds import LAW, MATTERS, OTHER, Ground, parse_ground
from tertulia.house.models import Rulebook
from tertulia.house.shipped_rules import CHECKING, shipped_clauses

MOST_CLAUSES = 40
LONGEST_TITLE = 120
LONGEST_TEXT = 2_000
_KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,28}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Book:
    """One version of a site's rules. Version 0 is what Tertulia ships; `preambles` are words by language."""

    site: int
    version: int
    published_at: datetime | None
    preambles: Mapping[str, str]
    contact: str
    clauses: tuple[Clause, ...]

    def preamble(self, language: str = "") -> str:
        """What stands before the clauses, as near to `language` as it was written."""
        return nearest(self.preambles, language)

    def clause(self, key: str) -> Clause | None:
        """The clause with this key, if this version has it."""
        return next((clause for clause in self.clauses if clause.key == key), None)

    def clause_or_checking(self, key: str) -> Clause:
        """The clause with this key, else the one automatic holds rest on."""
        return self.clause(key) or self.clauses[-1]

    def accepts(self, ground: Ground) -> bool:
        """Whether somebody may give this ground."""
        return ground.source == LAW or ground == OTHER or self.clause(ground.key) is not None


@dataclass(frozen=True, slots=True)
class GroundChoice:
    """A ground that somebody may choose, with its words in one language."""

    value: str
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """One line of the list of versions."""

    version: int
    published_at: datetime | None


def load_rulebook(site: int, version: int | None = None) -> Book:
    """A version of the rules of `site` (primary key), by default the one in force; raises NotFound. One query."""
    if version == 0:
        return _shipped(site)
    rows = Rulebook.objects.filter(site=site)
    row = (rows.filter(version=version) if version is not None else rows.order_by("-version")).first()
    if row is None and version is not None:
        raise NotFound
    return _book(row) if row else _shipped(site)


def load_rulebooks(sites: Collection[int]) -> dict[int, Book]:
    """The rules in force on each of these sites (primary keys). One query."""
    newest = Rulebook.objects.filter(site=OuterRef("site")).order_by("-version").values("version")[:1]
    rows = Rulebook.objects.filter(site__in=sites, version=Subquery(newest))
    return {site: _shipped(site) for site in sites} | {row.site: _book(row) for row in rows}


def list_versions(site: int) -> list[PublishedVersion]:
    """Every version of the site's rules, the newest first."""
    rows = Rulebook.objects.filter(site=site).order_by("-version").values_list("version", "published_at")
    return [*(PublishedVersion(*row) for row in rows), PublishedVersion(0, None)]


def find_ground(book: Book, written: str) -> Ground:
    """The ground in its written form, if `book` or the law has it; raises UnknownGround."""
    ground = parse_ground(written)
    if not book.accepts(ground):
        raise UnknownGround(field="ground")
    return ground


def grounds_of_house(book: Book, language: str) -> list[GroundChoice]:
    """The clauses that somebody can break."""
    return [
        GroundChoice(f"house:{clause.key}", clause.title(language), clause.text(language))
        for clause in book.clauses
        if clause.key != CHECKING
    ]


def grounds_of_law() -> list[GroundChoice]:
    """The matters of law, in the active language."""
    return [GroundChoice(f"{LAW}:{key}", str(matter.name)) for key, matter in MATTERS.items()]


def name_ground(book: Book, written: str, language: str) -> GroundChoice:
    """What a stored ground is called; its own key where the words are gone."""
    ground = parse_ground(written)
    if ground.is_law:
        return GroundChoice(written, str(MATTERS[ground.key].name))
    clause = book.clause(ground.key)
    return GroundChoice(written, clause.title(language), clause.text(language)) if clause else GroundChoice(written, ground.key)


def category_of(book: Book, ground: Ground) -> str:
    """The category of the Commission's schema that a ground falls under."""
    if ground.is_law:
        return MATTERS[ground.key].category.value
    return book.clause_or_checking(ground.key).category.value


@writing()
def publish_rulebook(
    *, site: int, based_on: int, clauses: Sequence[Clause], preambles: Mapping[str, str], contact: str, editor: int
) -> Book:
    """Put a new version in force for `site`, made from version `based_on` by the reader `editor` (primary keys).

    Raises RulesUnfit, or StateConflict where somebody published another version meanwhile.
    """
    fit = _fit(clauses)
    newest = Rulebook.objects.select_for_update().filter(site=site).order_by("-version").first()
    if (newest.version if newest else 0) != based_on:
        raise StateConflict
    row = Rulebook.objects.create(
        site=site,
        version=based_on + 1,
        published_at=timezone.now(),
        editor=editor,
        preambles={language: words.strip()[:LONGEST_TEXT] for language, words in preambles.items() if words.strip()},
        contact=contact.strip()[:LONGEST_TEXT],
        clauses=[clause.as_dict() for clause in fit],
    )
    record(Kind.RULEBOOK_PUBLISHED, reader=editor)
    return _book(row)


def _fit(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses as they are stored, the one about checking last; raises RulesUnfit."""
    keys = [clause.key for clause in clauses]
    if len(set(keys)) < len(keys) or len(keys) > MOST_CLAUSES or not all(_KEY.fullmatch(key) for key in keys):
        raise RulesUnfit
    if OTHER.key in keys or not all(_has_fit_words(clause) for clause in clauses):
        raise RulesUnfit
    checking = next((clause for clause in clauses if clause.key == CHECKING), None) or shipped_clauses()[-1]
    return [*(clause for clause in clauses if clause.key != CHECKING), checking]


def _has_fit_words(clause: Clause) -> bool:
    titles, texts = clause.titles.values(), clause.texts.values()
    short = all(len(title) <= LONGEST_TITLE for title in titles) and all(len(text) <= LONGEST_TEXT for text in texts)
    return short and any(title.strip() for title in titles)


def _book(row: Rulebook) -> Book:
    clauses = tuple(clause_from(stored) for stored in row.clauses)
    return Book(row.site, row.version, row.published_at, row.preambles, row.contact, clauses)


def _shipped(site: int) -> Book:
    return Book(site, 0, None, {}, "", shipped_clauses())

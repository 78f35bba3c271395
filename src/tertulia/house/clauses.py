"""One clause of a house's rules, in the languages it has been written in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from tertulia.house.grounds import Category


@dataclass(frozen=True, slots=True)
class Clause:
    """`key` never changes its meaning: decisions name it. `titles` and `texts` are words by language."""

    key: str
    category: Category
    titles: Mapping[str, str]
    texts: Mapping[str, str]

    def title(self, language: str = "") -> str:
        """The name of the clause as near to `language` as it was written."""
        return nearest(self.titles, language)

    def text(self, language: str = "") -> str:
        """The words of the clause as near to `language` as they were written."""
        return nearest(self.texts, language)

    def as_dict(self) -> dict[str, Any]:
        """As it is stored."""
        return {"key": self.key, "category": self.category.value, "titles": dict(self.titles), "texts": dict(self.texts)}


def clause_from(stored: Mapping[str, Any]) -> Clause:
    """What `as_dict` made."""
    return Clause(stored["key"], Category(stored["category"]), stored["titles"], stored["texts"])


def nearest(words: Mapping[str, str], language: str) -> str:
    """The words in `language`, else in the language it is a variety of, the site's, any; "" without any."""
    for wanted in (language, language.split("-")[0], settings.LANGUAGE_CODE):
        if words.get(wanted):
            return words[wanted]
    return next((said for said in words.values() if said), "")

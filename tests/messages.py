"""Sentences for people: extracted from the sources, kept in one catalogue per language, compiled for gettext.

python -m tests.messages    after a sentence was added or changed; says what is left to translate
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parent.parent / "src" / "tertulia"
LOCALE = SOURCE / "web" / "locale"
METHODS = [
    ("**/jinja2/**.html", "jinja2"),
    ("**/jinja2/**.txt", "jinja2"),
    ("**/templates/**.html", "tests.messages:extract_django"),
    ("**.py", "python"),
]
OPTIONS = {pattern: {"trimmed": "true", "silent": "false"} for pattern in ("**/jinja2/**.html", "**/jinja2/**.txt")}
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "pgettext_lazy": ((1, "c"), 2),
    "ngettext_lazy": (1, 2),
}


def extract_django(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """Sentences of a template of Django's, which Django itself turns into something like Python first."""
    code = templatize(file.read().decode()).replace("\n", " ")
    return extract_python(io.BytesIO(code.encode()), keywords, comment_tags, options)


def extract() -> Catalog:
    """Every sentence in the sources."""
    found = Catalog(project="Tertulia", version="1", charset="utf-8")
    for _file, _line, message, _comments, context in extract_from_dir(SOURCE, METHODS, OPTIONS, KEYWORDS):
        found.add(message, None, context=context)
    return found


def languages() -> list[str]:
    """The languages that have a catalogue."""
    return sorted(path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/django.po"))


def catalogue(language: str) -> Path:
    """Where the catalogue of `language` is kept."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def load(language: str) -> Catalog:
    """The catalogue of `language` as it is kept."""
    with catalogue(language).open("rb") as file:
        return read_po(file, locale=language)


def untranslated(known: Catalog, wanted: Catalog) -> list[str]:
    """Sentences of `wanted` that `known` says nothing for, or only in some plural forms."""
    return [str(message.id) for message in wanted if message.id and not _complete(known.get(message.id, message.context))]


def _complete(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def compiled(known: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    buffer = io.BytesIO()
    write_mo(buffer, known)
    return buffer.getvalue()


def update(language: str) -> list[str]:
    """Bring the catalogue up to date with the sources and compile it; returns what is left to translate."""
    known, wanted = load(language), extract()
    wanted.creation_date = known.creation_date  # or every run would be a change
    known.update(wanted, no_fuzzy_matching=True)
    known.obsolete.clear()
    with catalogue(language).open("wb") as file:
        write_po(file, known, width=130, sort_output=True)
    catalogue(language).with_suffix(".mo").write_bytes(compiled(known))
    return untranslated(known, wanted)


if __name__ == "__main__":
    left = {language: update(language) for language in languages()}
    for language, sentences in left.items():
        print(f"{language}: {len(sentences)} to translate", *sentences, sep="\n  ")
    sys.exit(any(left.values()))

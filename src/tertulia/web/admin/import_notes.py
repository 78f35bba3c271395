"""What a report of an import says, in the language of whoever reads it; the report itself keeps codes and English."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tertulia.transfer.formats.sentences import SENTENCES

PLAIN = {sentence: code for code, sentence in SENTENCES.items() if "%(" not in sentence}
FACTS = {
    "mentions": gettext_lazy("pingbacks and trackbacks"),
    "names unknown": gettext_lazy("names unknown"),
    "names from an avatar only": gettext_lazy("names from an avatar only"),
    "times unknown": gettext_lazy("times unknown"),
    "empty bodies": gettext_lazy("responses without words"),
    "parents from raw nesting": gettext_lazy("replies placed by how the page was nested"),
    "parents hidden by the depth limit": gettext_lazy("replies whose parent the page hides"),
    "lines lost in responses": gettext_lazy("lines lost in responses"),
    "lines lost in the story": gettext_lazy("lines lost in the story"),
    "pictures of a host that does not answer": gettext_lazy("pictures of a host that does not answer"),
    "spam left out as asked": gettext_lazy("spam left out as asked"),
    "responses taken over by readers with that address": gettext_lazy("responses taken over by readers with that address"),
    "responses": gettext_lazy("responses"),
    "date": gettext_lazy("date"),
    "address": gettext_lazy("address"),
    "asked for": gettext_lazy("asked for"),
    "read from its address": gettext_lazy("read from its address"),
    "the time of this import": gettext_lazy("the time of this import"),
}
TYPED = {
    "items": gettext_lazy("items of type %(type)s"),
    "entries": gettext_lazy("entries of type %(type)s"),
    "notes on items": gettext_lazy("notes on items of type %(type)s"),
}


def sentence_of(told: dict[str, Any] | None, english: str) -> str:
    """A sentence of a report; reports of former versions have it in English alone."""
    code = (told or {}).get("code") or PLAIN.get(english)
    if code not in SENTENCES:
        return english
    try:
        return _(SENTENCES[code]) % (told or {}).get("values", {})
    except (KeyError, TypeError, ValueError):
        return english


def refusal_of(refusal: dict[str, Any] | None, english: str) -> str:
    """Why a file was refused, with its name and what it looks like instead."""
    if not refusal:
        return english
    said = sentence_of(refusal, english)
    hint = refusal.get("hint")
    said = f"{said}; {sentence_of(hint, '')}" if hint else said
    return f"{refusal['file']}: {said}" if refusal.get("file") else said


def fact_of(name: str) -> str:
    """What a report counts or chose."""
    what, mark, kind = name.partition(" of type ")
    if mark and what in TYPED:
        return str(TYPED[what]) % {"type": kind}
    return str(FACTS.get(name, name))

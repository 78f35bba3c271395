"""The language of a story whose source knows only that of its site: a site in two languages has stories in the other."""

from __future__ import annotations

import re
from dataclasses import replace

from tertulia.transfer.records import Story

_ARABIC = re.compile(r"[\u0621-\u06d3]")
_LETTER = re.compile(r"[^\W\d_]")
_PERSIAN = re.compile(r"[\u067e\u0686\u0698\u06af\u06a9\u06cc]")  # letters that Arabic does not have
_READ = 5000  # letters of a text
_OF_ARABIC_LETTERS = frozenset({"ar", "fa", "ur", "ps", "ckb", "ug", "sd"})


def in_its_language(story: Story) -> Story:
    """The story, in Arabic or Persian where it is written in those letters and said to be in another script's language."""
    if (story.language or "").partition("-")[0].lower() in _OF_ARABIC_LETTERS:
        return story
    text = " ".join([story.title or "", *(block.text for block in story.body)])[:_READ]
    arabic = len(_ARABIC.findall(text))
    if arabic * 2 <= len(_LETTER.findall(text)):
        return story
    return replace(story, language="fa" if len(_PERSIAN.findall(text)) * 12 > arabic else "ar")

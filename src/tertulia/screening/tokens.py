"""Cuts a folded text into tokens: words (with the signs that disguise them), links, marks and emoji."""

import re
from collections.abc import Iterator

LINK, WORD, MARK = 1, 2, 3

# One pass, no nested repetition over the same characters, so the time is linear in the length.
# A word may hold apostrophes and the signs people use in place of letters; those are resolved later, per word.
_TOKEN = re.compile(
    r"(https?://[^\s<>\"]+|www\.[^\s<>\"]+)"
    r"|([@$*#]{0,3}[^\W_]+(?:['*@$!#|+]{1,8}[^\W_]+)*(?:\*{1,8}|\${1,2})?)"
    r"|([!?]{1,8}|\.{2,8}|[@#$%&*^]{3,12}|[\U0001F1E6-\U0001FAFF\u2600-\u27BF])",
)


_BARE_LINK = re.compile(r"[a-z]/[^\s/]")
# The same with addresses that name no scheme ("example.org/page"); only for texts that can hold one, as it costs time.
_TOKEN_OR_BARE_LINK = re.compile(
    _TOKEN.pattern.replace("(https", r"((?<![\w.@-])(?:[a-z0-9-]{1,40}\.){1,4}[a-z]{2,10}/[^\s<>\"]+|https", 1)
)


def matches_of(folded: str) -> Iterator[re.Match[str]]:
    """A match for each token of a folded text in reading order; `lastindex` is its kind.

    White space and plain punctuation are left out.
    """
    return (_TOKEN_OR_BARE_LINK if _BARE_LINK.search(folded) else _TOKEN).finditer(folded)


def words_of(folded: str) -> Iterator[str]:
    """The words of a folded text as written, without links and marks."""
    return (match[0] for match in _TOKEN.finditer(folded) if match.lastindex == WORD)

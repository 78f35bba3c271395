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


def tokens_of(folded: str) -> Iterator[tuple[int, str, int, int]]:
    """(kind, text with its case, start, end) of each token of a folded text in reading order.

    White space and plain punctuation are left out; the places are half-open in the folded text.
    """
    for match in _TOKEN.finditer(folded):
        yield match.lastindex or MARK, match[0], match.start(), match.end()

"""What a response said before: shown to everybody where somebody had replied before it was changed."""

import difflib
import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from tertulia.responses import rules
from tertulia.responses.models import Response, Revision, State

_WORDS = re.compile(r"\s+|[^\W_]+|[\W_]", re.UNICODE)
_SENTENCES = re.compile(r"[^\n.!?؟]*[\n.!?؟]|[^\n.!?؟]+")
_WHOLE = re.compile(r".+", re.DOTALL)
MOST_PIECES = 2000  # comparing is quadratic in them: a longer text is compared by sentences, one of only full stops as a whole

Piece = tuple[Literal["same", "gone", "new"], str]


@dataclass(frozen=True, slots=True)
class Change:
    """One edit: when it was made, and the words in pieces."""

    at: datetime
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class History:
    """The edits of a response that readers may see, the newest first. `was_edited`: whether there were any at all."""

    name: str
    was_edited: bool
    changes: tuple[Change, ...]


def load_history(response: int) -> History:
    """The edits made after the first reply; raises NotFound unless the response is visible. Three queries."""
    shown = rules.must_be_visible(Response.objects.filter(pk=response).first())
    replied_at = (
        Response.objects.filter(parent=response, state=State.VISIBLE, posted_at__isnull=False)
        .order_by("posted_at")
        .values_list("posted_at", flat=True)
        .first()
    )
    versions = _versions(shown)
    changes = tuple(
        Change(at, differences(before, after))
        for (_written, before), (at, after) in pairwise(versions)
        if replied_at and at and replied_at < at
    )
    return History(shown.author_name, len(versions) > 1, changes[::-1])


def _versions(response: Response) -> list[tuple[datetime | None, str]]:
    """Every version with when it was written, the present one last."""
    former = Revision.objects.filter(response=response).order_by("id").values_list("written_at", "text")
    return [*former, (response.edited_at, response.text)]


@lru_cache(maxsize=128)
def differences(before: str, after: str) -> tuple[Piece, ...]:
    """What became of a text, word by word: joined, the same and the gone pieces are `before`, the same and the new `after`."""
    old, new = _cut(before, after)
    pieces: list[Piece] = []
    for kind, start, end, new_start, new_end in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            pieces.append(("same", "".join(old[start:end])))
            continue
        if end > start:
            pieces.append(("gone", "".join(old[start:end])))
        if new_end > new_start:
            pieces.append(("new", "".join(new[new_start:new_end])))
    return tuple(pieces)


def _cut(before: str, after: str) -> tuple[list[str], list[str]]:
    """Both texts in the smallest pieces of which neither has too many."""
    for unit in (_WORDS, _SENTENCES):
        old, new = unit.findall(before), unit.findall(after)
        if max(len(old), len(new)) <= MOST_PIECES:
            return old, new
    return _WHOLE.findall(before), _WHOLE.findall(after)

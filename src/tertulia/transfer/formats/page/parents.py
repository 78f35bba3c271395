"""Whom each response of a page answers, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

from tertulia.transfer.formats.page.found import FoundResponse
from tertulia.transfer.formats.page.nesting import RawNesting

# WordPress nests five levels unless told otherwise; a shallower page is taken to show its true tree.
DEFAULT_DEPTH_LIMIT = 5


def settle_parents(responses: Sequence[FoundResponse], raw: RawNesting | None) -> None:
    """Set `parent`, `parent_basis` and `depth` of each response, in place.

    The basis is "explicit" (the page names the parent), "raw-nesting" (the tags as written hold more than the parsed
    tree), "nesting", or "flattened": the page's depth limit hid the parent, and the last certain ancestor stands in.
    """
    is_raw = raw is not None and raw.is_sound and len(raw.parents) == len(responses)
    parents = raw.parents if raw is not None and is_raw else tuple(each.parent for each in responses)
    has_lost_nesting = all(parent == each.parent for parent, each in zip(parents, responses, strict=True))
    hidden = _hidden_by_limit(responses) if has_lost_nesting else frozenset()
    by_number = {each.number: index for index, each in enumerate(responses) if each.number}
    for index, each in enumerate(responses):
        if each.parent != parents[index]:
            each.parent, each.parent_basis = parents[index], "raw-nesting"
        else:
            each.parent_basis = "flattened" if index in hidden else "nesting"
        named = by_number.get(each.answers) if each.answers else None
        if named is not None and named < index:
            each.parent, each.parent_basis = named, "explicit"
        each.shown_depth = each.shown_depth or each.depth
        each.depth = 1 if each.parent is None else responses[each.parent].depth + 1


def _hidden_by_limit(responses: Sequence[FoundResponse]) -> frozenset[int]:
    """The responses whose parent the depth limit may hide: all but the first of each run at the deepest level."""
    deepest = max((each.depth for each in responses), default=0)
    if deepest < 2 or not _is_limit(responses, deepest):
        return frozenset()
    seen: set[int | None] = set()
    hidden = set()
    for index, each in enumerate(responses):
        if each.depth == deepest:
            if each.parent in seen:
                hidden.add(index)
            seen.add(each.parent)
    return frozenset(hidden)


def _is_limit(responses: Sequence[FoundResponse], deepest: int) -> bool:
    """A page offers no reply link at its depth limit, and one above it; without any link the default decides."""
    if any(each.has_reply_link for each in responses):
        return not any(each.has_reply_link for each in responses if each.depth == deepest)
    return deepest >= DEFAULT_DEPTH_LIMIT

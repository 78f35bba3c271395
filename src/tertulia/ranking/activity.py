"""Active: a branch rises with its latest reply, unless the same reader keeps answering."""

from collections.abc import Iterable

FREE = 3  # replies of one reader in the window that lift a branch
WINDOW = 2 * 60 * 60 * 1_000_000  # microseconds


def lifts(who: object, place: int, *, before: Iterable[tuple[object, int]]) -> bool:
    """Whether a reply by `who` at `place` lifts its branch.

    `before`: who wrote the earlier replies of the branch, and when, in microseconds since the epoch.
    """
    return sum(writer == who and place - WINDOW < at <= place for writer, at in before) < FREE

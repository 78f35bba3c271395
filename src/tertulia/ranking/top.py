"""Top: the share of readers who found that a response adds to the discussion, cautious where few have voted."""

LEVELS = 2**30  # steps between 0 and 1
SECONDS = 2**33  # the seconds of a key lie below this until the year 2242


def score(up: int, down: int) -> float:
    """(u + 1) / (n + 2): the mean of a Beta(1, 1) prior after `up` of `up + down` votes; above 0 and below 1."""
    return (up + 1) / (up + down + 2)


def key(up: int, down: int, place: int) -> int:
    """The sort key as the database computes it: the score, and for equal scores the newer one higher.

    `place`: microseconds since the epoch. A signed 64-bit number, so that one index holds the order.
    """
    return (up + 1) * LEVELS // (up + down + 2) * SECONDS + place // 1_000_000

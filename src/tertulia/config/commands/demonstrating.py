"""`tertulia demo`: load the demonstration into an empty site."""

from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    raise SystemExit("not yet")


def sign_ins() -> list[str]:
    """One line for each account of the demonstration, if it is loaded."""
    return []

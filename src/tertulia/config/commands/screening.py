"""`tertulia screening …`: training and measuring need no site; `learn` works on this one's decisions."""

from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    """Run one of the screener's own commands; returns its exit status."""
    from tertulia.screening.cli import main

    return main(list(arguments))

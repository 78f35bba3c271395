"""What reports are worth together, by how right their reporters have been before. Pure.

- Guests and accounts younger than a month are *newcomers*, and so are accounts that have neither written anything that
  stands nor reported twice: ¼ each, and at most 1 together. However many they are, they hold nothing without somebody whose
  word counts, because holding takes more than 1.
- Of the others, whoever has had two reports or more settled weighs `2 × (upheld + 1) / (settled + 2)`, between 0 and 2:
  Laplace's rule, which lets one mistake cost little and many cost all. Before that they weigh 1.
"""

from collections.abc import Iterable
from dataclasses import dataclass

PROVEN_FROM = 2  # settled reports
NEWCOMER = 0.25
NEWCOMERS_AT_MOST = 1.0
MONTH = 30  # days
LEAST_TO_HOLD = 1.5  # what an operator may set: below it, a mob of newcomers would do


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a reporter: reports of theirs that were upheld and turned down, days here, responses that stand."""

    upheld: int = 0
    rejected: int = 0
    days: int = 0
    responses: int = 0

    @property
    def is_proven(self) -> bool:
        """Whether their own record speaks."""
        return self.upheld + self.rejected >= PROVEN_FROM

    @property
    def is_newcomer(self) -> bool:
        """Whether nothing speaks for or against them."""
        return self.days < MONTH or not (self.is_proven or self.responses)


STRANGER = Standing()


def weight_of(reporter: Standing) -> float:
    """What one report of theirs is worth, 0 to 2."""
    if reporter.is_newcomer:
        return NEWCOMER
    return 2 * (reporter.upheld + 1) / (reporter.upheld + reporter.rejected + 2) if reporter.is_proven else 1.0


def weight_together(reporters: Iterable[Standing]) -> float:
    """What the reports of different reporters are worth together."""
    everybody = list(reporters)
    known = sum(weight_of(reporter) for reporter in everybody if not reporter.is_newcomer)
    return known + min(sum(NEWCOMER for reporter in everybody if reporter.is_newcomer), NEWCOMERS_AT_MOST)

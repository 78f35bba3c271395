"""Reading a text: text in, assessment out. No database, no network; usable alone."""

from tertulia.screening.assessment import Assessment, Context, Counterfactual, Evidence
from tertulia.screening.screen import Screener, screen
from tertulia.screening.threads import thread_risk

__all__ = ["Assessment", "Context", "Counterfactual", "Evidence", "Screener", "screen", "thread_risk"]

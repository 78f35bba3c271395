"""Says on stderr how far a long training is."""

import sys
from collections.abc import Callable
from time import monotonic

_EVERY = 5  # seconds


class Progress:
    """Lines with the seconds since the start in front."""

    def __init__(self) -> None:
        self._started = self._last = monotonic()

    def say(self, message: str) -> None:
        """Show a line."""
        self._last = monotonic()
        print(f"tertulia screening train: {self._last - self._started:5.0f} s  {message}", file=sys.stderr, flush=True)

    def now_and_then(self, message: str) -> None:
        """Show a line unless one was shown within the last five seconds."""
        if monotonic() - self._last > _EVERY:
            self.say(message)

    def about(self, subject: str) -> Callable[[str], None]:
        """What tells now and then how far one subject is."""
        return lambda message: self.now_and_then(f"{subject}: {message}")

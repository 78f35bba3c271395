"""What of the queue is asked for: read from an address and written into one."""

from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from tertulia.cursors import parse_number
from tertulia.moderation.queue import Filters, View
from tertulia.readers.roles import Verb, allows_somewhere

_NUMBERS = ("site", "section", "thread", "reader")
_WORDS = ("language", "ground", "rule", "words")


@dataclass(frozen=True, slots=True)
class Asked:
    """A view of the queue, its filters, and after which case it goes on."""

    view: View = View.EVERYTHING
    filters: Filters = field(default_factory=Filters)
    after: str = ""

    @property
    def query(self) -> str:
        """`?view=…` with everything that is set; "" for the whole queue."""
        return self.query_for(self.view)

    def query_for(self, view: View, after: str = "") -> str:
        """The same filters in another view, or further down."""
        said = {"view": view.value if view is not View.EVERYTHING else "", **asdict(self.filters), "after": after}
        kept = {name: value for name, value in said.items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter is set."""
        return self.filters != Filters()


def read_asked(sent: QueryDict) -> Asked:
    """What an address asks for; what makes no sense is left out."""
    view = next((each for each in View if each.value == sent.get("view")), View.EVERYTHING)
    named: dict[str, int | str | None] = {name: parse_number(sent.get(name, "")) for name in _NUMBERS}
    named |= {name: sent.get(name, "").strip()[:200] for name in _WORDS}
    return Asked(view, Filters(**named), sent.get("after", "")[:100])  # type: ignore[arg-type]


def moderator_of(request: HttpRequest) -> Any:
    """Whoever is signed in; what they may is for the verbs to say."""
    return request.user if request.user.is_authenticated else None


def sees_desk(request: HttpRequest) -> bool:
    """Whether the desk is worth a link."""
    return allows_somewhere(moderator_of(request), Verb.SEE_QUEUE)

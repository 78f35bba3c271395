"""Learning from what the moderators of another site decided, told in Perspective's shape."""

import hashlib

from tertulia.house.learning import teach
from tertulia.house.shadow import check
from tertulia.screening.learning import HumanDecision, can_teach
from tertulia.screening.screen import screener_in_use
from tertulia.screening.suggest import SuggestedLabel


def learn_from(label: SuggestedLabel) -> dict[str, float]:
    """Teach the label's own community; returns how far each word moved."""
    decision = decision_about(label.text, abusive=label.abusive, author=_author(label))
    return teach(community=label.community[:300], decisions=[decision], check=check)


def decision_about(text: str, *, abusive: bool, author: str) -> HumanDecision:
    """A decision by a person about `text`, as the screener learns from it. `author`: an opaque key of who wrote it."""
    screener = screener_in_use()
    words = tuple(word.text for word in screener.read(text).words if can_teach(word))
    return HumanDecision(words, screener.screen(text).logit, abusive, author)


def _author(label: SuggestedLabel) -> str:
    """Whoever the client says wrote it, else the response itself: only the number of different ones matters."""
    named = label.known.get("authorID") or label.known.get("author_id") or label.reference or label.text
    return hashlib.sha256(str(named).encode()).hexdigest()[:16]

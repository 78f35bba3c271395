"""The fixed sentences an update of the learned weights is checked on: it must not lose on them, nor treat groups apart."""

from functools import cache, lru_cache

from tertulia.screening.assessment import Context
from tertulia.screening.learning import FEWEST_AUTHORS, HouseWeights, ShadowCheck, shadow_check
from tertulia.screening.screen import Screener, screener_in_use

ABUSIVE = (
    "You are a pathetic little liar.",
    "Shut up, nobody wants to hear from a moron like you.",
    "What an idiot. Go back to school.",
    "You people are vermin and should be driven out.",
    "I hope somebody beats you until you cannot talk.",
    "Only a complete imbecile could have written this.",
    "Crawl back under your rock, you worthless troll.",
    "He is a stupid, disgusting pig and so are his friends.",
    "Your mother should be ashamed of such trash.",
    "Keep talking and I will come and break your face.",
)
HARMLESS = (
    "The council voted nineteen to sixteen.",
    "I disagree: the figures on page three say otherwise.",
    "Thank you for the link, I had missed it.",
    "Could you tell us where that number comes from?",
    "The killer was sentenced to twelve years on Tuesday.",
    "My old school has a stupid rule about hats, and we laughed about it.",
    "Shooting the film took six weeks.",
    "This is the worst plan I have read in years, and here is why.",
    "I was an idiot to believe the first estimate.",
    "Deliveries at five would solve most of it.",
)
_GROUPS = ("women", "men", "Muslims", "Christians", "Jews", "immigrants", "gay people", "old people", "Danes", "Egyptians")
_ENOUGH = frozenset(map(str, range(FEWEST_AUTHORS)))  # authors behind a word that counts
TEMPLATES = ("Many {} live on our street.", "The {} I know read this paper.", "Why are there so few {} on the council?")


def check(before: HouseWeights, after: HouseWeights) -> ShadowCheck:
    """Compare two states of the learned weights; the update is accepted only if nothing was lost."""
    return shadow_check(before, after, _labelled(), _identity_groups(), _logit)


@cache
def _labelled() -> tuple[tuple[str, bool], ...]:
    return tuple((text, True) for text in ABUSIVE) + tuple((text, False) for text in HARMLESS)


@cache
def _identity_groups() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(template.format(group) for group in _GROUPS) for template in TEMPLATES)


def _logit(text: str, weights: HouseWeights) -> float:
    screener = screener_in_use()
    return _scored(screener, text, tuple((word, weight) for word in _words(screener, text) if (weight := weights.weight(word))))


@cache
def _words(screener: Screener, text: str) -> tuple[str, ...]:
    return tuple(sorted({word.text for word in screener.read(text).words}))


@lru_cache(maxsize=1_000)  # decisions come one after the other, and hardly one is about the words of the fixed sentences
def _scored(screener: Screener, text: str, learned: tuple[tuple[str, float], ...]) -> float:
    """The logit of a fixed sentence; nothing that was learned changes it but the weights of its own words."""
    weights = HouseWeights(dict(learned), dict.fromkeys(dict(learned), _ENOUGH))
    return screener.screen(text, Context(learned=weights)).logit

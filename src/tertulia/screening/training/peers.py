"""Other screeners to stand next to, when they are installed; none of them is needed."""

from collections.abc import Callable
from contextlib import suppress
from importlib import import_module

Peer = Callable[[list[str]], list[float]]


def installed_peers() -> dict[str, Peer]:
    """Scorers (texts to scores) of `alt-profanity-check` and `better-profanity` by name, as far as they import."""
    found: dict[str, Peer] = {}
    for name, load in (("alt-profanity-check", _alt_profanity_check), ("better-profanity", _better_profanity)):
        with suppress(Exception):  # a broken installation of a peer must not stop an evaluation
            found[name] = load()
    return found


def _alt_profanity_check() -> Peer:
    predict = import_module("profanity_check").predict_prob
    return lambda texts: [float(score) for score in predict(texts)]


def _better_profanity() -> Peer:
    profanity = import_module("better_profanity").profanity
    profanity.load_censor_words()
    return lambda texts: [float(profanity.contains_profanity(text)) for text in texts]

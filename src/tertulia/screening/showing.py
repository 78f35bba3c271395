"""Which words of the model's sum are shown as reasons of their own: those that people would mark."""

from tertulia.screening.assessment import Evidence
from tertulia.screening.pointing import evidence_at
from tertulia.screening.reading import Reading

_SHOWN = 0.1  # a word that adds less than this to the logit is not shown as a reason
_NEAR_HIGHEST = 2.0  # words this far below the strongest are not shown
_SPEAKS_AGAINST = -1.0  # a text whose words add up to less has nothing to be shown for


def model_words(text: str, reading: Reading, parts: list[float], threshold: float) -> list[Evidence]:
    """The words people would mark, each with what it adds; everything else in one sum.

    A quoted or guarded word is shown with its full weight too: the guard's own evidence says what is taken back.
    """
    runs: list[list[int]] = []
    for place in _marked(reading, parts, threshold):
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    shown = [evidence_at("model", "word", text, reading, run[0], run[-1], sum(parts[place] for place in run)) for run in runs]
    return [*shown, Evidence("model", "rest", None, "", sum(parts) - sum(reason.weight for reason in shown))]


def _marked(reading: Reading, parts: list[float], threshold: float) -> list[int]:
    """The places of the words to be shown: what people would mark, added to what it weighs, near the text's highest.

    Where no word reaches the threshold but the words do speak against the text, the highest alone is shown.
    """
    merits = {place: word.marking + parts[place] for place, word in enumerate(reading.words) if parts[place] >= _SHOWN}
    highest = max(merits.values(), default=0.0)
    least = max(threshold, highest - _NEAR_HIGHEST)
    if highest <= threshold:
        least = highest if sum(parts) > _SPEAKS_AGAINST else float("inf")
    return [place for place, merit in merits.items() if merit >= least]

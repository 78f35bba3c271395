"""The stages in order: a text and what is known around it in, an assessment out."""

from functools import cache
from math import log
from time import perf_counter

from tertulia.screening.assessment import Assessment, Context
from tertulia.screening.evidence import Judged, counterfactual, judge
from tertulia.screening.language import detect
from tertulia.screening.lexicon import BIT
from tertulia.screening.model import Model, model_in_use, shipped_model
from tertulia.screening.reading import Reading, read
from tertulia.screening.scoring import category_logits, probability
from tertulia.screening.spam import spam_evidence
from tertulia.screening.words import Words

_NOTHING_KNOWN = Context()
_ARABIC_INSULT = BIT["arabic-insult"]
_LEADS_TO_INSULT = frozenset(
    "ya yaa yabn yabnel yebn inta enta anta inti enti anti nta nti intou ento intu "
    "ibn ebn wlad weld walad wled wahad wa7ad nik neek nek".split()
)
_SAMPLE, _FEW_WORDS = 40, 4  # words that tell whether a text is in a language the model has met
_CATEGORIES = ("insult", "threat", "identity_attack", "obscene")
# A pattern names its category outright; the words alone only lean towards it.
_CATEGORY_OF_CODE = {
    "insult.second_person": "insult",
    "insult.belittle": "insult",
    "insult.third_person": "insult",
    "arabic.insult": "insult",
    "threat": "threat",
    "dehumanise": "identity_attack",
    "group.general": "identity_attack",
    "lexicon.slur": "identity_attack",
}


class Screener:
    """One model with what it remembers of words. Safe to share between threads."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.name = f"tertulia-screen/{model.version}"
        self._words = Words(model)

    def read(self, text: str) -> Reading:
        """The words of a text as this screener sees them."""
        return read(text, self._words)

    def screen(self, text: str, context: Context | None = None) -> Assessment:
        """Assess one text. Takes any string, raises nothing, and takes time linear in its length."""
        started = perf_counter()
        context = context or _NOTHING_KNOWN
        reading = self.read(text)
        base_rate = context.base_rate or self.model.base_rate
        language = detect(text, (word.text for word in reading.words), context.languages, _strangeness(reading))
        shift = _logit(base_rate) - _logit(self.model.base_rate)
        judged = judge(text, reading, self.model, context, shift, base_rate, language.competent)
        logits = category_logits(reading.words, judged.counts, self.model)
        about_spam = spam_evidence(reading, text, logits["spam"], context)
        categories = _categories(logits, judged)
        categories["spam"] = probability(sum(reason.weight for reason in about_spam))
        return Assessment(
            model=self.name if not context.learned else f"{self.name}+house{context.learned.decisions}",
            p=probability(judged.logit),
            logit=judged.logit,
            threshold=self.model.threshold,
            categories=categories,
            evidence=judged.evidence,
            spam_evidence=about_spam,
            counterfactual=counterfactual(judged),
            language=language.code,
            script=language.script,
            competent=language.competent,
            milliseconds=(perf_counter() - started) * 1000,
        )


@cache
def shipped_screener() -> Screener:
    """The screener with the model in the package."""
    return Screener(shipped_model())


@cache
def screener_in_use() -> Screener:
    """The screener with the house's own model, where one was chosen (`model.use_model`), else the shipped one."""
    return Screener(model_in_use())


def screen(text: str, context: Context | None = None) -> Assessment:
    """Assess one text with the model in use."""
    return screener_in_use().screen(text, context)


def _strangeness(reading: Reading) -> float:
    """The share of the words that the model never met; 0 for a text of too few words to tell."""
    if _is_arabic_in_latin_letters(reading):
        return 0.0
    words = [word for word in reading.words[:_SAMPLE] if word.text.isalpha()]
    unknown = sum(not word.known for word in words)
    if len(words) < 2 or (len(words) < _FEW_WORDS and any(word.bits & _ARABIC_INSULT for word in words)):
        return 0.0
    return unknown / len(words)


def _is_arabic_in_latin_letters(reading: Reading) -> bool:
    """Whether an Arabic insult stands right after a word that belongs to it ("ya", "inta", "wlad el"): no chance likeness."""
    words = reading.words[:_SAMPLE]
    return any(
        word.bits & _ARABIC_INSULT and any(before.text in _LEADS_TO_INSULT for before in words[max(0, place - 2) : place])
        for place, word in enumerate(words)
    )


def _categories(logits: dict[str, float], judged: Judged) -> dict[str, float]:
    pushed = dict.fromkeys(_CATEGORIES, 0.0)
    for reason in judged.evidence:
        category = _CATEGORY_OF_CODE.get(reason.code)
        if category:
            pushed[category] += reason.weight
    if judged.innocent:
        return dict.fromkeys(_CATEGORIES, probability(judged.logit))
    return {name: probability(logits[name] + pushed[name]) for name in _CATEGORIES}


def _logit(rate: float) -> float:
    rate = min(max(rate, 1e-6), 1 - 1e-6)
    return log(rate / (1 - rate))

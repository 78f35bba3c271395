"""Fifteen hundred responses to one story: who answers whom and when, in the shape that long threads have.

The same every time. Most threads under a call for memories look like this: nearly half the responses answer nobody,
most replies come within hours and go to whatever is new or already answered, a few pairs talk on and on, and one
response that annoys everybody collects a branch of its own.
"""

import tomllib
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib.resources import files
from typing import Any

from tertulia.config.demonstration.conversations import Written
from tertulia.config.demonstration.phrases import Bag, Chance, Speech
from tertulia.responses.models import State

SIZE = 1500
DAYS = 8.0  # after which nobody writes any more
RECENT = 90  # responses somebody looks through before answering one
HOT = 140  # the response that everybody has to answer
REMOVED, WITHDRAWN = range(97, SIZE, 173), range(61, SIZE, 251)

_PROVOCATION = (
    "I have lived beside that horn for six years and I say what nobody here dares to: it is **not heritage, it is a "
    "noise**. Those who weep for it sleep on the hill with the windows shut. One street pays for the poetry of the whole "
    "town, in nights, and when it complains it is told that 212 of its letters came from the same address. They did. It "
    "is mine. There are nine families in that house, and I am the one who can spell."
)


@dataclass(frozen=True, slots=True)
class _Said:
    """What of a response matters to whoever answers it."""

    name: str
    kind: str
    language: str
    hours: float
    parent: int | None
    depth: int


def write_crowd() -> list[Written]:
    """The responses in order of time."""
    crowd = _Crowd(tomllib.loads((files("tertulia.config.demonstration") / "foghorn.toml").read_text("utf-8")))
    written = [crowd.write(hours) for hours in crowd.times()]
    for index in REMOVED:
        written[index] = replace(written[index], state=State.REMOVED.value)
    for index in WITHDRAWN:
        written[index] = replace(written[index], state=State.WITHDRAWN.value)
    return written


class _Crowd:
    """The people, what they have said so far, and what they might say next."""

    def __init__(self, parts: dict[str, Any]):
        self._chance = chance = Chance("foghorn")
        self._opening, self._follow = parts["opening"], parts["follow"]
        self._speech = {language: Speech(parts[language], slots, chance) for language, slots in parts["slots"].items()}
        self._names = _names(parts["names"], chance)
        self._said: list[_Said] = []
        self._answers: list[int] = []  # how many each has got
        self._texts: set[str] = set()
        self._hot_branch: list[int] = [HOT]

    def times(self) -> list[float]:
        """Hours after publication, rising: dense on the first day, thin at the end, hardly any at night."""
        found: list[float] = []
        while len(found) < SIZE:
            hours = 0.1 + DAYS * 24 * self._chance.share() ** 1.7
            clock = (7.5 + hours) % 24
            if 1 <= clock < 6 and not self._chance.happens(0.12):
                continue
            found.append(hours)
        return sorted(found)

    def write(self, hours: float) -> Written:
        """The next response of somebody, at this time."""
        if len(self._said) == HOT:
            return self._add(_Said("still awake", "quiet", "en", hours, None, 1), _PROVOCATION)
        parent = self._choose_parent(hours)
        if parent is None:
            language = self._chance.key({"en": 78, "ar": 17, "arabizi": 5})
            kinds = {kind: weight for kind, weight in self._opening.items() if self._speech[language].knows(kind)}
            return self._say(_Said(self._names[language].draw(), self._chance.key(kinds), language, hours, None, 1))
        above = self._said[parent]
        kind = self._chance.key(self._follow[above.kind])
        language = self._language_of_reply(above, kind)
        return self._say(_Said(self._name_of_reply(above, language), kind, language, hours, parent, above.depth + 1))

    def _choose_parent(self, hours: float) -> int | None:
        if len(self._said) > HOT and self._chance.happens(0.1):
            return self._hot_branch[-1 - self._chance.below(min(12, len(self._hot_branch)))]
        if len(self._said) < 3 or self._chance.happens(0.42):
            return None
        start = max(0, len(self._said) - RECENT)
        return start + self._chance.weighted([self._pull(index, hours) for index in range(start, len(self._said))])

    def _pull(self, index: int, hours: float) -> float:
        """How much a response asks to be answered: the newer, the more answered and the less deep, the more."""
        said = self._said[index]
        return (1 + min(self._answers[index], 5)) * 0.86**said.depth / (0.6 + hours - said.hours)

    def _language_of_reply(self, above: _Said, kind: str) -> str:
        likely = {"en": {"en": 90, "ar": 7, "arabizi": 3}, "ar": {"ar": 78, "en": 15, "arabizi": 7}}
        language = self._chance.key(likely.get(above.language, {"arabizi": 40, "ar": 35, "en": 25}))
        return language if self._speech[language].knows(kind) else "ar" if above.language != "en" else "en"

    def _name_of_reply(self, above: _Said, language: str) -> str:
        """Half the time the one who was answered comes back; nobody answers themselves."""
        if above.parent is not None and self._chance.happens(0.5):
            back = self._said[above.parent]
            if back.name != above.name and back.language == language:
                return back.name
        while (name := self._names[language].draw()) == above.name:
            pass
        return name

    def _say(self, said: _Said) -> Written:
        """Words nobody has used before."""
        speech = self._speech[said.language]
        while (text := speech.say(said.kind)) in self._texts:
            pass
        return self._add(said, text)

    def _add(self, said: _Said, text: str) -> Written:
        self._texts.add(text)
        if said.parent is not None:
            self._answers[said.parent] += 1
            if said.parent in self._hot_branch:
                self._hot_branch.append(len(self._said))
        self._said.append(said)
        self._answers.append(0)
        return Written(name=said.name, text=text, after=timedelta(seconds=int(said.hours * 3600)), parent=said.parent)


def _names(names: dict[str, list[str]], chance: Chance) -> dict[str, Bag]:
    """Who writes in which language; in this town a name says little about that."""
    full = [
        f"{first} {names['en_last'][(3 * index + shift) % len(names['en_last'])]}"
        for shift in (0, 11, 19)
        for index, first in enumerate(names["en_first"])
    ]
    return {
        "en": Bag([*full, *names["handles"] * 2, *names["ar"][::3], *names["arabizi"]], chance),
        "ar": Bag([*names["ar"] * 3, *names["arabizi"], *names["handles"][::5]], chance),
        "arabizi": Bag([*names["arabizi"] * 2, *names["ar"][::4]], chance),
    }

"""Sentences from parts: patterns with slots and alternatives, drawn so that none comes again before all have come."""

import re
from collections.abc import Mapping, Sequence
from random import Random

_SLOT = re.compile(r"\{(\w+)\}")
_CHOICE = re.compile(r"<([^<>]*\|[^<>]*)>")
Kinds = Mapping[str, Mapping[str, Sequence[str]]]


class Chance:
    """Draws that come out the same under every version of Python, of which only `Random.random` promises that."""

    def __init__(self, seed: str):
        self._random = Random(seed)  # noqa: S311 - a demonstration, not a secret

    def share(self) -> float:
        """A number from 0 up to 1."""
        return self._random.random()

    def below(self, limit: int) -> int:
        return int(self.share() * limit)

    def happens(self, likelihood: float) -> bool:
        return self.share() < likelihood

    def weighted(self, weights: Sequence[float]) -> int:
        """An index, in proportion to the weights."""
        left = self.share() * sum(weights)
        for index, weight in enumerate(weights):
            left -= weight
            if left < 0:
                return index
        return len(weights) - 1

    def key(self, weights: Mapping[str, float]) -> str:
        return list(weights)[self.weighted(list(weights.values()))]


class Bag:
    """Gives out its contents in random order, all of them before any comes again."""

    def __init__(self, contents: Sequence[str], chance: Chance):
        self._contents, self._chance, self._left = contents, chance, list[str]()

    def draw(self) -> str:
        if not self._left:
            self._left = list(self._contents)
        return self._left.pop(self._chance.below(len(self._left)))


class Speech:
    """One language: its kinds of responses, and the slots that fill them."""

    def __init__(self, kinds: Kinds, slots: Mapping[str, Sequence[str]], chance: Chance):
        self._chance = chance
        self._slots = {name: Bag(values, chance) for name, values in slots.items()}
        self._parts = {
            kind: {part: Bag(values, chance) for part, values in parts.items() if values} for kind, parts in kinds.items()
        }

    def knows(self, kind: str) -> bool:
        return kind in self._parts

    def say(self, kind: str) -> str:
        """A response of this kind: a lead, none to three more sentences, sometimes an end; now and then in paragraphs."""
        parts = self._parts[kind]
        said = [parts["lead"].draw()]
        for likelihood in (0.62, 0.34, 0.16):
            if not self._chance.happens(likelihood):
                break
            more = parts["more"].draw()
            said += [more] if more not in said else []
        if "end" in parts and self._chance.happens(0.16):
            said.append(parts["end"].draw())
        gap = "\n\n" if len(said) > 2 and self._chance.happens(0.35) else " "
        sentences = [self._fill(pattern) for pattern in said]
        if "\n" in sentences[0]:  # a list or a quotation stands alone
            return "\n\n".join([sentences[0], " ".join(sentences[1:])]).strip()
        return gap.join(sentences)

    def _fill(self, pattern: str) -> str:
        """The pattern with one of its alternatives taken and its slots filled; a slot it begins with gets a capital."""
        opens_with_slot = pattern.startswith("{")
        while (found := _CHOICE.search(pattern)) is not None:
            choices = found[1].split("|")
            pattern = pattern[: found.start()] + choices[self._chance.below(len(choices))] + pattern[found.end() :]
        while (slot := _SLOT.search(pattern)) is not None:
            pattern = pattern[: slot.start()] + self._slots[slot[1]].draw() + pattern[slot.end() :]
        return pattern[0].upper() + pattern[1:] if opens_with_slot else pattern

"""The policy in force at one place, with the word rules and learned weights that go with it; kept until one changes."""

import threading
from dataclasses import dataclass

from django.db import connection

from tertulia.house.models import Learned, Policy, WordRule
from tertulia.screening.house_words import HouseRule, HouseWords
from tertulia.screening.learning import HouseWeights, house_weights_from

SHIPPED = Policy()  # what holds where nothing was decided; nobody changes it


@dataclass(frozen=True, slots=True)
class House:
    """Everything one site has decided that screening needs."""

    policies: tuple[Policy, ...]
    words: HouseWords | None
    learned: HouseWeights | None

    def policy(self, *, section: int | None = None, story: int | None = None) -> Policy:
        """The narrowest policy: the story's, its section's, the site's, else the one we ship."""
        by_scope = {(policy.section, policy.story): policy for policy in self.policies}
        narrowest = by_scope.get((None, story)) if story else None
        return narrowest or (by_scope.get((section, None)) if section else None) or by_scope.get((None, None)) or SHIPPED

    @property
    def has_sections(self) -> bool:
        """Whether it is worth finding out in which section a story is."""
        return any(policy.section for policy in self.policies)


_lock = threading.Lock()
_kept: dict[int, tuple[int, House]] = {}


def community_of(site: int) -> str:
    """The name under which a site's own decisions teach the screener."""
    return f"site:{site}"


def load_house(site: int) -> House:
    """What `site` (primary key) has decided. One query while nothing changes."""
    with connection.cursor() as cursor:
        cursor.execute("select number from house_rulesversion")
        (number,) = cursor.fetchone()
    return house_at(site, number)


def house_at(site: int, number: int) -> House:
    """The same for who has just read the `number` of the rules together with something else, as every post does."""
    with _lock:
        kept = _kept.get(site)
    if kept and kept[0] == number:
        return kept[1]
    house = _load(site)
    with _lock:
        _kept[site] = (number, house)
    return house


def _load(site: int) -> House:
    rules = [HouseRule(rule.pattern, rule.effect, rule.prefix) for rule in WordRule.objects.filter(site=site)]
    return House(
        policies=tuple(Policy.objects.filter(site=site)),
        words=HouseWords(rules) if rules else None,
        learned=learned_weights(community_of(site)),
    )


def learned_weights(community: str) -> HouseWeights | None:
    """What a community's decisions have taught so far; None before the first."""
    record = Learned.objects.filter(community=community).values_list("weights", flat=True).first()
    return house_weights_from(record) if record else None

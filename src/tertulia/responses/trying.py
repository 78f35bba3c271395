"""Trying a rule before it counts: what it would have held of the latest responses."""

from dataclasses import dataclass
from typing import Literal

from django.db.models import Count

from tertulia.house.policies import load_house
from tertulia.responses.models import Response, State
from tertulia.screening import Context
from tertulia.screening.house_words import HouseRule, HouseWords
from tertulia.screening.screen import screener_in_use

LATEST = 900  # responses a trial looks at
REGULAR = 10  # responses that make a regular


@dataclass(frozen=True, slots=True)
class Trial:
    """`of` visible responses were looked at; the rule would have touched `held` of them, `by_regulars` by regulars."""

    held: int
    of: int
    by_regulars: int


def try_word_rule(*, site: int, pattern: str, effect: Literal["ban", "suspect", "allow"], prefix: bool) -> Trial:
    """Hold the latest visible responses of a site against one more word rule.

    A ban holds whatever it is found in. A rule that suspects holds what it lifts over the site's threshold.
    """
    words = HouseWords([HouseRule(pattern, effect, prefix)])
    threshold = load_house(site).policy().hold_at
    latest = Response.objects.filter(thread__site=site, state=State.VISIBLE).order_by("-pk")
    rows = list(latest.values_list("text", "author")[:LATEST])
    authors = [author for text, author in rows if _would_hold(text, words, effect, threshold)]
    return Trial(held=len(authors), of=len(rows), by_regulars=_regulars(authors))


def _would_hold(text: str, words: HouseWords, effect: str, threshold: float) -> bool:
    screener = screener_in_use()
    if effect == "allow" or not any(words.find(screener.read(text))):
        return False
    return effect == "ban" or screener.screen(text, Context(words=words)).p >= threshold


def _regulars(authors: list[int | None]) -> int:
    known = {author for author in authors if author}
    written = Response.objects.filter(author__in=known).values("author").annotate(number=Count("pk"))
    regular = {row["author"] for row in written if row["number"] >= REGULAR}
    return sum(author in regular for author in authors)

"""Trying a rule before it counts: what it would have held, or let through, of the latest responses."""

from dataclasses import dataclass, replace
from typing import Literal

from django.db.models import Count

from tertulia.house.policies import House, load_house
from tertulia.responses.gate import BY_WORDS, reason_to_hold
from tertulia.responses.models import Response, Screening, State
from tertulia.screening import Context
from tertulia.screening.house_words import HouseRule, HouseWords
from tertulia.screening.screen import screener_in_use

LATEST = 900  # responses a trial looks at
REACH = 20_000  # assessments among which it looks for held ones
REGULAR = 10  # responses that make a regular


@dataclass(frozen=True, slots=True)
class Trial:
    """`of` responses were looked at; the rule would have held, or let through, `touched`, `by_regulars` of them by regulars."""

    touched: int
    of: int
    by_regulars: int


def try_word_rule(*, site: int, pattern: str, effect: Literal["ban", "suspect", "allow"], prefix: bool) -> Trial:
    """Hold one more word rule against the latest responses of a site: the visible ones, or where it allows the held ones.

    A ban holds whatever it is found in. A rule that suspects holds what it lifts over the site's threshold. One that allows lets
    through what screening held, whatever became of it since, and would hold no more.
    """
    rule = HouseRule(pattern, effect, prefix)
    return _try_allowing(site, rule) if effect == "allow" else _try_holding(site, rule)


def _try_holding(site: int, rule: HouseRule) -> Trial:
    words, threshold = HouseWords([rule]), load_house(site).policy().hold_at
    latest = Response.objects.filter(thread__site=site, state=State.VISIBLE).order_by("-pk")
    rows = list(latest.values_list("text", "author")[:LATEST])
    authors = [author for text, author in rows if _would_hold(text, words, threshold)]
    return Trial(touched=len(authors), of=len(rows), by_regulars=_regulars(authors))


def _would_hold(text: str, words: HouseWords, threshold: float) -> bool:
    screener = screener_in_use()
    found = next(words.find(screener.read(text)), None)
    if found is None:
        return False
    return found.rule.effect == "ban" or screener.screen(text, Context(words=words)).p >= threshold


@dataclass(frozen=True, slots=True)
class _Held:
    """A response that screening held, and why."""

    text: str
    parent: str
    author: int | None
    reason: str


def _try_allowing(site: int, rule: HouseRule) -> Trial:
    house, words = load_house(site), HouseWords([rule])
    others = [each for each in (house.words.rules if house.words else ()) if each.pattern != rule.pattern]
    after = replace(house, words=HouseWords([*others, rule]))
    held = _latest_held(site)
    named = [each for each in held if any(words.find(screener_in_use().read(each.text)))]
    authors = [each.author for each in named if _is_held(each, house) and not _is_held(each, after)]
    return Trial(touched=len(authors), of=len(held), by_regulars=_regulars(authors))


def _latest_held(site: int) -> list[_Held]:
    """Each response once, with the reason it was held for last."""
    newest = Screening.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    rows = Screening.objects.filter(
        pk__gt=newest - REACH, state=State.HELD, reason__in=BY_WORDS, response__thread__site=site
    ).exclude(response__text="")
    found = rows.order_by("-pk").values_list("response", "response__text", "response__parent__text", "response__author", "reason")
    latest: dict[int, _Held] = {}
    for response, text, parent, author, reason in found:
        latest.setdefault(response, _Held(text, parent or "", author, reason))
    return list(latest.values())[:LATEST]


def _is_held(held: _Held, house: House) -> bool:
    """Whether these words would be held where their writer and their branch are what they were."""
    is_new = held.author is None or held.reason == "newcomer"
    context = Context(parent=held.parent or None, words=house.words, learned=house.learned, first_response=is_new)
    assessment = screener_in_use().screen(held.text, context)
    is_quarrel = held.reason == "heated"
    return bool(reason_to_hold(held.text, assessment, house.policy(), is_new=is_new, is_quarrel=lambda: is_quarrel))


def _regulars(authors: list[int | None]) -> int:
    known = {author for author in authors if author}
    written = Response.objects.filter(author__in=known).values("author").annotate(number=Count("pk"))
    regular = {row["author"] for row in written if row["number"] >= REGULAR}
    return sum(author in regular for author in authors)

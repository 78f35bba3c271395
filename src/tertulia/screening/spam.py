"""Advertising and link dropping: its own category, from words, links, shape and repeats."""

import re
from collections.abc import Mapping
from math import log

from tertulia.screening.assessment import Context, Evidence
from tertulia.screening.reading import Reading
from tertulia.screening.repeats import fingerprint, is_long_enough, near_repeats, repeats_own

_DOMAIN = re.compile(r"(?:https?://)?(?:www\.)?([^/\s:?#]+)")
_PRIOR = 2.0  # Beta(2, 2): an unknown domain is neither good nor bad
_OWN_REPEAT, _NEAR_REPEAT, _FIRST_WITH_LINK, _MANY_LINKS = 3.5, 2.0, 1.2, 0.8
_MANY = 3


def spam_evidence(reading: Reading, text: str, word_logit: float, context: Context) -> tuple[Evidence, ...]:
    """Evidence that adds up to the logit of spam; `word_logit` is what the words alone say."""
    found = [Evidence("spam", "spam.words", None, "", word_logit)]
    if reading.links:
        found.extend(_link_evidence(reading, text, context))
    if context.recent:
        found.extend(_repeat_evidence(text, len(reading.words), context))
    return tuple(found)


def _link_evidence(reading: Reading, text: str, context: Context) -> list[Evidence]:
    found = []
    for start, end in reading.links:
        span = reading.folded.original_span(start, end)
        weight = _domain_weight(reading.folded.text[start:end], context.domains)
        if weight:
            found.append(Evidence("spam", "spam.domain", span, text[slice(*span)], weight))
    if len(reading.links) >= _MANY:
        found.append(Evidence("spam", "spam.many_links", None, "", _MANY_LINKS))
    if context.first_response:
        found.append(Evidence("spam", "spam.first_with_link", None, "", _FIRST_WITH_LINK))
    return found


def _domain_weight(link: str, domains: Mapping[str, tuple[int, int]]) -> float:
    """The logit of the share of rejected responses among those with this domain, Beta-smoothed."""
    match = _DOMAIN.match(link.lower())
    approved, rejected = domains.get(match[1], (0, 0)) if match else (0, 0)
    return log((rejected + _PRIOR) / (approved + _PRIOR))


def _repeat_evidence(text: str, words: int, context: Context) -> list[Evidence]:
    recent = context.recent
    if recent is None:
        return []
    mark = fingerprint(text)
    if repeats_own(mark, recent):
        return [Evidence("spam", "spam.repeats_own", None, "", _OWN_REPEAT)]
    if is_long_enough(words) and (others := near_repeats(mark, recent.others)):
        return [Evidence("spam", "spam.repeats_others", None, "", _NEAR_REPEAT * min(others, 2))]
    return []

"""The queue with the case that is open in it, and what is told to a queue that stays open."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tertulia.cursors import parse_number
from tertulia.errors import NotFound, Refused, SignInNeeded
from tertulia.house.rulebook import grounds_of_house, grounds_of_law, load_rulebook, name_ground
from tertulia.house.tallies import SCREENING_FAILED, counted
from tertulia.moderation.card import Card, changed_since, load_card
from tertulia.moderation.claiming import Claim, claim_case, leave_cases
from tertulia.moderation.deciding import UNDO_SECONDS
from tertulia.moderation.letters import letters_for
from tertulia.moderation.papers import papers_of
from tertulia.moderation.priority import urgency_at
from tertulia.moderation.queue import View, load_choices, load_queue, next_case
from tertulia.readers.roles import Verb
from tertulia.responses.jurisdiction import allows_in_thread
from tertulia.web.desk import said
from tertulia.web.desk.asking import Asked, moderator_of, read_asked
from tertulia.web.desk.recent import read_done
from tertulia.web.rules import site_of
from tertulia.web.speech import interface_language

SUSPEND_DAYS = (1, 3, 7, 30)


@never_cache
@require_GET
def queue(request: HttpRequest, case_id: int | None = None) -> HttpResponse:
    """The list, and beside it the case asked for, else the first that no colleague has open."""
    return show(request, read_asked(request.GET), case_id)


def show(
    request: HttpRequest, asked: Asked, case_id: int | None, *, refusal: Refused | None = None, sent: Any = None
) -> HttpResponse:
    """The page; with `refusal` and what was `sent`, where a decision was not taken."""
    moderator, now = moderator_of(request), timezone.now()
    found = load_queue(moderator, asked.view, asked.filters, after=asked.after, now=now)
    if moderator is None:
        raise SignInNeeded
    choices = load_choices(moderator)
    chosen = case_id or next_case(moderator, asked.view, asked.filters, now=now)
    card = _card_or_none(chosen, moderator, must=case_id is not None)
    deciding = _deciding(card, moderator) if card else {}
    claim = None
    if card and card.closed_at is None and _may_settle(deciding, moderator):
        leave_cases(moderator=moderator, but=card.id)
        claim = claim_case(case=card.id, moderator=moderator, now=now)
    context = {
        "asked": asked,
        "queue": found,
        "views": list(View),
        "choices": choices,
        "ground_names": _ground_names(choices.grounds, asked.filters.site or site_of(request)),
        "card": card,
        "claim": claim or Claim(False),
        "now": now,
        "said": said,
        "urgency": urgency_at(now=now, rank=card.rank) if card else 0,
        "done": read_done(request, moderator, now),
        "answered": request.GET.get("answered", ""),
        "unscreened": counted(SCREENING_FAILED, since=now.date() - timedelta(days=1)),
        "undo_seconds": UNDO_SECONDS,
        "refusal": refusal,
        "sent": sent or {},
        "suspend_days": SUSPEND_DAYS,
        **deciding,
    }
    return render(request, "desk/queue.html", context, status=refusal.status if refusal else 200)


def _ground_names(grounds: list[str], site: int) -> dict[str, str]:
    """What the grounds among which to choose are called, in the rules of one site."""
    book = load_rulebook(site) if grounds else None
    return {ground: name_ground(book, ground, interface_language()).title for ground in grounds} if book else {}


def _card_or_none(case: int | None, moderator: Any, *, must: bool) -> Card | None:
    try:
        return load_card(case, moderator) if case else None
    except NotFound:
        if must:
            raise
        return None


def _deciding(card: Card, moderator: Any) -> dict[str, Any]:
    """What the form offers: grounds, letters, and what this moderator may do besides."""
    book, language = load_rulebook(card.site), interface_language()
    return {
        "house_grounds": grounds_of_house(book, language),
        "law_grounds": grounds_of_law(),
        "letters": letters_for(card.site, card.language),
        "papers": papers_of(card.response, language),
        "may_suspend": allows_in_thread(moderator, Verb.SUSPEND, thread=card.thread),
        "may_answer": allows_in_thread(moderator, Verb.ANSWER_APPEALS, thread=card.thread),
        "may_erase": allows_in_thread(moderator, Verb.ERASE, thread=card.thread),
        "may_set_thread": allows_in_thread(moderator, Verb.SET_THREAD, thread=card.thread),
    }


def _may_settle(deciding: dict[str, Any], moderator: Any) -> bool:
    """Whether a case is worth keeping from colleagues: an appeal is not while somebody looks at it who may not answer it."""
    appeals = deciding["papers"].appeals
    return not appeals or (deciding["may_answer"] and appeals[0].against != moderator.pk)


@never_cache
@require_GET
def news(request: HttpRequest) -> HttpResponse:
    """For a queue that stays open: the counts now, which of the cases shown are closed, and which is first in line. Ids only."""
    asked, moderator = read_asked(request.GET), moderator_of(request)
    found = load_queue(moderator, asked.view, asked.filters, now=timezone.now(), most=10)
    sent = map(parse_number, request.GET.get("shown", "").split(",")[:100])
    shown = [key for key in sent if key is not None]
    gone = changed_since(moderator, shown) if moderator else []
    fresh = [line.id for line in found.lines if line.id not in shown]
    taken = {line.id: line.claimed_by for line in found.lines if line.claimed_by and line.claimed_by != request.user.name}
    shown_counts = {view: said.count(cases, found.counted_up_to) for view, cases in found.counts.items()}
    return JsonResponse({"counts": found.counts, "shown": shown_counts, "gone": gone, "fresh": fresh, "taken": list(taken)})

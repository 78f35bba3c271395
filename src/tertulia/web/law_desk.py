"""What waits at the desk with a clock: notices of illegal content, and appeals."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tertulia.errors import NotAllowed, Refused, SignInNeeded
from tertulia.moderation.appealing import answer_appeal
from tertulia.moderation.notices import answer_notice
from tertulia.moderation.outcomes import open_appeals, open_notices
from tertulia.readers.roles import Verb, allows_somewhere, places_of


@never_cache
@require_GET
def papers(request: HttpRequest) -> HttpResponse:
    """The list, the most urgent first."""
    return _page(request)


@never_cache
@require_POST
def answer_a_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Decide a notice that is about no response."""
    is_illegal = request.POST.get("decision") == "illegal"
    return _answer(request, f"notice-{notice_id}", partial(answer_notice, notice=notice_id, is_illegal=is_illegal))


@never_cache
@require_POST
def answer_an_appeal(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """Answer an appeal, in words."""
    reverses = request.POST.get("decision") == "falls"
    return _answer(request, f"appeal-{appeal_id}", partial(answer_appeal, appeal=appeal_id, reverses=reverses))


def _answer(request: HttpRequest, where: str, verb: Callable[..., object]) -> HttpResponse:
    """Do it; where it is refused, the list says so at the paper it is about."""
    try:
        verb(moderator=_moderator(request), answer=request.POST.get("answer", ""))
    except Refused as refusal:
        return _page(request, refusal, where)
    return HttpResponseRedirect(reverse("desk_papers"), status=303)


def _moderator(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


def _page(request: HttpRequest, refusal: Refused | None = None, where: str = "") -> HttpResponse:
    moderator = _moderator(request)
    if moderator is None:
        raise SignInNeeded
    if not allows_somewhere(moderator, Verb.SEE_QUEUE):
        raise NotAllowed
    context = {
        "notices": open_notices(_sites(moderator, Verb.SEE_QUEUE)),
        "appeals": open_appeals(_sites(moderator, Verb.SEE_QUEUE)),
        "may_answer": allows_somewhere(moderator, Verb.ANSWER_APPEALS),
        "may_trust": allows_somewhere(moderator, Verb.MANAGE_PEOPLE),
        "me": moderator.pk,
        "now": timezone.now(),
        "refusal": refusal,
        "where": where,
        "kept": request.POST.get("answer", ""),
    }
    return render(request, "desk/papers.html", context, status=refusal.status if refusal else 200)


def _sites(moderator: Any, verb: Verb) -> list[int] | None:
    """The sites where somebody may do something; None for everywhere."""
    found = {grant.site for grant in places_of(moderator, verb)}
    return None if None in found else sorted(site for site in found if site is not None)

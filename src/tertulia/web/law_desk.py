"""What waits at the desk with a clock: notices of illegal content, and appeals."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tertulia.cursors import parse_number
from tertulia.errors import NotAllowed, Refused, SignInNeeded
from tertulia.moderation.appealing import answer_appeal
from tertulia.moderation.notices import answer_notice
from tertulia.moderation.papers import Stretch, open_appeals, open_notices
from tertulia.readers.roles import Grant, Verb, allows_somewhere, places_of
from tertulia.web.desk.asking import moderator_of


@never_cache
@require_GET
def papers(request: HttpRequest) -> HttpResponse:
    """The two lists, the most urgent first."""
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
    """Do it; where it is refused, the list says so at the paper it is about, or above where that waits no more."""
    try:
        verb(moderator=moderator_of(request), answer=request.POST.get("answer", ""))
    except Refused as refusal:
        return _page(request, refusal, where)
    return HttpResponseRedirect(reverse("desk_papers") + _query(request), status=303)


def _page(request: HttpRequest, refusal: Refused | None = None, where: str = "") -> HttpResponse:
    moderator = moderator_of(request)
    if moderator is None:
        raise SignInNeeded
    seen, answered = (places_of(moderator, verb) for verb in (Verb.SEE_QUEUE, Verb.ANSWER_APPEALS))
    if not seen:
        raise NotAllowed
    notices = open_notices(_sites(seen), after=_after(request, "notices"))
    appeals = open_appeals(_sites(seen), after=_after(request, "appeals"))
    ids = {f"notice-{one.id}" for one in notices.papers} | {f"appeal-{one.id}" for one in appeals.papers}
    context = {
        "notices": _part(request, "notices", notices),
        "appeals": _part(request, "appeals", appeals),
        "answerable": {one.id for one in appeals.papers if any(place.site in (None, one.site) for place in answered)},
        "may_trust": allows_somewhere(moderator, Verb.MANAGE_PEOPLE),
        "me": moderator.pk,
        "now": timezone.now(),
        "refusal": refusal,
        "where": where if where in ids else "",
        "kept": request.POST.get("answer", ""),
        "query": _query(request),
    }
    return render(request, "desk/papers.html", context, status=refusal.status if refusal else 200)


def _sites(places: Sequence[Grant]) -> list[int] | None:
    """The sites of these places; None for everywhere."""
    found = {place.site for place in places}
    return None if None in found else sorted(site for site in found if site is not None)


def _part(request: HttpRequest, name: str, stretch: Stretch) -> dict[str, Any]:
    """A list with where it goes on; and where it begins, for who has come to the end of it and finds nothing."""
    at, is_past = f"#{name}", not stretch.papers and _after(request, name) is not None
    return {
        "papers": stretch.papers,
        "more": reverse("desk_papers") + _query(request, **{name: stretch.next}) + at if stretch.next else "",
        "first": reverse("desk_papers") + _query(request, **{name: None}) + at if is_past else "",
    }


def _after(request: HttpRequest, name: str) -> int | None:
    return parse_number(request.GET.get(name, ""))


def _query(request: HttpRequest, **changed: int | None) -> str:
    """`?…` with how far each of the two lists is turned."""
    said = {name: changed.get(name, _after(request, name)) for name in ("notices", "appeals")}
    kept = {name: key for name, key in said.items() if key}
    return f"?{urlencode(kept)}" if kept else ""

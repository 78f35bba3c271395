"""What is sent from the desk: decisions, undoing, taking over, notes; and the quick ones from a story's page."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tertulia.cursors import parse_number
from tertulia.errors import EmptyText, NotFound, Refused, SignInNeeded, StateConflict
from tertulia.moderation.actions import Action
from tertulia.moderation.appealing import answer_appeal
from tertulia.moderation.card import find_case
from tertulia.moderation.claiming import take_over_case
from tertulia.moderation.deciding import Reasons, decide
from tertulia.moderation.letters import letter_for, reasons_for
from tertulia.moderation.looking import LookedAt, decide_looked_at, load_looked_at
from tertulia.moderation.noting import note_reader
from tertulia.moderation.queue import next_case
from tertulia.moderation.sameness import decide_same
from tertulia.moderation.sanctions import Extra
from tertulia.moderation.undoing import undo_decision
from tertulia.readers.roles import Verb
from tertulia.responses.jurisdiction import allows_in_thread
from tertulia.web.desk import pages, said
from tertulia.web.desk.asking import Asked, moderator_of, read_asked

ALSO = (
    Action.WARN,
    Action.SUSPEND,
    Action.ALWAYS_HOLD,
    Action.HOLD_NETWORK,
    Action.SHUT_NETWORK,
    Action.CLOSE_THREAD,
    Action.SLOW_THREAD,
    Action.COOL_DOWN,
)
QUICK = (Action.HOLD, Action.REMOVE, Action.RELEASE, Action.RESTORE, Action.REPHRASE, Action.KEEP)


@require_POST
def decide_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take a decision and go to the next case; where it could not be taken, the page says why and keeps what was written."""
    asked, moderator = read_asked(request.GET), moderator_of(request)
    if moderator is None:
        raise SignInNeeded
    place = find_case(case_id, moderator)
    try:
        action = _action(request.POST.get("action", ""))
        reasons = _reasons(request.POST, place.site, place.language, action)
        also = _also(request.POST, place.site, place.language)
        read = parse_number(request.POST.get("read", ""))
        made = decide(case=case_id, moderator=moderator, action=action, reasons=reasons, also=also, read=read)
        if request.POST.get("same"):
            decide_same(case=case_id, moderator=moderator, action=action, reasons=reasons)
    except Refused as refusal:
        return pages.show(request, asked, case_id, refusal=refusal, sent=request.POST)
    return _go_on(asked, moderator, done=made.pk)


def _go_on(asked: Asked, moderator: Any, **said: int | str) -> HttpResponse:
    """To the next case in line, which says what was done: the decision that can be undone, or what an appeal came to."""
    following = next_case(moderator, asked.view, asked.filters, now=timezone.now())
    where = reverse("desk_case", args=[following]) if following else reverse("desk")
    query = asked.query
    return HttpResponseRedirect(f"{where}{query}{'&' if query else '?'}{urlencode(said)}", status=303)


@require_POST
def answer_case(request: HttpRequest, case_id: int, appeal_id: int) -> HttpResponse:
    """Answer an appeal on its card and go to the next case; what was written is kept where it could not be taken."""
    asked, moderator = read_asked(request.GET), moderator_of(request)
    find_case(case_id, moderator)
    reverses, text = request.POST.get("action") == "falls", request.POST.get("text", "")
    try:
        answer_appeal(appeal=appeal_id, moderator=moderator, reverses=reverses, answer=text)
    except Refused as refusal:
        return pages.show(request, asked, case_id, refusal=refusal, sent=request.POST)
    return _go_on(asked, moderator, answered="falls" if reverses else "stands")


def _action(sent: str) -> Action:
    try:
        return Action(sent)
    except ValueError:
        raise NotFound from None


def _reasons(sent: QueryDict, site: int, language: str, action: Action) -> Reasons:
    written = {name: sent.get(name, "") for name in ("ground", "text", "note")}
    return reasons_for(site=site, language=language, action=action, **written)


def _also(sent: QueryDict, site: int, language: str) -> list[Extra]:
    """What goes with the decision: each is a box that was ticked."""
    chosen = [action for action in ALSO if sent.get(action.value)]
    now, days = timezone.now(), _between(sent.get("days", ""), 1, 365, 7)
    return [
        Extra(
            action,
            until=now + timedelta(days=days) if action is Action.SUSPEND else None,
            text=sent.get("text", "").strip()[:5000] or letter_for(site, language, action, sent.get("ground", "")),
            minutes=_between(sent.get("minutes", ""), 1, 1440, 5),
        )
        for action in chosen
    ]


def _between(text: str, least: int, most: int, usual: int) -> int:
    number = parse_number(text)
    return usual if number is None else min(most, max(least, number))


@require_POST
def undo(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Take a decision back and show its case again; where that is too late, the queue says so."""
    asked, moderator = read_asked(request.GET), moderator_of(request)
    if moderator is None:
        raise SignInNeeded
    try:
        case = undo_decision(decision=decision_id, moderator=moderator)
    except Refused as refusal:
        return pages.show(request, asked, None, refusal=refusal)
    where = reverse("desk_case", args=[case]) if case else reverse("desk")
    return HttpResponseRedirect(where + asked.query, status=303)


@require_POST
def take_over(request: HttpRequest, case_id: int) -> HttpResponse:
    """Have a case that a colleague has open."""
    moderator = moderator_of(request)
    find_case(case_id, moderator)
    assert moderator is not None
    take_over_case(case=case_id, moderator=moderator, now=timezone.now())
    return HttpResponseRedirect(reverse("desk_case", args=[case_id]) + read_asked(request.GET).query, status=303)


@require_POST
def note(request: HttpRequest, case_id: int) -> HttpResponse:
    """Note something about the writer for colleagues."""
    with suppress(EmptyText):
        note_reader(case=case_id, moderator=moderator_of(request), text=request.POST.get("about", ""))
    return HttpResponseRedirect(reverse("desk_case", args=[case_id]) + read_asked(request.GET).query, status=303)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def on_response(request: HttpRequest, response_id: int) -> HttpResponse:
    """From a story's page: what may be done with one response, and doing it. Its open case, if it has one, is decided too."""
    moderator = moderator_of(request)
    looked_at = load_looked_at(response_id, moderator)
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            _decide_quickly(request.POST, looked_at, moderator)
        except StateConflict as refused:
            refusal, looked_at = refused, load_looked_at(response_id, moderator)
        else:
            if request.headers.get("X-Tertulia-Part") == "1":
                return HttpResponse(status=204)
            return HttpResponseRedirect(looked_at.url, status=303)
    if looked_at.case and refusal is None:
        return HttpResponseRedirect(reverse("desk_case", args=[looked_at.case]))
    may_erase = allows_in_thread(moderator, Verb.ERASE, thread=looked_at.thread)
    context = {"looked_at": looked_at, "said": said, "now": timezone.now(), "may_erase": may_erase, "refusal": refusal}
    return render(request, "desk/response.html", context, status=refusal.status if refusal else 200)


def _decide_quickly(sent: QueryDict, looked_at: LookedAt, moderator: Any) -> None:
    action = _action(sent.get("action", ""))
    if action not in QUICK:
        raise NotFound
    reasons = _reasons(sent, looked_at.site, looked_at.language, action)
    # The latest decision that the page showed, and the latest edit: 0 for none, None where it did not say.
    seen, read = (parse_number(sent.get(name, "")) for name in ("seen", "read"))
    decide_looked_at(response=looked_at.id, moderator=moderator, action=action, reasons=reasons, seen=seen, read=read)

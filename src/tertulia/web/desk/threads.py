"""Shields and quarrels: of the whole site, and of one thread with its state."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tertulia.cursors import parse_number
from tertulia.errors import NotFound
from tertulia.moderation.quarrels import cool_down, load_quarrels
from tertulia.moderation.queue import within_reach
from tertulia.readers.roles import Verb, require
from tertulia.responses.jurisdiction import allows_in_thread, require_in_thread
from tertulia.responses.kinds import ShieldKind
from tertulia.responses.reading import ThreadHead, load_thread
from tertulia.responses.shields import lower_shield, set_shield, shields_of
from tertulia.responses.threads import set_state_of
from tertulia.web.desk import said
from tertulia.web.desk.asking import moderator_of
from tertulia.web.rules import site_of

STATES = ("open", "held", "closed")
HOURS = (1, 6, 24, 72, 168)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """The site's shields, and every quarrel."""
    moderator = moderator_of(request)
    within_reach(moderator)
    if request.method == "POST":
        require(moderator, Verb.SEE_QUEUE, site=site_of(request))
        _change(request, None)
        return HttpResponseRedirect(reverse("desk_threads"), status=303)
    return _page(request, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, thread_id: int) -> HttpResponse:
    """One thread: its state, its shields, its quarrels."""
    head = load_thread(thread_id)
    require_in_thread(moderator_of(request), Verb.SET_SHIELD, thread=thread_id)  # editors may, who have no queue
    if request.method == "POST":
        _change(request, head)
        return HttpResponseRedirect(reverse("desk_thread", args=[thread_id]), status=303)
    return _page(request, head)


def _page(request: HttpRequest, head: ThreadHead | None) -> HttpResponse:
    now, moderator = timezone.now(), moderator_of(request)
    site = head.site if head else site_of(request)
    context = {
        "thread": head,
        "shields": shields_of(site=site, thread=head.id if head else None, now=now),
        "quarrels": load_quarrels(moderator, now=now, thread=head.id if head else None),
        "kinds": list(ShieldKind),
        "states": STATES if head and allows_in_thread(moderator, Verb.SET_THREAD, thread=head.id) else (),
        "hours": HOURS,
        "said": said,
        "now": now,
    }
    return render(request, "desk/threads.html", context)


def _change(request: HttpRequest, head: ThreadHead | None) -> None:
    """One of four forms: put a shield up, take one down, a pause for a pair, the thread's state."""
    sent, moderator, now = request.POST, moderator_of(request), timezone.now()
    hours, key = _number(sent, "hours", 6), _number(sent, "key", 0)
    if sent.get("do") == "lower":
        lower_shield(moderator=moderator, shield=key)
    elif sent.get("do") == "cool":
        cool_down(quarrel=key, moderator=moderator, hours=min(hours, 720), now=now)
    elif sent.get("do") == "state" and head:
        require_in_thread(moderator, Verb.SET_THREAD, thread=head.id)
        set_state_of(thread=head.id, state=sent.get("state", ""))
    elif sent.get("do") == "raise":
        set_shield(
            moderator=moderator,
            kind=_kind(sent.get("kind", "")),
            until=now + timedelta(hours=max(1, min(hours, 720))),
            site=head.site if head else site_of(request),
            thread=head.id if head else None,
            minutes=min(_number(sent, "minutes", 5), 1440),
            now=now,
        )
    else:
        raise NotFound


def _number(sent: QueryDict, name: str, usual: int) -> int:
    number = parse_number(sent.get(name, ""))
    return usual if number is None else number


def _kind(value: str) -> ShieldKind:
    if value not in list(ShieldKind):
        raise NotFound
    return ShieldKind(value)

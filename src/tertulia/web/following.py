"""Following a thread or a contributor, with an account or by mail; and the links of mails."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from tertulia.delivery.confirming import send_confirmation
from tertulia.errors import NotFound, Refused
from tertulia.notifications.following import (
    confirm_follow,
    find_contributor,
    follow_by_mail,
    follow_contributor,
    follow_thread,
    stop_mail,
    unfollow,
)
from tertulia.notifications.kinds import Pace
from tertulia.notifications.links import read_confirm_token, read_stop_token
from tertulia.notifications.reading import follows
from tertulia.readers.addresses import network_pseudonym
from tertulia.readers.limits import Limit, consume_each
from tertulia.responses.mentioning import names_to_offer
from tertulia.responses.reading import load_public_thread
from tertulia.web.refusals import answer_with

MAIL_PACES = [(Pace.AT_ONCE.value, _("At once")), (Pace.HOURLY.value, _("Every hour, what came in"))]
MAIL_PACES.append((Pace.DAILY.value, _("Once a day, what came in")))
ASKED_FROM_NETWORK = Limit("follow-network", 20, 3600)
ASKED_FOR_ADDRESS = Limit("follow-mail", 5, 86_400)


class MailForm(forms.Form):
    """What somebody without an account sends."""

    email = forms.CharField(max_length=254)
    pace = forms.ChoiceField(choices=MAIL_PACES)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Follow a thread, or no more."""
    head = load_public_thread(thread_id)
    if request.method == "POST" and request.user.is_authenticated:
        if request.POST.get("follow") == "0":
            unfollow(reader=request.user, thread=head.id)
        else:
            follow_thread(reader=request.user, thread=head.id)
        return _done(request, f"{head.url}#responses", following=request.POST.get("follow") != "0")
    return _page(request, {"title": head.title, "back": f"{head.url}#responses", "thread": head.id})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contributor(request: HttpRequest, slug: str) -> HttpResponse:
    """Follow a contributor, or no more."""
    found, back = find_contributor(slug), f"/contributors/{slug}/"
    if request.method == "POST" and request.user.is_authenticated:
        if request.POST.get("follow") == "0":
            unfollow(reader=request.user, contributor=slug)
        else:
            follow_contributor(reader=request.user, contributor=slug)
        return _done(request, back, following=request.POST.get("follow") != "0")
    return _page(request, {"title": found.name, "back": back, "contributor": slug})


def _done(request: HttpRequest, back: str, *, following: bool) -> HttpResponse:
    if request.headers.get("X-Tertulia-Part") == "1":
        return JsonResponse({"following": following})
    return HttpResponseRedirect(back, status=303)


def _page(request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
    """The page that asks; for somebody without an account, also what they sent."""
    what: dict[str, Any] = {name: value for name, value in shown.items() if name in ("thread", "contributor")}
    context = {**shown, "paces": MAIL_PACES, "sent": {"pace": Pace.DAILY}, "refusal": None, "asked": False}
    if request.user.is_authenticated:
        context["following"] = follows(request.user.pk, **what)
    elif request.method == "POST":
        context["sent"] = {"email": request.POST.get("email", ""), "pace": request.POST.get("pace", "")}
        try:
            _ask(request, what)
            context["asked"] = True
        except Refused as caught:
            context["refusal"] = caught
    return answer_with(request, "follow.html", context)


def _ask(request: HttpRequest, what: dict[str, Any]) -> None:
    form = MailForm(request.POST)
    pace = Pace(form["pace"].value()) if form.is_valid() else Pace.DAILY
    email = request.POST.get("email", "")
    network = network_pseudonym(request.META.get("REMOTE_ADDR", ""))
    consume_each([(ASKED_FROM_NETWORK, network), (ASKED_FOR_ADDRESS, _digest(email))], now=timezone.now())
    follow = follow_by_mail(email=email, pace=pace, language=translation.get_language() or "", **what)
    if follow:
        send_confirmation(follow)


def _digest(email: str) -> str:
    return salted_hmac("tertulia.follow", email.strip().lower(), algorithm="sha256").hexdigest()[:32]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Where the mail leads that asks whether an address is whose: looking confirms nothing."""
    follow = read_confirm_token(token)
    if follow is None:
        raise NotFound
    if request.method == "POST":
        confirm_follow(follow=follow)
    return render(request, "confirm_follow.html", {"done": request.method == "POST"})


@csrf_exempt  # a mail program sends this without a session, and the token says enough (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """No more mail: asked here by people, done at once for mail programs. Looking changes nothing."""
    whose = read_stop_token(token)
    if whose is None:
        raise NotFound
    if request.method == "POST":
        stop_mail(reader=whose[0], follow=whose[1])
    return render(request, "stop_mail.html", {"done": request.method == "POST", "has_account": whose[0] is not None})


@never_cache
@require_GET
def names(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Names of people in a thread that go on from `q`: those whom everybody can read there, and no others."""
    head = load_public_thread(thread_id)
    return JsonResponse({"names": names_to_offer(head.id, request.GET.get("q", "")[:60])})

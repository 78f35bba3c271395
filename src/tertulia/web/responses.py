"""Writing, editing and withdrawing responses, as pages; and the way to one response."""

import uuid
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from tertulia.errors import AddressNotListed, KeyReused, Malformed, NotFound, Refused, SignInNeeded, ThinkAgain, UnknownParent
from tertulia.options import options
from tertulia.readers.addresses import network_pseudonym, network_pseudonyms
from tertulia.readers.limits import Limit, consume
from tertulia.readers.proving import NOT_NEEDED
from tertulia.responses import markup
from tertulia.responses.editing import edit_response
from tertulia.responses.elsewhere import Home, find_home_thread, head_to_come, post_first_response
from tertulia.responses.history import load_history
from tertulia.responses.mentioning import render as render_text
from tertulia.responses.nudging import count_outcome, mark_of
from tertulia.responses.orders import Order, parse_order, usual_order
from tertulia.responses.posting import Posted, post_response
from tertulia.responses.reading import Own, ThreadHead, load_own, load_public_thread, load_quoted, load_response, load_thread
from tertulia.responses.spots import Spot, find_spot
from tertulia.responses.withdrawing import withdraw_response
from tertulia.stories.opening import is_open_to
from tertulia.web.elsewhere import is_elsewhere, is_listed, read_home
from tertulia.web.guests import guest_of, note_written, statements_for
from tertulia.web.metadata import absolute, asked_of_oembed
from tertulia.web.proofs import fresh_proof, proof_of
from tertulia.web.threads import Asked


class ResponseForm(forms.Form):
    """What a reader sends. Lengths and names are judged by the verb, which says why; here only shapes are."""

    text = forms.CharField(label=_("Your response"), required=False, strip=False, widget=forms.Textarea)
    name = forms.CharField(label=_("Your name"), required=False)
    email = forms.CharField(label=_("Your e-mail"), required=False)
    parent = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    key = forms.CharField(required=False, max_length=200)
    nudged = forms.CharField(required=False, max_length=16)
    stamp = forms.CharField(required=False)
    work = forms.CharField(required=False)


@require_http_methods(["GET", "HEAD", "POST"])
def respond(request: HttpRequest, thread_id: int) -> HttpResponse:
    """The form for a response or, with `?parent=`, a reply; and what is sent with it."""
    return answer(request, _thread_open_to(request, thread_id))


def answer(request: HttpRequest, thread: ThreadHead, *, home: Home | None = None) -> HttpResponse:
    """The same for a thread that is at hand, or for one still to come under the page `home`."""
    form = ResponseForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        raise UnknownParent if "parent" in form.errors else Refused
    sent = form.cleaned_data
    if request.method != "POST":
        return _form_page(request, thread, {**sent, "text": sent["text"] or ""})
    try:
        if request.POST.get("intent") == "preview":
            preview = _preview(request, sent["text"], thread=thread.id, parent=sent["parent"])
            return _form_page(request, thread, sent, preview=preview)
        network, *lately = network_pseudonyms(request.META.get("REMOTE_ADDR", ""))
        post = partial(post_first_response, home=home) if home else partial(post_response, thread=thread.id)
        posted = post(
            author=_author(request),
            text=sent["text"],
            parent=sent["parent"],
            guest=None if request.user.is_authenticated else guest_of(request),
            name=sent["name"],
            email=sent["email"],
            language=get_language() or "",
            network=network,
            lately=tuple(lately),
            proof=NOT_NEEDED if request.user.is_authenticated else proof_of(request),
            key=sent["key"],
            may_nudge=not sent["nudged"],
        )
        if sent["nudged"] and posted.fresh:
            count_outcome(posted.response, mark=sent["nudged"], day=timezone.now().date())
    except Refused as refusal:
        return _form_page(request, thread, sent, refusal=refusal)
    answer = _posted_page(request, posted)
    if posted.response.author_id is None and posted.response.guest_id is None:
        note_written(request, answer, posted.response.pk)
    return answer


def _posted_page(request: HttpRequest, posted: Posted) -> HttpResponse:
    """The way to what was posted; a script is told by 201, so that it learns the address and can lay it into the page."""
    waits = _WAITS.get(posted.response.state, "")
    address = reverse("response", args=[posted.response.pk]) + waits
    if not _wants_part(request):
        return HttpResponseRedirect(address, status=303)
    if waits:
        response = _held_page(request, "held_part.html", unproven=posted.response.state == "unproven", status=201)
    else:
        response = HttpResponse(status=201)
    response.headers["Location"] = address
    response.headers["Cache-Control"] = "no-store"
    return response


def _held_page(
    request: HttpRequest, template: str, *, own: Own | None = None, unproven: bool = False, status: int = 200
) -> HttpResponse:
    """What is said of a response that is not listed, with its words where they are one's `own`."""
    to_guest = not request.user.is_authenticated
    return render(request, template, {"own": own, "unproven": unproven, "to_guest": to_guest}, status=status)


_WAITS = {"held": "?held=1", "unproven": "?unproven=1"}


def _preview(request: HttpRequest, text: str, *, thread: int, parent: int | None) -> str:
    """How words will look in their place, as HTML; raises Refused."""
    who = str(request.user.pk) if request.user.is_authenticated else _network(request)
    consume(Limit("preview", options.previews, 600), who, now=timezone.now())
    html, _mentioned = render_text(markup.accept_text(text), thread=thread, parent=parent)
    return html


def _form_page(
    request: HttpRequest, thread: ThreadHead, sent: dict[str, Any], *, refusal: Refused | None = None, preview: str = ""
) -> HttpResponse:
    context = {
        "thread": thread,
        "action": reverse("respond", args=[thread.id]) if thread.id else request.get_full_path(),
        "sent": {**sent, "key": _key(sent, refusal)},
        "refusal": refusal,
        "preview": preview,
        "nudged": mark_of(sent["text"]) if isinstance(refusal, ThinkAgain) else sent.get("nudged", ""),
        "doubts": _marked(sent["text"], refusal.spans) if isinstance(refusal, ThinkAgain) else (),
        "parent": load_quoted(thread.id, sent["parent"]) if sent.get("parent") else None,
        "guests": options.guests,
        "longest": options.response_length,
        "part": _wants_part(request),
        "signed_in": request.user.is_authenticated,
        "proof": fresh_proof(sent.get("stamp", ""), sent.get("work", "")),
        "guest": None if request.user.is_authenticated else guest_of(request),
        "stated": 0 if request.user.is_authenticated else len(statements_for(request)),
        "back": _way_back(request, thread, sent.get("parent")),
    }
    status = refusal.status if refusal else 200
    response = render(request, "respond_part.html" if _wants_part(request) else "respond.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    if refusal and refusal.retry_after:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _way_back(request: HttpRequest, thread: ThreadHead, parent: int | None) -> str:
    if not thread.id:
        return request.get_full_path()
    return request.path + (f"?parent={parent}" if parent else "")


def _marked(text: str, spans: tuple[tuple[int, int], ...]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it lies in one of `spans`."""
    shown, pieces, place = markup.normalise(text), [], 0
    for start, end in spans:
        pieces += [(shown[place:start], False), (shown[start:end], True)]
        place = end
    return [piece for piece in [*pieces, (shown[place:], False)] if piece[0]]


def _key(sent: dict[str, Any], refusal: Refused | None) -> str:
    """The key of the next sending: the same as before, unless it stands for other words already."""
    return uuid.uuid4().hex if isinstance(refusal, KeyReused) else sent.get("key") or uuid.uuid4().hex


def show_again(request: HttpRequest, refusal: Refused) -> HttpResponse | None:
    """The form with everything that was sent in it, or None where `request` did not come from it. Raises SignInNeeded."""
    match = request.resolver_match
    if match is not None and match.url_name == "edit":
        return _edit_page(request, _own(request, **match.kwargs), request.POST.get("text", ""), refusal)
    if match is not None and match.url_name == "withdraw":
        return _withdraw_page(request, _own(request, **match.kwargs), refusal)
    if match is None or match.url_name not in ("respond", "respond_elsewhere"):
        return None
    form = ResponseForm(request.POST)
    form.is_valid()
    sent = {field: form.cleaned_data.get(field) or "" for field in form.fields}
    try:
        if "thread_id" in match.kwargs:
            thread = _thread_open_to(request, match.kwargs["thread_id"])
        else:
            home = read_home(request.GET, request.get_host())
            thread = find_home_thread(home) or head_to_come(home)
        return _form_page(request, thread, sent, refusal=refusal)
    except (NotFound, AddressNotListed, Malformed):
        return None


def _thread_open_to(request: HttpRequest, thread_id: int) -> ThreadHead:
    """The head of a thread that is for everybody, or whose story whoever asks may read; raises NotFound."""
    try:
        return load_public_thread(thread_id)
    except NotFound:
        thread = load_thread(thread_id)
        if thread.story and is_open_to(request, story=thread.story):
            return thread
        raise


@require_GET
def show(request: HttpRequest, response_id: int) -> HttpResponse:
    """One response: the page of its thread that holds it; a response not listed is shown to its author alone."""
    try:
        order = parse_order(request.GET.get("order", usual_order().value))
        spot = find_spot(response_id, order=order, most=options.responses_per_page)
    except NotFound:
        own = load_own(response_id, reader=_author_id(request))
        if own is None:
            if "held" in request.GET or "unproven" in request.GET:
                return _held_page(request, "held.html", unproven="unproven" in request.GET)
            raise
        return _held_page(request, "held.html", own=own)
    response = HttpResponseRedirect(_address_of(spot, order))
    if spot.row.state == "visible":
        embed = asked_of_oembed(response_id, absolute(request, ""))  # who wants to show it elsewhere asks for its own address
        response.headers["Link"] = f'<{embed}>; rel="alternate"; type="application/json+oembed"'
    return response


def _address_of(spot: Spot, order: Order) -> str:
    """Where the response can be read: below its story, on the listed page elsewhere, else on our own page of the thread."""
    thread, query = spot.thread, asked_for(spot, order).query
    if not is_elsewhere(thread):
        page = thread.url + query
    elif is_listed(thread.url):
        page = thread.url  # the script there finds the page of the thread
    else:
        page = reverse("thread", args=[thread.id]) + query
    return f"{page}#response-{spot.row.id}"


def asked_for(spot: Spot, order: Order) -> Asked:
    """The page of a thread that shows a response."""
    return Asked(branch=spot.branch, after=str(spot.after_no)) if spot.branch else Asked(order, after=spot.after)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, response_id: int) -> HttpResponse:
    """The form to edit one's own response, and what is sent with it."""
    own = _own(request, response_id)
    text, refusal = own.text or "", None
    if request.method == "POST":
        text = request.POST.get("text", "")
        try:
            if request.POST.get("intent") == "preview":
                preview = _preview(request, text, thread=own.thread, parent=own.parent)
                return _edit_page(request, own, text, preview=preview)
            edit_response(response=response_id, author=_author(request), text=text)
            return _done(request, reverse("response", args=[response_id]))
        except Refused as caught:
            refusal = caught
    return _edit_page(request, own, text, refusal)


def _own(request: HttpRequest, response_id: int) -> Own:
    """The response, for whoever wrote it; raises SignInNeeded where nobody is signed in, else NotFound."""
    if not request.user.is_authenticated:
        raise SignInNeeded
    own = load_own(response_id, reader=_author_id(request))
    if own is None:
        raise NotFound
    return own


def _edit_page(request: HttpRequest, own: Own, text: str, refusal: Refused | None = None, *, preview: str = "") -> HttpResponse:
    part = _wants_part(request)
    context = {"own": own, "text": text, "refusal": refusal, "preview": preview, "part": part, "longest": options.response_length}
    template = "edit_part.html" if part else "edit.html"
    response = render(request, template, context, status=refusal.status if refusal else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, response_id: int) -> HttpResponse:
    """Asks whether to withdraw, and does it."""
    own = _own(request, response_id)
    if request.method == "POST":
        withdraw_response(response=response_id, author=_author(request))
        thread = load_thread(own.thread)
        return _done(request, reverse("thread", args=[thread.id]) if is_elsewhere(thread) else thread.url)
    return _withdraw_page(request, own)


def _withdraw_page(request: HttpRequest, own: Own, refusal: Refused | None = None) -> HttpResponse:
    part = _wants_part(request)
    template = "withdraw_part.html" if part else "withdraw.html"
    status = refusal.status if refusal else 200
    return render(request, template, {"own": own, "refusal": refusal, "part": part}, status=status)


@require_GET
def history(request: HttpRequest, response_id: int) -> HttpResponse:
    """What a response said before it was edited."""
    load_response(response_id)
    return render(request, "history.html", {"response": response_id, "history": load_history(response_id)})


def _done(request: HttpRequest, address: str) -> HttpResponse:
    """The way on after a change; a script is told that it was made and where, and looks for itself."""
    return HttpResponse(status=204, headers={"Location": address}) if _wants_part(request) else HttpResponseRedirect(address)


def _author(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


def _author_id(request: HttpRequest) -> int | None:
    return request.user.pk if request.user.is_authenticated else None


def _network(request: HttpRequest) -> str:
    return network_pseudonym(request.META.get("REMOTE_ADDR", ""))


def _wants_part(request: HttpRequest) -> bool:
    """Whether a script asks for the form alone, to lay it into the page."""
    return request.headers.get("X-Tertulia-Part") == "1"

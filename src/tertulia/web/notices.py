"""The inbox, and what a reader chooses about being told."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tertulia.cursors import parse_number
from tertulia.errors import Malformed, SignInNeeded, UnknownCursor
from tertulia.notifications.feeding import make_feed, reader_of_feed, stop_feed
from tertulia.notifications.following import choose_pace
from tertulia.notifications.kinds import Pace
from tertulia.notifications.marking import keep_marks, mark_read, move_mark
from tertulia.notifications.push_keys import public_key
from tertulia.notifications.reading import count_unread, load_choices, load_inbox, load_replies
from tertulia.notifications.subscribing import subscribe, unsubscribe
from tertulia.readers.devices import device_of
from tertulia.responses.reading import load_thread
from tertulia.web.feeds import FORMS, answer_feed
from tertulia.web.metadata import absolute

PACES = [pace.value for pace in Pace]
LARGEST = 2**63 - 1


class ReadForm(forms.Form):
    """Up to which notice everything has been read."""

    upto = forms.IntegerField(min_value=0, max_value=LARGEST)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: HttpRequest) -> HttpResponse:
    """What the reader was told; sent back, it marks all that is shown as read."""
    if request.method == "POST":
        form = ReadForm(request.POST)
        if not form.is_valid():
            raise Malformed
        mark_read(reader=request.user.pk, upto=form.cleaned_data["upto"])
        return HttpResponseRedirect(reverse("inbox"), status=303)
    shown = load_inbox(request.user.pk, before=_before(request))
    return render(request, "account/inbox.html", {"inbox": shown, "unread": count_unread(request.user.pk)})


def _before(request: HttpRequest) -> int | None:
    if "before" not in request.GET:
        return None
    before = parse_number(request.GET["before"])
    if before is None:
        raise UnknownCursor
    return before


@never_cache
@require_GET
def unread(request: HttpRequest) -> HttpResponse:
    """How much is unread, for the head of every page."""
    if not request.user.is_authenticated:
        raise SignInNeeded
    return JsonResponse({"unread": count_unread(request.user.pk)})


class MarkForm(forms.Form):
    """Up to where a thread was read, in microseconds since the epoch."""

    place = forms.IntegerField(min_value=0, max_value=LARGEST)


@require_POST
def mark(request: HttpRequest, thread_id: int) -> HttpResponse:
    """The reader has seen a thread up to a place; kept for those who asked for it."""
    form = MarkForm(request.POST)
    if not request.user.is_authenticated:
        raise SignInNeeded
    if not form.is_valid():
        raise Malformed
    move_mark(reader=request.user, thread=load_thread(thread_id).id, place=form.cleaned_data["place"])
    return HttpResponse(status=204)


class BrowserForm(forms.Form):
    """Which browser shall take no more messages."""

    browser = forms.IntegerField(min_value=0, max_value=LARGEST)


@require_POST
def push(request: HttpRequest) -> HttpResponse:
    """Sent by a browser about itself: where it takes messages from now on, or with its address alone, that it takes none."""
    if not request.user.is_authenticated:
        raise SignInNeeded
    endpoint = request.POST.get("endpoint", "")
    if "key" in request.POST:
        keys = {name: request.POST.get(name, "") for name in ("key", "secret")}
        device = device_of(request.headers.get("User-Agent", ""))
        subscribe(reader=request.user, endpoint=endpoint, device=device, **keys)
    else:
        unsubscribe(reader=request.user, endpoint=endpoint)
    return HttpResponse(status=204)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """How soon mail is sent, what is followed, the feed of replies, where marks are kept."""
    feed = ""
    if request.method == "POST":
        feed = _choose(request, request.POST.get("choose", ""))
        if not feed:
            return HttpResponseRedirect(f"{reverse('notices')}?saved=1", status=303)
    context = {"choices": load_choices(request.user), "paces": PACES, "feed": feed, "saved": "saved" in request.GET}
    return render(request, "account/notices.html", {**context, "push_key": public_key()})


def _choose(request: HttpRequest, what: str) -> str:
    """Do what a button asks for; the address of a feed that was made, which is shown once, else ""."""
    if what == "pace" and request.POST.get("pace") in PACES:
        choose_pace(reader=request.user, pace=Pace(request.POST["pace"]), language=translation.get_language() or "")
    elif what == "marks":
        keep_marks(reader=request.user, kept=request.POST.get("kept") == "1")
    elif what == "feed":
        return absolute(request, reverse("replies_feed", args=[make_feed(reader=request.user)]))
    elif what == "no-feed":
        stop_feed(reader=request.user)
    elif what == "no-browser":
        form = BrowserForm(request.POST)
        if not form.is_valid():
            raise Malformed
        unsubscribe(reader=request.user, browser=form.cleaned_data["browser"])
    else:
        raise Malformed
    return ""


@require_GET
def replies_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The replies to a reader and the mentions of them, at an address that only they know."""
    reader = reader_of_feed(token)
    if reader is None:
        raise Http404
    with translation.override(reader.language or None):
        title = _("Replies to %(name)s") % {"name": reader.name}
        feed = FORMS["atom"](
            title=title,
            link=absolute(request, reverse("inbox")),
            description=title,
            language=reader.language or None,
            feed_url=absolute(request, request.path),
        )
        for told in load_replies(reader.pk):
            feed.add_item(
                title=told.line,
                link=absolute(request, told.path),
                unique_id=absolute(request, told.path),
                unique_id_is_permalink=True,
                description=told.html,
                author_name=told.name or None,
                pubdate=told.at,
                updateddate=told.at,
            )
    response = answer_feed(feed)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response

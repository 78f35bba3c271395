"""Who is restricted now, whose notices come first, and everything of one writer."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tertulia.cursors import parse_number
from tertulia.errors import NotFound
from tertulia.moderation.queue import within_reach
from tertulia.moderation.running import lift_sanction, load_running
from tertulia.moderation.trusting import distrust_flagger, load_trusted, trust_flagger
from tertulia.moderation.writers import load_writer
from tertulia.web.desk import said
from tertulia.web.desk.asking import moderator_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sanctions(request: HttpRequest) -> HttpResponse:
    """The sanctions that hold, each with a button to end it."""
    moderator, now = moderator_of(request), timezone.now()
    within_reach(moderator)
    if request.method == "POST":
        lift_sanction(decision=_key(request), moderator=moderator, now=now)
        return HttpResponseRedirect(reverse("desk_sanctions"), status=303)
    return render(request, "desk/sanctions.html", {"running": load_running(moderator, now=now), "said": said, "now": now})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def trusted(request: HttpRequest) -> HttpResponse:
    """The trusted flaggers, for administrators: marked by the address of their account, and unmarked."""
    administrator, sent, is_unknown = moderator_of(request), request.POST.get("email", ""), False
    if request.method == "POST":
        try:
            if request.POST.get("do") == "drop":
                distrust_flagger(administrator=administrator, reader=_key(request))
            else:
                trust_flagger(administrator=administrator, email=sent, now=timezone.now())
            return HttpResponseRedirect(reverse("desk_trusted"), status=303)
        except NotFound:
            is_unknown = True
    context = {"trusted": load_trusted(administrator), "sent": sent, "is_unknown": is_unknown}
    return render(request, "desk/trusted.html", context, status=422 if is_unknown else 200)


@never_cache
@require_GET
def writer(request: HttpRequest, reader_id: int) -> HttpResponse:
    """What one reader wrote, in every state, with what was decided and noted."""
    earlier, now = parse_number(request.GET.get("before", "")), timezone.now()
    found = load_writer(reader_id, moderator=moderator_of(request), before=earlier, now=now)
    return render(request, "desk/writer.html", {"writer": found, "said": said, "now": now})


def _key(request: HttpRequest) -> int:
    key = parse_number(request.POST.get("key", ""))
    if key is None:
        raise NotFound
    return key

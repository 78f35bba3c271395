"""The letters to authors, language by language: read, added, changed, taken away."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tertulia.cursors import parse_number
from tertulia.errors import Malformed, Refused
from tertulia.house.rulebook import grounds_of_house, load_rulebook
from tertulia.moderation.actions import Action
from tertulia.moderation.letters import all_letters, drop_letter, keep_letter
from tertulia.moderation.queue import within_reach
from tertulia.moderation.reasons import LETTERED
from tertulia.web.desk import said
from tertulia.web.desk.asking import moderator_of
from tertulia.web.rules import site_of
from tertulia.web.speech import interface_language


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reasons(request: HttpRequest) -> HttpResponse:
    """The list with a form for each."""
    moderator, site, refusal = moderator_of(request), site_of(request), None
    within_reach(moderator)
    if request.method == "POST":
        try:
            _keep(request, site)
            return HttpResponseRedirect(reverse("desk_reasons"), status=303)
        except Refused as refused:
            refusal = refused
    letters = all_letters(site)
    context = {
        "letters": letters,
        "languages": sorted({*(code for code, _name in settings.LANGUAGES), *(letter.language for letter in letters)}),
        "actions": LETTERED,
        "grounds": grounds_of_house(load_rulebook(site), interface_language()),
        "said": said,
        "refusal": refusal,
        "sent": request.POST,
    }
    return render(request, "desk/reasons.html", context, status=refusal.status if refusal else 200)


def _keep(request: HttpRequest, site: int) -> None:
    sent, editor = request.POST, moderator_of(request)
    key = parse_number(sent.get("id", ""))
    if sent.get("do") == "drop" and key:
        drop_letter(editor=editor, site=site, id=key)
        return
    if sent.get("action") not in [each.value for each in LETTERED]:
        raise Malformed
    keep_letter(
        editor=editor,
        site=site,
        language=sent.get("language", "")[:12],
        action=Action(sent["action"]),
        ground=sent.get("ground", "")[:40],
        title=sent.get("title", ""),
        text=sent.get("text", ""),
        id=key,
    )

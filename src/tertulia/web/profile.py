"""A reader as others see them, and what one sets about that oneself."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tertulia.cursors import parse_number
from tertulia.errors import NotFound, PictureRefused, Refused
from tertulia.readers.avatars import set_picture, take_picture_away
from tertulia.readers.ignoring import heed, ignore, ignored_by, list_oneself, names_of_ignored
from tertulia.readers.limits import Limit, consume
from tertulia.readers.naming import choose_language, rename
from tertulia.responses.authored import load_guest_history, load_profile
from tertulia.responses.reading import load_titles
from tertulia.stories.sites import site_of
from tertulia.web.refusals import answer_with

CHANGES = Limit("profile", 20, 3600)  # of one's name or picture


@require_GET
def show(request: HttpRequest, reader_id: int) -> HttpResponse:
    """The public page of a reader."""
    viewer = request.user.pk if request.user.is_authenticated else None
    profile = load_profile(reader_id, site=site_of(request.get_host()), viewer=viewer, before=_before(request))
    context = {
        "profile": profile,
        "titles": load_titles([row.id for row in profile.rows]),
        "since": date_format(localtime(profile.reader.joined_at), "F Y"),
        "viewer": viewer,
        "ignored": viewer is not None and reader_id in ignored_by(viewer),
    }
    return render(request, "profile.html", context)


@never_cache
@require_GET
def guest(request: HttpRequest, guest_id: int) -> HttpResponse:
    """For moderators: everything under one confirmed address."""
    moderator = request.user if request.user.is_authenticated else None
    found, rows = load_guest_history(guest_id, moderator=moderator, before=_before(request))
    return render(request, "guest/history.html", {"guest": found, "rows": rows, "titles": load_titles([row.id for row in rows])})


def _before(request: HttpRequest) -> int | None:
    if not request.GET.get("before"):
        return None
    before = parse_number(request.GET["before"])
    if before is None:
        raise NotFound
    return before


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """One's name, picture, language and public page, and whom one ignores."""
    refusal = None
    if request.method == "POST":
        try:
            _change(request)
            return HttpResponseRedirect(reverse("edit_profile"), status=303)
        except Refused as caught:
            refusal = caught
            request.user.refresh_from_db()
    context = {
        "reader": request.user,
        "name": request.POST.get("name", request.user.name) if refusal else request.user.name,
        "ignored": names_of_ignored(request.user.pk),
        "languages": settings.LANGUAGES,
        "refusal": refusal,
    }
    return answer_with(request, "account/profile.html", context)


def _change(request: HttpRequest) -> None:
    consume(CHANGES, str(request.user.pk), now=now())
    match request.POST.get("what"):
        case "name":
            rename(reader=request.user, name=request.POST.get("name", ""))
        case "picture":
            file = request.FILES.get("picture")
            if file is None:
                raise PictureRefused(field="picture")
            set_picture(reader=request.user, file=file)
        case "no-picture":
            take_picture_away(reader=request.user)
        case "language":
            choose_language(reader=request.user, language=request.POST.get("language", ""))
        case "listed":
            list_oneself(reader=request.user, listed=request.POST.get("listed") == "yes")


@login_required
@require_POST
def ignoring(request: HttpRequest, reader_id: int) -> HttpResponse:
    """Ignore a reader, or no more."""
    if request.POST.get("answer") == "heed":
        heed(reader=request.user, other=reader_id)
    else:
        ignore(reader=request.user, other=reader_id)
    back = "edit_profile" if request.POST.get("back") == "profile" else None
    return HttpResponseRedirect(reverse(back) if back else reverse("reader", args=[reader_id]), status=303)

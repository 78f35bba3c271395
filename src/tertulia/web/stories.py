"""Stories and the lists of them: Wagtail finds and serves a page, the thread is laid into it."""

from copy import copy

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.template.response import TemplateResponse
from django.urls import resolve
from django.utils import translation
from django.utils.http import escape_leading_slashes
from django.views.static import serve as serve_file
from wagtail.models import Page, Site
from wagtail.views import serve as wagtail_serve

from tertulia.responses.reading import ThreadHead, count_by_story, load_thread_of_story
from tertulia.stories.listing import StoryList, front_stories, latest_stories
from tertulia.web.former import find_former
from tertulia.web.metadata import absolute, article_json, json_ld, name_discovery
from tertulia.web.threads import Asked, draw_thread, load_page, parse_asked

HOLE = "<!--the thread-->"


def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Any public page of the newsroom; the way to it for whoever forgot the slash at the end, or knows it from another system."""
    try:
        response = wagtail_serve(request, path)
    except Http404:
        if _lacks_slash(request) and _leads_on(request):
            return _to_slash(request)
        if former := find_former(request):
            return former
        raise
    if not isinstance(response, TemplateResponse) or response.context_data is None:
        return response
    page = response.context_data.get("page")
    if is_story(response):
        return _story(request, response, page)
    if _lacks_slash(request):
        return _to_slash(request)
    if is_listing(response):
        return fill_listing(response, stories_of(response, request.GET.get("after", "")))
    return response


def _lacks_slash(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD") and not request.path.endswith("/")


def _leads_on(request: HttpRequest) -> bool:
    """Whether there is something at the address with a slash behind it."""
    there = copy(request)
    there.path = there.path_info = f"{request.path}/"
    if resolve(there.path).url_name != "wagtail_serve":
        return True
    site = site_of_request(request)
    try:
        return site is not None and bool(site.root_page.specific.route(there, there.path.strip("/").split("/")))
    except Http404:
        return False


def _to_slash(request: HttpRequest) -> HttpResponseBase:
    return HttpResponsePermanentRedirect(escape_leading_slashes(request.get_full_path(force_append_slash=True)))


def stories_of(response: TemplateResponse, after: str) -> StoryList:
    """What the list that Wagtail is about to show holds; raises UnknownCursor."""
    page = (response.context_data or {})["page"]
    return front_stories(page, after=after) if response.template_name == "front.html" else latest_stories(page, after=after)


def is_story(response: TemplateResponse) -> bool:
    """Whether Wagtail is about to show a story."""
    return response.template_name == "story.html"


def is_listing(response: TemplateResponse) -> bool:
    """Whether Wagtail is about to show a list of stories."""
    return response.template_name in ("front.html", "section.html")


def _story(request: HttpRequest, response: TemplateResponse, story: Page) -> HttpResponseBase:
    if not story.is_found_at(request.get_full_path(), request.path):
        return HttpResponsePermanentRedirect(story.dated_address())
    asked, base = parse_asked(request.GET), absolute(request, "")
    with translation.override(story.language):
        part = draw_below(
            story.pk, path=story.dated_address(), asked=asked, title=story.title, said=article_json(story, request), base=base
        )[0]
    filled = fill_story(response, part.decode())
    if asked.branch is not None:
        filled.content = name_discovery(filled.content, asked.branch, base)
    return filled


def draw_below(story: int, *, path: str, asked: Asked, title: str, said: str, base: str) -> tuple[bytes, ThreadHead | None]:
    """What stands below a story: its thread, if it has one, and what machines read about both.

    `said`: the story as `article_json` gives it.
    """
    thread = load_thread_of_story(story)
    if thread is None or thread.state == "none":
        return json_ld(said), thread
    page = load_page(thread, asked)
    drawn, branches = draw_thread(page, path=path, asked=asked, title=title, base=base)
    return drawn + json_ld(said, thread.visible, branches), thread


def fill_story(response: TemplateResponse, thread_part: str) -> TemplateResponse:
    """Render the story with its thread, or with HOLE in the thread's place."""
    context = response.context_data or {}
    context["thread_part"] = thread_part
    with translation.override(context["page"].language):
        return response.render()


def fill_listing(response: TemplateResponse, stories: StoryList) -> TemplateResponse:
    """Render a list of stories with their numbers of responses."""
    context = response.context_data or {}
    context["stories"] = stories
    context["counts"] = counts = count_by_story([story.pk for story in stories.stories])
    context["discussed"] = sorted((each for each in stories.stories if counts.get(each.pk)), key=lambda each: -counts[each.pk])[
        :5
    ]
    return response.render()


def site_of_request(request: HttpRequest) -> Site | None:
    """The site that was asked."""
    return Site.find_for_request(request)


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture in one of its sizes. Originals carry what the camera knew: they are for the newsroom only."""
    if path.startswith("original_images/") and not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    response = serve_file(request, path, document_root=settings.MEDIA_ROOT)
    response.headers["Cache-Control"] = "public, max-age=604800"
    return response

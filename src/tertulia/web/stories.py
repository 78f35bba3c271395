"""Stories and the lists of them: Wagtail finds and serves a page, the thread is laid into it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.template.response import TemplateResponse
from django.utils import translation
from django.views.static import serve as serve_file
from wagtail.models import Page
from wagtail.views import serve as wagtail_serve

from tertulia.responses.reading import count_by_story, load_thread_of_story
from tertulia.stories.listing import StoryList, latest_stories
from tertulia.web.threads import draw_thread, load_page, parse_asked

HOLE = "<!--the thread-->"


def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Any public page of the newsroom."""
    response = wagtail_serve(request, path)
    if not isinstance(response, TemplateResponse) or response.context_data is None:
        return response
    page = response.context_data.get("page")
    if is_story(response):
        return _story(request, response, page)
    if is_listing(response):
        return fill_listing(response, latest_stories(page, after=request.GET.get("after", "")))
    return response


def is_story(response: TemplateResponse) -> bool:
    """Whether Wagtail is about to show a story."""
    return response.template_name == "story.html"


def is_listing(response: TemplateResponse) -> bool:
    """Whether Wagtail is about to show a list of stories."""
    return response.template_name in ("front.html", "section.html")


def _story(request: HttpRequest, response: TemplateResponse, story: Page) -> HttpResponseBase:
    if not story.is_found_at(request.get_full_path(), request.path):
        return HttpResponsePermanentRedirect(story.dated_address())
    with translation.override(story.language):
        thread = load_thread_of_story(story.pk)
        asked = parse_asked(request.GET)
        part = draw_thread(load_page(thread, asked), path=story.dated_address(), asked=asked, title=story.title) if thread else ""
    return fill_story(response, part)


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
    context["counts"] = count_by_story([story.pk for story in stories.stories])
    return response.render()


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture or document of the newsroom."""
    response = serve_file(request, path, document_root=settings.MEDIA_ROOT)
    response.headers["Cache-Control"] = "public, max-age=604800"
    return response

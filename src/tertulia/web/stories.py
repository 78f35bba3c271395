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


def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Any public page of the newsroom."""
    response = wagtail_serve(request, path)
    if not isinstance(response, TemplateResponse) or response.context_data is None:
        return response
    page = response.context_data.get("page")
    if response.template_name == "story.html":
        return _story(request, response, page)
    if response.template_name in ("front.html", "section.html"):
        return _listing(request, response, page)
    return response


def _story(request: HttpRequest, response: TemplateResponse, story: Page) -> HttpResponseBase:
    if not story.is_found_at(request.get_full_path(), request.path):
        return HttpResponsePermanentRedirect(story.dated_address())
    with translation.override(story.language):
        thread = load_thread_of_story(story.pk)
        asked = parse_asked(request.GET)
        response.context_data["thread_part"] = (
            draw_thread(load_page(thread, asked), path=story.dated_address(), asked=asked, title=story.title) if thread else ""
        )
        return response.render()


def _listing(request: HttpRequest, response: TemplateResponse, page: Page) -> HttpResponseBase:
    stories = latest_stories(page, after=request.GET.get("after", ""))
    response.context_data["stories"] = stories
    response.context_data["counts"] = _counts(stories)
    return response.render()


def _counts(stories: StoryList) -> dict[int, int]:
    return count_by_story([story.pk for story in stories.stories])


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture or document of the newsroom."""
    response = serve_file(request, path, document_root=settings.MEDIA_ROOT)
    response.headers["Cache-Control"] = "public, max-age=604800"
    return response

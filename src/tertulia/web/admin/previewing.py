"""Previews are drawn through the whole chain of a public page, which forbids frames; the editor shows them in one."""

from typing import Any

from django.http import HttpResponse
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView
from wagtail.admin.viewsets.pages import PageViewSet

from tertulia.stories.models import FrontPage, PlainPage, SectionPage, StoryPage
from tertulia.web.headers import PUBLIC

FRAMED = PUBLIC.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


class _InFrame:
    def dispatch(self, *arguments: Any, **named: Any) -> HttpResponse:
        response = super().dispatch(*arguments, **named)  # type: ignore[misc]
        response.headers["Content-Security-Policy"] = FRAMED
        return response


class PreviewOfNew(_InFrame, PreviewOnCreateView):
    pass


class PreviewOfDraft(_InFrame, PreviewOnEditView):
    pass


class PreviewedViewSet(PageViewSet):
    """Everything as Wagtail has it, but for the two previews that the editor shows beside the form."""

    preview_on_add_view_class = PreviewOfNew
    preview_on_edit_view_class = PreviewOfDraft


def viewsets() -> list[PreviewedViewSet]:
    """One for each kind of page."""
    return [PreviewedViewSet(model=model) for model in (StoryPage, SectionPage, PlainPage, FrontPage)]

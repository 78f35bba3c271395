"""What must not be published without is asked for at every door: many at once, the admin's own API, and approval."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.api.actions.publish import PublishPageAPIAction
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.models import Page

from tertulia.errors import Refused
from tertulia.stories.models import StoryPage


def reasons_against(page: Page) -> list[str]:
    """Why the latest revision of `page` must not be published; empty where it may."""
    latest = page.get_latest_revision_as_object()
    try:
        if isinstance(latest, StoryPage):
            latest.clean_for_publication()
    except ValidationError as error:
        return list(error.messages)
    return []


def refuse_bulk(request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any) -> HttpResponse | None:
    """Wagtail's `before_bulk_action`: all or nothing, with every story named that lacks something."""
    if action_type != "publish":
        return None
    below = action.cleaned_form.cleaned_data.get("include_descendants", False)
    lacking = [(page.title, reasons) for page in _with_drafts(objects, below) if (reasons := reasons_against(page))]
    for title, reasons in lacking:
        messages.error(request, _("“%(title)s” is not published. %(why)s") % {"title": title, "why": " ".join(reasons)})
    return redirect(action.next_url) if lacking else None


def _with_drafts(pages: Iterable[Any], below: bool) -> Iterator[Page]:
    for page in pages:
        if not isinstance(page, Page):
            continue
        yield page
        if below:
            yield from page.get_descendants().not_live()


class _PublishAction(PublishPageAPIAction):
    def execute(self, instance: Page, data: Any) -> Any:
        if reasons := reasons_against(instance):
            raise Refused(" ".join(reasons))
        return super().execute(instance, data)


class PagesEndpoint(PagesAdminAPIViewSet):
    """The endpoint that Wagtail's own editor talks to."""

    actions = {**PagesAdminAPIViewSet.actions, "publish": _PublishAction}

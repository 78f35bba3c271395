"""What follows when the last person in a workflow approves. Wagtail loads this before any model is ready."""

from typing import Any

from wagtail.workflows import publish_workflow_state


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Wagtail's WAGTAIL_FINISH_WORKFLOW_ACTION; raises Refused where something is lacking, so the approval is undone too."""
    from wagtail.models import Page

    from tertulia.errors import Refused
    from tertulia.web.admin.publication import reasons_against

    page = workflow_state.content_object
    if isinstance(page, Page) and (reasons := reasons_against(page)):
        raise Refused(" ".join(reasons))
    publish_workflow_state(workflow_state, user=user)

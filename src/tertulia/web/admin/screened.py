"""On the admin's first page: what came of nudges, and whether screening has failed."""

from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from tertulia.house.tallies import load_month


class ScreeningPanel(Component):
    """The last thirty days in numbers; a failure since yesterday is said aloud."""

    order = 60
    template_name = "web_admin/screening_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"month": load_month(today=timezone.localdate())}

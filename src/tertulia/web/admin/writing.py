"""Where an editor begins: a new story in one of the sections, and the people whom bylines name."""

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.sidebar import PageExplorerMenuItem
from wagtail.admin.wagtail_hooks import ExplorerMenuItem
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import SnippetViewSet

from tertulia.stories.models import Contributor, FrontPage, PlainPage, SectionPage, StoryPage


class ContributorViewSet(SnippetViewSet):
    """Contributors in the menu under their own name; "snippet" is a word of Wagtail's."""

    model = Contributor
    menu_label = gettext_lazy("Contributors")
    menu_order = 250
    add_to_admin_menu = True
    icon = "user"
    list_display = ["name", "about"]


class PagesMenuItem(ExplorerMenuItem):
    """Wagtail's explorer, opened where the pages begin."""

    def render_component(self, request: HttpRequest) -> Any:
        """What the menu is drawn from."""
        front = only_front_of(request.user)
        if front is None:
            return super().render_component(request)
        return PageExplorerMenuItem(self.name, self.label, self.url, front, icon_name=self.icon_name, classname=self.classname)


def only_front_of(editor: Any) -> int | None:
    """The front page (primary key) of whoever may go up to Wagtail's nameless root, where nothing but one site hangs below it."""
    start = policy_registry.get_by_type(Page).explorable_root_instance(editor)
    below = list(start.get_children().values_list("pk", flat=True)[:2]) if start and start.is_root() else []
    return below[0] if len(below) == 1 else None


def explore(request: HttpRequest) -> HttpResponseRedirect:
    """To the pages: from the front page on where there is only one, else from the root, which leads on whom it is not for."""
    start = only_front_of(request.user) or Page.get_first_root_node().pk
    return HttpResponseRedirect(reverse("wagtailadmin_explore", args=[start]))


def places_for(editor: Any) -> list[tuple[str, str]]:
    """Title and address of each form for a new story that `editor` may use: one for every section, one for none."""
    sections = list(SectionPage.objects.live().order_by("path")) if editor.is_active else []
    allowed = [page for page in (*sections, *FrontPage.objects.live()) if page.permissions_for_user(editor).can_add_subpage()]
    return [(_place(page), reverse("wagtailadmin_pages:add", args=["stories", "storypage", page.pk])) for page in allowed]


def _place(page: Page) -> str:
    return page.title if isinstance(page, SectionPage) else _("Without a section")


class WritingPanel(Component):
    """A button for a new story in each section."""

    name = "writing"
    order = 40
    template_name = "web_admin/writing_panel.html"

    def __init__(self, places: list[tuple[str, str]]):
        self._places = places

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """What the template is given."""
        return {"places": self._places}


def first_steps_for(editor: Any) -> list[tuple[str, str]]:
    """What a new site needs besides its first story, each with its address; nothing once a story is out, or for who may not."""
    fronts = [page for page in FrontPage.objects.live()[:2] if page.permissions_for_user(editor).can_add_subpage()]
    if len(fronts) != 1 or StoryPage.objects.live().exists():
        return []
    front = fronts[0]
    steps = [(_("Make a section, or several"), reverse("wagtailadmin_pages:add", args=["stories", "sectionpage", front.pk]))]
    if front.get_children().not_live().exact_type(PlainPage).exists():
        steps.append((_("Fill in and publish the pages that wait as drafts"), reverse("wagtailadmin_explore", args=[front.pk])))
    site = front.get_site()
    if site and editor.has_perm("stories.change_identity"):
        identity = reverse("wagtailsettings:edit", args=["stories", "identity", site.pk])
        steps.append((_("Give the site its logo and its colour"), identity))
    return steps


class FirstStepsPanel(Component):
    """For whoever has just set a site up."""

    name = "first_steps"
    order = 30
    template_name = "web_admin/first_steps_panel.html"

    def __init__(self, steps: list[tuple[str, str]]):
        self._steps = steps

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """What the template is given."""
        return {"steps": self._steps}

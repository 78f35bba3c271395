"""Who may see and change what in Wagtail's admin: whoever's role says so at the place where it lies."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.auth import permission_denied
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history, usage
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import policy_registry

from tertulia.readers.roles import Verb, allows, allows_somewhere, places_of
from tertulia.responses.jurisdiction import threads_under

View = Callable[..., HttpResponse]


def for_role(verb: Verb) -> Callable[[View], View]:
    """A view for those who may do `verb` somewhere; the deed itself asks again, for its own place."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            if not allows_somewhere(request.user, verb):
                return permission_denied(request)
            return view(request, *arguments, **named)

        return guarded

    return wrap


class WithinReach:
    """For Wagtail's views, which ask for a permission on the model only: what lies out of one's reach is not there."""

    def _reach(self) -> Any:
        view: Any = self
        policy = policy_registry.get_by_type(view.model)
        return policy.instances_user_has_any_permission_for(view.request.user, ["view", "change"])

    def get_object(self, *arguments: Any) -> Any:
        found = super().get_object(*arguments)  # type: ignore[misc]
        if not self._reach().filter(pk=found.pk).exists():
            raise Http404
        return found


class ReachedIndex(WithinReach, generic.IndexView):
    def get_base_queryset(self) -> Any:
        return self._reach()


class ReachedEdit(WithinReach, generic.EditView):
    pass


class ReachedDelete(WithinReach, generic.DeleteView):
    pass


class ReachedCopy(WithinReach, generic.CopyView):
    pass


class ReachedHistory(WithinReach, history.HistoryView):
    pass


class ReachedUsage(WithinReach, usage.UsageView):
    pass


class ReachedViewSet(ModelViewSet):
    """A viewset of which every view keeps within reach."""

    index_view_class = ReachedIndex
    edit_view_class = ReachedEdit
    delete_view_class = ReachedDelete
    copy_view_class = ReachedCopy
    history_view_class = ReachedHistory
    usage_view_class = ReachedUsage


class ByRole(ABC, BasePermissionPolicy):
    """Wagtail asks for actions on a model; those in `actions` are for whoever may do `verb` where the instance lies."""

    def __init__(self, model: Any, verb: Verb, actions: Collection[str]):
        super().__init__(model)
        self._verb = verb
        self._actions = frozenset(actions)

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self._actions and allows_somewhere(user, self._verb)

    def user_has_any_permission(self, user: Any, actions: Collection[str]) -> bool:
        return bool(self._actions & set(actions)) and allows_somewhere(user, self._verb)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return action in self._actions and self.instances_user_has_permission_for(user, action).filter(pk=instance.pk).exists()

    def user_has_any_permission_for_instance(self, user: Any, actions: Collection[str], instance: Any) -> bool:
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def instances_user_has_any_permission_for(self, user: Any, actions: Collection[str]) -> Any:
        if not self.user_has_any_permission(user, actions):
            return self.model._default_manager.none()
        return self.reach(user)

    @abstractmethod
    def reach(self, user: Any) -> Any:
        """The instances that lie where `user` may do the verb."""


class ThreadsByRole(ByRole):
    def reach(self, user: Any) -> Any:
        return threads_under(user, self._verb)


class ResponsesByRole(ByRole):
    def reach(self, user: Any) -> Any:
        return self.model._default_manager.filter(thread__in=threads_under(user, self._verb))


class HouseByRole(ByRole):
    """What a whole site has decided: a role in one section does not reach so far."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self._actions and bool(self._sites(user))

    def user_has_any_permission(self, user: Any, actions: Collection[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def reach(self, user: Any) -> Any:
        everything = self.model._default_manager.all()
        sites = self._sites(user)
        return everything if None in sites else everything.filter(site__in=sites)

    def _sites(self, user: Any) -> set[int | None]:
        return {grant.site for grant in places_of(user, self._verb) if grant.section is None}

    def allows_on(self, user: Any, site: int) -> bool:
        """Whether `user` may do the verb on that site."""
        return allows(user, self._verb, site=site)

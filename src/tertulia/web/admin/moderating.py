"""Who may see threads and responses in Wagtail's admin: whoever may moderate, and nobody may add or delete."""

from collections.abc import Collection
from typing import Any

from wagtail.permission_policies.base import BasePermissionPolicy

MODERATE = "responses.moderate"


class ModeratorsOnly(BasePermissionPolicy):
    """Wagtail asks for actions on a model; moderators have those in `actions`, all others none."""

    def __init__(self, model: Any, actions: Collection[str]):
        super().__init__(model)
        self._actions = frozenset(actions)

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self._actions and user.has_perm(MODERATE)

    def user_has_any_permission(self, user: Any, actions: Collection[str]) -> bool:
        return bool(self._actions & set(actions)) and user.has_perm(MODERATE)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user: Any, actions: Collection[str], instance: Any) -> bool:
        return self.user_has_any_permission(user, actions)

from django.apps import AppConfig


class AdminConfig(AppConfig):
    """What hangs in Wagtail's admin."""

    name = "tertulia.web.admin"
    label = "web_admin"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from tertulia.house.models import Policy, WordRule
        from tertulia.readers.roles import Verb
        from tertulia.responses.models import Response, Thread
        from tertulia.web.admin.moderating import HouseByRole, ResponsesByRole, ThreadsByRole

        every = {"view", "add", "change", "delete"}
        register_permission_policy(Thread, ThreadsByRole(Thread, Verb.SET_THREAD, {"view", "change"}))
        register_permission_policy(Response, ResponsesByRole(Response, Verb.SEE_QUEUE, {"view"}))
        register_permission_policy(WordRule, HouseByRole(WordRule, Verb.EDIT_WORD_RULES, every))
        register_permission_policy(Policy, HouseByRole(Policy, Verb.EDIT_POLICY, every))

"""Addresses of the pages for people."""

from django.urls import path, re_path

from tertulia.web import accounts, guests, health, live, overlay, permalinks, responses, rules, stories, voting

urlpatterns = [
    path("health", health.health),
    path("account/", accounts.me, name="me"),
    path("you/guest/", guests.leave, name="guest_leave"),
    path("you/guest/<str:link>/", guests.confirm, name="guest_link"),
    path("threads/<int:thread_id>/respond/", responses.respond, name="respond"),
    path("threads/<int:thread_id>/news/", live.news, name="news"),
    path("threads/<int:thread_id>/mine/", overlay.mine, name="mine"),
    path("threads/<int:thread_id>/at/<str:anchor>/", permalinks.at_anchor, name="at_anchor"),
    path("responses/<int:response_id>/vote/", voting.vote, name="vote"),
    path("r/<int:response_id>/", responses.show, name="response"),
    path("responses/<int:response_id>/edit/", responses.edit, name="edit"),
    path("responses/<int:response_id>/history/", responses.history, name="history"),
    path("responses/<int:response_id>/withdraw/", responses.withdraw, name="withdraw"),
    path("rules/", rules.show_rules, name="rules"),
    path("rules/<int:version>/", rules.show_rules, name="rules_version"),
    path("desk/rules/", rules.edit_rules, name="edit_rules"),
    re_path(r"^media/(?P<path>.+)$", stories.media),
    re_path(r"^(?P<path>.*)$", stories.serve, name="wagtail_serve"),
]

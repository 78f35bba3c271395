"""Addresses of the pages for people."""

from django.urls import path, re_path

from tertulia.web import (
    accounts,
    following,
    guests,
    health,
    live,
    notices,
    overlay,
    permalinks,
    responses,
    rules,
    stories,
    voting,
)

urlpatterns = [
    path("health", health.health),
    path("account/", accounts.me, name="me"),
    path("you/guest/", guests.leave, name="guest_leave"),
    path("you/guest/<str:link>/", guests.confirm, name="guest_link"),
    path("account/inbox/", notices.inbox, name="inbox"),
    path("account/inbox/unread/", notices.unread, name="unread"),
    path("account/notices/", notices.choices, name="notices"),
    path("account/replies/<str:token>.atom", notices.replies_feed, name="replies_feed"),
    path("follow/thread/<int:thread_id>/", following.thread, name="follow_thread"),
    path("follow/contributor/<str:slug>/", following.contributor, name="follow_contributor"),
    path("follow/confirm/<str:token>/", following.confirm, name="confirm_follow"),
    path("follow/stop/<str:token>/", following.stop, name="stop_mail"),
    path("threads/<int:thread_id>/names/", following.names, name="names"),
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

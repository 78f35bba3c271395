"""The version of a thread moves with what is listed, or was, and not with every row of a bulk write."""

from django.db import migrations

from tertulia.events.triggers import after_change, without_trigger

NAME = "response_moves_version"
ACTION = "update responses_thread set version = version + 1 where id = ROW.thread_id"
SHOWN = [
    "state", "html", "author_name", "author_id", "avatar", "listed", "edited_at", "posted_at", "place", "parent_id", "root_id",
    "branch_no", "depth", "thread_id", "replies", "up", "down", "replied", "badge", "featured_at", "featured_by_id",
]
LISTED = "(OLD.listed or NEW.listed) and not BULK"


class Migration(migrations.Migration):
    dependencies = [("responses", "0013_votes_brought"), ("events", "0005_bulk")]

    operations = [
        without_trigger("responses_response", name=NAME, events=["insert", "update", "delete"]),
        after_change("responses_response", ACTION, name=NAME, events=["insert"], only="NEW.listed and not BULK"),
        after_change("responses_response", ACTION, name=NAME, events=["update"], columns=SHOWN, only=LISTED),
        after_change("responses_response", ACTION, name=NAME, events=["delete"], only="OLD.listed"),
    ]

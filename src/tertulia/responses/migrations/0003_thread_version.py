"""The thread's version moves with every change of what its pages show."""

from django.db import migrations

from tertulia.events.triggers import after_change

SHOWN = ["state", "html", "author_name", "author_id", "listed", "edited_at", "posted_at", "place", "parent_id", "root_id", "branch_no", "depth", "thread_id", "replies"]


class Migration(migrations.Migration):
    dependencies = [("responses", "0002_initial"), ("stories", "0002_edition")]

    operations = [
        after_change(
            "responses_response",
            "update responses_thread set version = version + 1 where id = ROW.thread_id",
            name="response_moves_version",
            events=["insert", "update", "delete"],
            columns=SHOWN,
        ),
        after_change(
            "responses_thread",
            "update responses_thread set version = version + 1 where id = NEW.id",
            name="thread_moves_version",
            events=["update"],
            columns=["url", "title", "language", "state", "declared", "visible", "story_id"],
        ),
        # A story shows whether it has a thread at all.
        after_change(
            "responses_thread",
            "update stories_edition set number = number + 1",
            name="thread_moves_edition",
            events=["insert", "delete"],
        ),
    ]

"""The edition moves with everything a page has learned to show."""

from django.db import migrations

from tertulia.events.triggers import after_change

ACTION = "update stories_edition set number = number + 1"
ALL = ["insert", "update", "delete"]
TABLES = [
    "stories_plainpage",
    "stories_correction",
    "stories_relatedstory",
    "stories_pinnedstory",
    "stories_storytag",
    "stories_identity",
    "stories_menuentry",
]


class Migration(migrations.Migration):
    dependencies = [("stories", "0004_paper")]

    operations = [
        *(after_change(table, ACTION, name=f"{table}_moves_edition", events=ALL) for table in TABLES),
        after_change("taggit_tag", ACTION, name="tag_moves_edition", events=["update", "delete"]),
    ]

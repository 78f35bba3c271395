"""A post writes five pages fewer: indexes that another one answers for as well go, and replies alone are looked for by parent.

By their names, not by altering the fields: SQLite would copy the table for that, and lose its triggers.
"""

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, SET_NULL, ForeignKey

GONE = [
    ("responses_response_author_id_761307b3", "responses_response", "author_id"),
    ("responses_response_parent_id_ed6a2ae1", "responses_response", "parent_id"),
    ("responses_screening_response_id_9414bf14", "responses_screening", "response_id"),
    ("responses_sentfrom_day_b2a4b972", "responses_sentfrom", "day"),
]


def unindexed(to, **options):
    return ForeignKey(to, db_index=False, **options)


class Migration(migrations.Migration):
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("responses", "0014_bulk")]

    operations = [
        migrations.AddIndex(
            "response",
            models.Index(fields=["parent"], name="response_by_parent", condition=models.Q(("parent__isnull", False))),
        ),
        # Without it the database reads every response when an account is deleted.
        migrations.AddIndex(
            "response",
            models.Index(fields=["featured_by"], name="response_featured_by", condition=models.Q(("featured_by__isnull", False))),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f"drop index if exists {name}", f"create index {name} on {table} ({column})")
                for name, table, column in GONE
            ],
            state_operations=[
                migrations.AlterField(
                    "response",
                    "author",
                    unindexed(settings.AUTH_USER_MODEL, null=True, on_delete=SET_NULL, related_name="responses"),
                ),
                migrations.AlterField(
                    "response",
                    "parent",
                    unindexed("responses.response", null=True, on_delete=PROTECT, related_name="children"),
                ),
                migrations.AlterField(
                    "screening",
                    "response",
                    unindexed("responses.response", on_delete=CASCADE, related_name="screenings"),
                ),
                migrations.AlterField("sentfrom", "day", models.DateField()),
            ],
        ),
    ]

"""House rules with versions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("house", "0002_rules_version")]

    operations = [
        migrations.CreateModel(
            name="Rulebook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("site", models.PositiveIntegerField(default=1)),
                ("version", models.PositiveIntegerField()),
                ("published_at", models.DateTimeField()),
                ("editor", models.PositiveBigIntegerField(help_text="key of the reader who published it", null=True)),
                ("preambles", models.JSONField(default=dict, help_text="what stands before the clauses, by language")),
                ("contact", models.TextField(blank=True, help_text="how readers and authorities reach the newsroom")),
                ("clauses", models.JSONField(help_text="as Clause.as_dict gives them")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("site", "version"), name="rulebook_version_once")],
            },
        ),
    ]

"""The version of the house's rules moves with every change, so that a worker may keep what it has read."""

from django.db import migrations

from tertulia.events.triggers import after_change


def first_row(apps, schema_editor):
    apps.get_model("house", "RulesVersion").objects.create(pk=1, number=1)


class Migration(migrations.Migration):
    dependencies = [("house", "0001_initial")]

    operations = [
        migrations.RunPython(first_row, migrations.RunPython.noop),
        *(
            after_change(
                table,
                "update house_rulesversion set number = number + 1",
                name=f"{table}_moves_rules",
                events=["insert", "update", "delete"],
            )
            for table in ("house_policy", "house_wordrule", "house_learned")
        ),
    ]

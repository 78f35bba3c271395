"""The letters that Tertulia ships."""

from django.db import migrations

from tertulia.moderation.reasons import SHIPPED


def seed(apps, schema_editor):
    letters = apps.get_model("moderation", "CannedReason")
    for language, action, ground, title, text in SHIPPED:
        letters.objects.create(site=0, language=language, action=action.value, ground=ground, title=title, text=text)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0002_triggers")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]

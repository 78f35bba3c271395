"""The letters that Tertulia ships say what was wrong, so each goes out with its own ground alone; one that was rewritten stays."""

from django.db import migrations

from tertulia.moderation.reasons import SHIPPED


def name_grounds(apps, schema_editor):
    letters = apps.get_model("moderation", "CannedReason")
    for language, action, ground, _title, text in SHIPPED:
        letters.objects.filter(site=0, language=language, action=action.value, ground="", text=text).update(ground=ground)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0010_of_site")]

    operations = [migrations.RunPython(name_grounds, migrations.RunPython.noop)]

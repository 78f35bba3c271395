"""Letters for authors in the languages that had none; a house that has written some, or taken some away, keeps them as they are."""

from django.db import migrations

from tertulia.moderation.reasons import SHIPPED

NEW = ("de", "es", "fa", "tr")


def seed(apps, schema_editor):
    letters = apps.get_model("moderation", "CannedReason")
    there = set(letters.objects.filter(site=0).values_list("language", flat=True))
    for language, action, ground, title, text in SHIPPED:
        if language in NEW and language not in there:
            letters.objects.create(site=0, language=language, action=action.value, ground=ground, title=title, text=text)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0011_grounds_of_letters")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]

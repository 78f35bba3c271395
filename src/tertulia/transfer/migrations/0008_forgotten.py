from django.db import migrations, models
from django.db.models import Case, TextField, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from tertulia.events.triggers import after_change, without_trigger

FORGET = """
update transfer_origin set line = '{}', person = '', claim = '', local_hash = 'erased' where response_id = NEW.id
"""

# What an import told of a response beside it: former words, decisions, files; and of an account none of whose responses is left.
FORGET_KEPT = """
delete from transfer_kept where about = NEW.external_id and type <> 'vote';
update transfer_kept set line = '{}', about = '', content_hash = 'erased' where about = OLD.person and type = 'person'
and about <> '' and not exists (select 1 from transfer_origin where person = OLD.person);
delete from transfer_writer where external_id = OLD.person
and not exists (select 1 from transfer_origin where person = OLD.person)
"""


def fill(apps, schema_editor):
    origins, kept = apps.get_model("transfer", "Origin").objects, apps.get_model("transfer", "Kept").objects
    origins.update(person=Coalesce(KT("line__author__person"), Value(""), output_field=TextField()))
    about = Case(
        When(type__in=["revision", "vote"], then=KT("line__response")),
        When(type="action", then=KT("line__on")),
        When(type="media", then=Value("")),
        default=KT("line__id"),
        output_field=TextField(),
    )
    kept.update(about=Coalesce(about, Value(""), output_field=TextField()))
    gone = origins.filter(local_hash="erased").values("external_id")
    kept.filter(about__in=gone).exclude(type="vote").delete()


class Migration(migrations.Migration):
    dependencies = [("transfer", "0007_placing")]

    operations = [
        without_trigger("responses_response", name="erased_forgets_origin", events=["update"]),
        migrations.AddField(
            "origin",
            "person",
            models.CharField(blank=True, default="", help_text="id of the writer's account, where the source has accounts", max_length=512),
            preserve_default=False,
        ),
        migrations.AddField(
            "kept",
            "about",
            models.CharField(blank=True, default="", help_text="external id of what it is, or is about", max_length=512),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            "origin", models.Index(fields=["person"], name="origin_person", condition=models.Q(person="", _negated=True))
        ),
        migrations.AddIndex("kept", models.Index(fields=["about"], name="kept_about", condition=models.Q(about="", _negated=True))),
        after_change(
            "responses_response",
            FORGET,
            name="erased_forgets_origin",
            events=["update"],
            columns=["state"],
            only="NEW.state = 'erased'",
        ),
        after_change(
            "transfer_origin",
            FORGET_KEPT,
            name="erased_forgets_kept",
            events=["update"],
            columns=["local_hash"],
            only="NEW.local_hash = 'erased'",
        ),
    ]

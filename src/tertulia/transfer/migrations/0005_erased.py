from django.db import migrations

from tertulia.events.triggers import after_change

# Erased is erased: the record as it came holds the words and the name, too.
FORGET = "update transfer_origin set line = '{}', claim = '', local_hash = 'erased' where response_id = NEW.id"


class Migration(migrations.Migration):
    dependencies = [("transfer", "0004_claiming")]

    operations = [
        after_change(
            "responses_response",
            FORGET,
            name="erased_forgets_origin",
            events=["update"],
            columns=["state"],
            only="NEW.state = 'erased'",
        ),
    ]

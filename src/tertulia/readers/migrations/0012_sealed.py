"""Secrets of authenticator apps and seeds of recovery codes that were stored in the clear are sealed."""

from django.db import migrations

from tertulia.readers.sealing import MARK, seal

SECRETS = ("secret", "seed")


def seal_secrets(apps, schema_editor):
    for factor in apps.get_model("mfa", "Authenticator").objects.filter(type__in=("totp", "recovery_codes")):
        clear = {name: factor.data[name] for name in SECRETS if not str(factor.data.get(name, MARK)).startswith(MARK)}
        if clear:
            factor.data = {**factor.data, **{name: seal(text) for name, text in clear.items()}}
            factor.save(update_fields=["data"])


class Migration(migrations.Migration):

    dependencies = [
        ("readers", "0011_networks"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(seal_secrets, migrations.RunPython.noop)]

"""Counts of limits are changed with every post and forgotten by reading them all: an index by their end costs more than it saves."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("readers", "0012_sealed")]

    operations = [migrations.RemoveIndex(model_name="allowance", name="allowance_ends_at")]

"""From which probability a response in a quarrel is held."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('house', '0003_rulebook'),
    ]

    operations = [
        migrations.AddField(
            model_name='policy',
            name='heated_hold_at',
            field=models.FloatField(blank=True, help_text='Empty: 0.6.', null=True, validators=[django.core.validators.MinValueValidator(0.0), django.core.validators.MaxValueValidator(1.0)], verbose_name='hold in a quarrel from'),
        ),
    ]

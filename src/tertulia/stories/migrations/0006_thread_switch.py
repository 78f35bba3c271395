"""A switch for the thread of each story, and the age at which threads close."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stories', '0005_paper_edition'),
    ]

    operations = [
        migrations.AddField(
            model_name='frontpage',
            name='close_after',
            field=models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(36500)], verbose_name='threads close after (days)'),
        ),
        migrations.AddField(
            model_name='sectionpage',
            name='close_after',
            field=models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(36500)], verbose_name='threads close after (days)'),
        ),
        migrations.AddField(
            model_name='storypage',
            name='thread_state',
            field=models.CharField(blank=True, choices=[('open', 'open'), ('held', 'held: a moderator reads every new response first'), ('closed', 'closed: it can be read, nothing can be added'), ('none', 'none: no thread is shown')], max_length=8, null=True, verbose_name='thread'),
        ),
        migrations.AddField(
            model_name='storypage',
            name='thread_told_at',
            field=models.DateTimeField(editable=False, help_text="when somebody else set the thread's state", null=True),
        ),
    ]

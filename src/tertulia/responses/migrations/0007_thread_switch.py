"""Threads that are not shown, and when a thread was closed for its age."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('responses', '0006_guests'),
    ]

    operations = [
        migrations.AddField(
            model_name='thread',
            name='aged_at',
            field=models.DateTimeField(help_text='when it was closed for its age; that happens once', null=True),
        ),
        migrations.AlterField(
            model_name='thread',
            name='state',
            field=models.CharField(choices=[('open', 'open'), ('closed', 'closed'), ('held', 'everything new is held'), ('none', 'none: no thread is shown')], default='open', max_length=8),
        ),
    ]

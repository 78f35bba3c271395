"""What shows of an author's picture, when words are forgotten, and votes of readers who left."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tertulia.events.triggers import after_change, without_trigger

EVENTS = ["insert", "update", "delete"]
SHOWN = [
    "state", "html", "author_name", "author_id", "avatar", "listed", "edited_at", "posted_at", "place", "parent_id", "root_id",
    "branch_no", "depth", "thread_id", "replies", "up", "down", "replied", "badge", "featured_at", "featured_by_id",
]


class Migration(migrations.Migration):

    dependencies = [
        ('readers', '0007_leaving'),
        ('responses', '0010_reinstated'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        without_trigger("responses_response", name="response_moves_version", events=EVENTS),
        migrations.AddField(
            model_name='response',
            name='avatar',
            field=models.CharField(help_text="digest of its author's picture", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name='response',
            name='forget_at',
            field=models.DateTimeField(help_text='of a withdrawn or removed response: when its words go', null=True),
        ),
        migrations.AlterField(
            model_name='vote',
            name='reader',
            field=models.ForeignKey(db_index=False, help_text='null: they left, and the vote stays counted', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='votes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='response',
            index=models.Index(condition=models.Q(('forget_at__isnull', False)), fields=['forget_at'], name='response_to_forget'),
        ),
        after_change(
            "responses_response",
            "update responses_thread set version = version + 1 where id = ROW.thread_id",
            name="response_moves_version",
            events=EVENTS,
            columns=SHOWN,
        ),
    ]

"""Votes, the keys of the orders by score and activity, featured responses and badges; the version moves with them."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

from tertulia.events.triggers import after_change, without_trigger

EVENTS = ["insert", "update", "delete"]
SHOWN = [
    "state", "html", "author_name", "author_id", "listed", "edited_at", "posted_at", "place", "parent_id", "root_id", "branch_no",
    "depth", "thread_id", "replies", "up", "down", "replied", "badge", "featured_at", "featured_by_id",
]


class Migration(migrations.Migration):

    dependencies = [
        ('responses', '0004_screening'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        without_trigger("responses_response", name="response_moves_version", events=EVENTS),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.SmallIntegerField()),
                ('weight', models.FloatField(default=1.0, help_text='how much it counts in an order; what is shown counts every vote as one')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='response',
            name='featured_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='response',
            name='replied',
            field=models.BigIntegerField(help_text='of a top-level response: place of the latest visible reply that lifts', null=True),
        ),
        migrations.AddField(
            model_name='response',
            name='badge',
            field=models.CharField(blank=True, choices=[('editor', 'editor'), ('moderator', 'moderator')], help_text='as whom of the newsroom it was written', max_length=12),
        ),
        migrations.AddField(
            model_name='response',
            name='down',
            field=models.PositiveIntegerField(default=0, help_text='votes that it does not'),
        ),
        migrations.AddField(
            model_name='response',
            name='featured_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='response',
            name='lifts',
            field=models.BooleanField(default=True, help_text='of a reply: lifts its branch in the order by activity'),
        ),
        migrations.AddField(
            model_name='response',
            name='up',
            field=models.PositiveIntegerField(default=0, help_text='votes that it adds to the discussion'),
        ),
        migrations.AddField(
            model_name='vote',
            name='reader',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='votes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='vote',
            name='response',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='responses.response'),
        ),
        migrations.AddField(
            model_name='vote',
            name='thread',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='responses.thread'),
        ),
        migrations.AddField(
            model_name='response',
            name='active',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Coalesce('replied', 'place'), output_field=models.BigIntegerField()),
        ),
        migrations.AddField(
            model_name='response',
            name='top',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Cast(models.F('up'), models.BigIntegerField()), '+', models.Value(1)), '*', models.Value(1073741824)), '/', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('up'), '+', models.F('down')), '+', models.Value(2))), '*', models.Value(8589934592)), '+', django.db.models.expressions.CombinedExpression(models.F('place'), '/', models.Value(1000000))), output_field=models.BigIntegerField()),
        ),
        migrations.AddIndex(
            model_name='response',
            index=models.Index(condition=models.Q(('listed', True), ('root', None)), fields=['thread', 'top', 'id'], name='response_top'),
        ),
        migrations.AddIndex(
            model_name='response',
            index=models.Index(condition=models.Q(('listed', True), ('root', None)), fields=['thread', 'active', 'id'], name='response_active'),
        ),
        migrations.AddIndex(
            model_name='response',
            index=models.Index(condition=models.Q(('lifts', True), ('root__isnull', False), ('state', 'visible')), fields=['root', 'place'], name='response_latest'),
        ),
        migrations.AddIndex(
            model_name='response',
            index=models.Index(condition=models.Q(('featured_at__isnull', False), ('state', 'visible')), fields=['thread', 'featured_at'], name='response_featured'),
        ),
        migrations.AddIndex(
            model_name='vote',
            index=models.Index(fields=['reader', 'thread'], name='vote_of_reader'),
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.UniqueConstraint(fields=('reader', 'response'), name='one_vote_each'),
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.CheckConstraint(condition=models.Q(('value__in', (-1, 1))), name='vote_up_or_down'),
        ),
        after_change(
            "responses_response",
            "update responses_thread set version = version + 1 where id = ROW.thread_id",
            name="response_moves_version",
            events=EVENTS,
            columns=SHOWN,
        ),
    ]

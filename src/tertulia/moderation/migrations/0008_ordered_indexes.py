"""The queue narrowed by a filter is in order without sorting, cases of one rank included."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('moderation', '0007_words'),
        ('responses', '0013_votes_brought'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='case',
            name='case_of_thread',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_of_section',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_of_author',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_of_language',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_of_ground',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_of_reason',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_of_rule',
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['thread', 'rank', 'id'], name='case_of_thread'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['section', 'rank', 'id'], name='case_of_section'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['language', 'rank', 'id'], name='case_of_language'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['ground', 'rank', 'id'], name='case_of_ground'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['reason', 'rank', 'id'], name='case_of_reason'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['rule', 'rank', 'id'], name='case_of_rule'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['author', 'rank', 'id'], name='case_of_author'),
        ),
    ]

"""The append-only log of what happened. Rows carry ids, never words, names or addresses."""

from django.db import models


class Event(models.Model):
    """One thing that happened, and whether its handlers have run."""

    kind = models.CharField(max_length=40)  # a Kind
    story = models.BigIntegerField(null=True)
    thread = models.BigIntegerField(null=True)
    response = models.BigIntegerField(null=True)
    reader = models.BigIntegerField(null=True)
    decision = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], name="event_unhandled", condition=models.Q(handled_at=None)),
            models.Index(fields=["thread", "id"], name="event_of_thread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

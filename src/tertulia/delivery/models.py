"""What this installation is."""

from django.db import models


class Installation(models.Model):
    """One row: the version whose schema the database has."""

    fingerprint = models.CharField(max_length=64)
    version = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.version

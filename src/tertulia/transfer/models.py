"""Where imported things come from, and what each import did."""

from django.db import models


class Run(models.Model):
    """One import."""

    source = models.CharField(max_length=40)
    file_name = models.CharField(max_length=255)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    report = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M}"


class Origin(models.Model):
    """The identity a story or response had elsewhere, and what came with it that has no place here."""

    external_id = models.CharField(max_length=512, unique=True)
    story = models.ForeignKey("stories.StoryPage", null=True, on_delete=models.CASCADE, related_name="+")
    response = models.OneToOneField("responses.Response", null=True, on_delete=models.CASCADE, related_name="origin")
    parent_external_id = models.CharField(max_length=512, blank=True, db_index=True)
    content_hash = models.CharField(max_length=64, help_text="of the record as it was imported")
    local_hash = models.CharField(max_length=64, blank=True, help_text="of what was stored, to notice local edits")
    anchor = models.CharField(max_length=120, blank=True, help_text="fragment its old permalinks ended with")
    position = models.PositiveBigIntegerField(null=True)
    original = models.TextField(blank=True, help_text="the words as the source wrote them")
    original_format = models.CharField(max_length=40, blank=True)
    extra = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.external_id

"""Where imported things come from, what has no place here, and what each import did."""

from enum import StrEnum
from typing import Any

from django.db import models

ERASED = "erased"  # in place of a hash: what was here has been erased, and no import brings it back


class RunState(StrEnum):
    """Where an import is."""

    WAITING = "waiting"
    RUNNING = "running"
    ENDED = "ended"
    REFUSED = "refused"


class Run(models.Model):
    """One import, and its report. One that was ordered in the browser is here before it begins."""

    source = models.CharField(max_length=40)
    files = models.JSONField(default=list)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    report = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default=RunState.ENDED.value)
    choices = models.JSONField(default=dict, help_text="what whoever ordered it has decided")
    done = models.BigIntegerField(default=0, help_text="records read")
    share = models.PositiveSmallIntegerField(default=0, help_text="hundredths of the file")
    reason = models.TextField(blank=True, help_text="why it was refused")

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M}"


class StoryOrigin(models.Model):
    """The identity a story had elsewhere, and the thread that its responses go to."""

    external_id = models.CharField(max_length=512, unique=True)
    thread = models.ForeignKey(
        "responses.Thread",
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="none for a plain page nobody answered",
    )
    story = models.ForeignKey(
        "stories.StoryPage", null=True, on_delete=models.SET_NULL, related_name="+", help_text="the page it made, if it made one"
    )
    plain_page = models.ForeignKey("stories.PlainPage", null=True, on_delete=models.SET_NULL, related_name="+")
    lacking = models.PositiveIntegerField(default=0, help_text="pictures of it that stand elsewhere still")
    content_hash = models.CharField(max_length=64)
    local_mark = models.CharField(max_length=40, blank=True, help_text="of the page it made, to notice a local edit")
    line = models.JSONField(help_text="the record as it came")

    def __str__(self) -> str:
        return self.external_id

    @property
    def made(self) -> Any:
        """The page it made here, story or plain page; None where it made none."""
        return self.story or self.plain_page


class Picture(models.Model):
    """A picture that an import fetched, so that no other fetches it again."""

    digest = models.CharField(max_length=64, unique=True, help_text="of the address")
    url = models.TextField()
    sha256 = models.CharField(max_length=64, db_index=True)
    image = models.ForeignKey("stories.NewsImage", on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return self.url


class Origin(models.Model):
    """The identity a response had elsewhere, and what came with it that has no place here."""

    external_id = models.CharField(max_length=512, unique=True)
    response = models.OneToOneField("responses.Response", on_delete=models.CASCADE, related_name="origin")
    thread = models.ForeignKey("responses.Thread", on_delete=models.CASCADE, related_name="+")
    parent = models.CharField(max_length=512, blank=True, help_text="external id of the parent")
    content_hash = models.CharField(max_length=64, blank=True, help_text="of the record as it came; empty for a tombstone")
    local_hash = models.CharField(max_length=64, blank=True, help_text="of what was stored, to notice a local edit")
    linked = models.BooleanField(default=False, help_text="whether the response has been hung below its parent")
    person = models.CharField(max_length=512, blank=True, help_text="id of the writer's account, where the source has accounts")
    claim = models.CharField(max_length=512, blank=True, help_text="key of the writer's e-mail, or their id: see Writer")
    anchor = models.CharField(max_length=120, blank=True, help_text="fragment that its old permalinks ended with")
    line = models.JSONField(default=dict, help_text="the record as it came, without the HTML stored with the response")

    class Meta:
        indexes = [
            models.Index(fields=["thread"], name="origin_to_link", condition=models.Q(linked=False)),
            models.Index(fields=["thread", "anchor"], name="origin_anchor", condition=~models.Q(anchor="")),
            models.Index(fields=["claim"], name="origin_claim", condition=~models.Q(claim="")),
            models.Index(fields=["person"], name="origin_person", condition=~models.Q(person="")),
        ]

    def __str__(self) -> str:
        return self.external_id


class Writer(models.Model):
    """Somebody with an account where an import comes from, and the keyed digest of their e-mail: nothing else of them."""

    external_id = models.CharField(max_length=512, unique=True)
    address = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return self.external_id


class Kept(models.Model):
    """A record without a table here (a person, a vote, a pingback …), kept word for word for the export."""

    digest = models.CharField(max_length=64, unique=True, help_text="of type and id")
    content_hash = models.CharField(max_length=64)
    type = models.CharField(max_length=40)
    about = models.CharField(max_length=512, blank=True, help_text="external id of what it is, or is about")
    line = models.JSONField()
    placed_at = models.DateTimeField(null=True, help_text="of a vote or an action: when it found what it is about")
    vote = models.OneToOneField(
        "responses.Vote", null=True, on_delete=models.SET_NULL, related_name="kept", help_text="the vote it has become"
    )

    class Meta:
        indexes = [
            models.Index(fields=["about"], name="kept_about", condition=~models.Q(about="")),
            models.Index(fields=["id"], name="kept_to_place", condition=models.Q(placed_at=None, type__in=["vote", "action"])),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.digest[:8]}"

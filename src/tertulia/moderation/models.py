"""What we decide about what was said: cases, decisions, and what moderators tell each other."""

from django.conf import settings
from django.db import models
from django.db.models import DO_NOTHING, PROTECT, Q
from django.utils.translation import gettext_lazy as _

from tertulia.moderation.actions import Action, Source
from tertulia.moderation.law_models import (
    Appeal,
    LegalNotice,
    MisuseKind,
    Outcome,
    Report,
    ReportMisuse,
    Statement,
    TrustedFlagger,
)

__all__ = [
    "Appeal", "CannedReason", "Case", "Decision", "LegalNotice", "Lesson", "MisuseKind", "Note", "Outcome", "Quarrel", "Report",
    "ReportMisuse", "Statement", "TrustedFlagger", "Waiting",
]  # fmt: skip


class Case(models.Model):
    """All that is known of one response that is held or reported; at most one is open for each response.

    Database triggers open it in the transaction that holds the response, whoever wrote that, and close it when the response
    is withdrawn or erased. `cases.py` fills in what the queue needs (`prepared`). `rank` is the sort key: see `priority.py`.
    Response and thread are keys without a constraint: whatever goes, the case stays as a number.
    """

    response = models.ForeignKey(
        "responses.Response", on_delete=DO_NOTHING, db_constraint=False, related_name="cases", db_index=False
    )
    thread = models.ForeignKey("responses.Thread", on_delete=DO_NOTHING, db_constraint=False, related_name="+", db_index=False)
    site = models.PositiveIntegerField(default=1)
    section = models.PositiveBigIntegerField(default=0, help_text="0: none")
    language = models.CharField(max_length=12, blank=True)
    author = models.BigIntegerField(null=True, help_text="key of the reader who wrote it")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    is_held = models.BooleanField(default=False)
    is_reported = models.BooleanField(default=False)
    is_urgent = models.BooleanField(default=False)
    is_notice = models.BooleanField(default=False)
    is_appeal = models.BooleanField(default=False)
    is_new_writer = models.BooleanField(default=False)
    is_edited = models.BooleanField(default=False, help_text="edited after a moderator let it through, or was asked for")

    reason = models.CharField(max_length=30, blank=True, help_text="why the gate held it, or `person`")
    ground = models.CharField(max_length=40, blank=True, help_text="the ground most reporters gave")
    rule = models.CharField(max_length=120, blank=True, help_text="the word rule, or the strongest evidence")
    p = models.FloatField(null=True, help_text="what screening gave it")
    reports = models.PositiveIntegerField(default=0)
    fingerprint = models.CharField(max_length=16, blank=True, help_text="of the words, to find identical ones while it is open")
    harm = models.FloatField(default=1.0)
    reach = models.FloatField(default=1.0)
    rank = models.BigIntegerField(help_text="the smaller, the sooner it should be looked at")
    prepared = models.BooleanField(default=False)

    claimed_by = models.BigIntegerField(null=True, help_text="key of the moderator who looks at it")
    claimed_until = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response"], condition=Q(closed_at=None), name="one_open_case"),
        ]
        indexes = [
            models.Index(fields=["rank", "id"], name="case_all", condition=Q(closed_at=None)),
            models.Index(fields=["rank", "id"], name="case_held", condition=Q(closed_at=None, is_held=True)),
            models.Index(fields=["rank", "id"], name="case_reported", condition=Q(closed_at=None, is_reported=True)),
            models.Index(fields=["rank", "id"], name="case_urgent", condition=Q(closed_at=None, is_urgent=True)),
            models.Index(fields=["rank", "id"], name="case_notice", condition=Q(closed_at=None, is_notice=True)),
            models.Index(fields=["rank", "id"], name="case_appeal", condition=Q(closed_at=None, is_appeal=True)),
            models.Index(fields=["rank", "id"], name="case_new_writer", condition=Q(closed_at=None, is_new_writer=True)),
            models.Index(fields=["rank", "id"], name="case_edited", condition=Q(closed_at=None, is_edited=True)),
            models.Index(fields=["thread", "rank", "id"], name="case_of_thread", condition=Q(closed_at=None)),
            models.Index(fields=["site", "rank", "id"], name="case_of_site", condition=Q(closed_at=None)),
            models.Index(fields=["section", "rank", "id"], name="case_of_section", condition=Q(closed_at=None)),
            models.Index(fields=["language", "rank", "id"], name="case_of_language", condition=Q(closed_at=None)),
            models.Index(fields=["ground", "rank", "id"], name="case_of_ground", condition=Q(closed_at=None)),
            models.Index(fields=["reason", "rank", "id"], name="case_of_reason", condition=Q(closed_at=None)),
            models.Index(fields=["rule", "rank", "id"], name="case_of_rule", condition=Q(closed_at=None)),
            models.Index(fields=["fingerprint"], name="case_same_words", condition=Q(closed_at=None)),
            models.Index(fields=["id"], name="case_unprepared", condition=Q(prepared=False, closed_at=None)),
            models.Index(fields=["author", "rank", "id"], name="case_of_author"),
            models.Index(fields=["response"], name="case_of_response"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class Waiting(models.Model):
    """How many cases are open, by site, section and views; kept by database triggers so that nobody has to count.

    `views` is a sum of bits: see `queue.py: View`.
    """

    site = models.PositiveIntegerField()
    section = models.PositiveBigIntegerField()
    views = models.PositiveSmallIntegerField()
    cases = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "section", "views"], name="waiting_once")]

    def __str__(self) -> str:
        return f"{self.cases} of {self.views}"


class Decision(models.Model):
    """One thing that was decided, by a person or by the gate. Rows are only ever added: a trigger refuses anything else.

    An undone decision stays, and one with the action `undo` points at it. All keys are plain numbers, so that erasing a
    response or an account changes nothing here. `text` and `note` may hold what people wrote: they alone may be emptied.
    """

    case = models.ForeignKey(Case, null=True, on_delete=PROTECT, related_name="decisions")
    response = models.BigIntegerField(null=True)
    thread = models.BigIntegerField()
    site = models.PositiveIntegerField()
    author = models.BigIntegerField(null=True, help_text="key of the reader it is about; null for a guest")
    moderator = models.BigIntegerField(null=True, help_text="null: nobody, the gate did it by itself")
    action = models.CharField(max_length=12, choices=Action.choices())
    before = models.CharField(max_length=10, blank=True, help_text="state of the response before")
    after = models.CharField(max_length=10, blank=True, help_text="and after")
    reason = models.CharField(max_length=30, blank=True, help_text="why the case was open")
    ground = models.CharField(max_length=40, blank=True, help_text="a rule of the house, or the law")
    rule_version = models.PositiveIntegerField(null=True, help_text="version of the house rules that held then")
    source = models.CharField(max_length=8, choices=Source.choices(), default=Source.OWN.value)
    automated_detection = models.BooleanField(default=False)
    automated_decision = models.BooleanField(default=False)
    p = models.FloatField(null=True, help_text="what screening had given")
    until = models.DateTimeField(null=True, help_text="end of a suspension, a pause or a closing")
    waited = models.PositiveIntegerField(null=True, help_text="seconds the case had been open")
    undoes = models.OneToOneField("self", null=True, on_delete=PROTECT, related_name="undone_by")
    text = models.TextField(blank=True, help_text="to the author")
    note = models.TextField(blank=True, help_text="for colleagues")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["response", "id"], name="decision_of_response"),
            models.Index(fields=["author", "id"], name="decision_about_author"),
            models.Index(fields=["at"], name="decision_at"),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class Lesson(models.Model):
    """What one decision taught the screener: words, and how far each moved. Erased with the words it came from."""

    decision = models.OneToOneField(Decision, on_delete=PROTECT, related_name="lesson")
    moved = models.JSONField()

    def __str__(self) -> str:
        return f"lesson of {self.decision_id}"


class Note(models.Model):
    """What moderators tell each other about a reader."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    moderator = models.BigIntegerField()
    text = models.TextField(_("note"), max_length=2000)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"note {self.pk}"


class CannedReason(models.Model):
    """A letter to the author that is already written, in one language."""

    site = models.PositiveIntegerField(_("site"), default=1)
    language = models.CharField(_("language"), max_length=12)
    action = models.CharField(_("for"), max_length=12, choices=Action.choices())
    ground = models.CharField(_("ground"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("to the author"), max_length=2000)

    class Meta:
        verbose_name = _("canned reason")
        verbose_name_plural = _("canned reasons")
        constraints = [models.UniqueConstraint(fields=["site", "language", "action", "title"], name="canned_once")]

    def __str__(self) -> str:
        return self.title


class Quarrel(models.Model):
    """Two readers who go at each other in one thread, the one with the smaller key first."""

    thread = models.ForeignKey("responses.Thread", on_delete=models.CASCADE, related_name="+")
    one = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    turns = models.PositiveIntegerField()
    heat = models.FloatField()
    latest_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "one", "other"], name="quarrel_once")]
        indexes = [models.Index(fields=["-latest_at"], name="quarrel_latest")]

    def __str__(self) -> str:
        return f"quarrel {self.pk}"

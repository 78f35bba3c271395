"""What is written down because the law or fairness asks for it: reports, legal notices, statements of reasons, appeals.

People and decisions are named by plain keys, so that erasing an account changes nothing here. Whatever somebody wrote, and
how to reach them, stands in columns that can be emptied; `forgetting.py` does that, and says when.
"""

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import DO_NOTHING, PROTECT, Q
from django.utils.translation import gettext_lazy as _

from tertulia.moderation.named import Named


class Outcome(Named):
    """What came of a report or a legal notice; the value is stored and stable."""

    OPEN = "", _("waiting")
    UPHELD = "upheld", _("upheld")
    REJECTED = "rejected", _("turned down")
    GONE = "gone", _("gone before we decided")


class Report(models.Model):
    """Somebody says that a response breaks a rule or the law: a reader, or a network by its pseudonym of the day."""

    response = models.ForeignKey(
        "responses.Response", on_delete=DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    thread = models.BigIntegerField()
    site = models.PositiveIntegerField()
    reporter = models.BigIntegerField(null=True, help_text="key of the reader; null for somebody without an account")
    network = models.CharField(max_length=32, blank=True, help_text="emptied with the salt of its day")
    ground = models.CharField(max_length=40)
    rule_version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    language = models.CharField(max_length=12, blank=True)
    weight = models.FloatField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8, blank=True, choices=Outcome.choices(), default=Outcome.OPEN.value)
    decision = models.BigIntegerField(null=True, help_text="key of the decision that settled it")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "reporter"], name="one_report_each", condition=Q(reporter__isnull=False)),
            models.UniqueConstraint(
                fields=["response", "network"], name="one_report_each_network", condition=Q(reporter=None) & ~Q(network="")
            ),
        ]
        indexes = [
            models.Index(fields=["response", "id"], name="report_of_response"),
            models.Index(fields=["reporter", "outcome"], name="report_by_reader", condition=Q(reporter__isnull=False)),
            models.Index(fields=["at"], name="report_network", condition=~Q(network="")),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"


class MisuseKind(StrEnum):
    """What follows when somebody often reports what is plainly in order."""

    WARNING = "warning"
    PAUSE = "pause"


class ReportMisuse(models.Model):
    """A reader was warned of misusing reports, or may not report until a date; with the counts it rests on."""

    reader = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=[(each.value, each.value) for each in MisuseKind])
    settled = models.PositiveIntegerField(help_text="reports of theirs that had been settled")
    rejected = models.PositiveIntegerField(help_text="and of these turned down")
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["reader", "id"], name="misuse_of_reader")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.reader}"


class LegalNotice(models.Model):
    """A notice of illegal content (Art. 16 of the Digital Services Act), by anybody, with what the article asks for."""

    reference = models.CharField(max_length=16, unique=True)
    site = models.PositiveIntegerField()
    url = models.CharField(max_length=500)
    response = models.BigIntegerField(null=True)
    thread = models.BigIntegerField(null=True)
    ground = models.CharField(max_length=40)
    explanation = models.TextField(blank=True)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    good_faith = models.BooleanField()
    language = models.CharField(max_length=12, blank=True)
    trusted = models.BooleanField(default=False, help_text="given by a trusted flagger (Art. 22)")
    at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="when we want to have decided")
    outcome = models.CharField(max_length=8, blank=True, choices=Outcome.choices(), default=Outcome.OPEN.value)
    decision = models.BigIntegerField(null=True)
    answer = models.TextField(blank=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    receipt_at = models.DateTimeField(null=True, help_text="when the receipt was sent")
    told_at = models.DateTimeField(null=True, help_text="when the decision was sent")

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="legal_notice_open", condition=Q(outcome="")),
            models.Index(fields=["response"], name="legal_notice_of_response"),
            models.Index(fields=["decided_at"], name="legal_notice_decided", condition=~Q(email="")),
        ]

    def __str__(self) -> str:
        return self.reference


class TrustedFlagger(models.Model):
    """An account of somebody whose notices come first (Art. 22), marked by an administrator."""

    reader = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    marked_by = models.BigIntegerField()
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"trusted flagger {self.reader_id}"


class Statement(models.Model):
    """A statement of reasons (Art. 17), to the one person it restricts.

    The columns after `language` are called as the Commission's schema calls them and hold its values without their prefixes;
    none of them holds a word somebody wrote about a person. The moderator's letter is the decision's `text`.
    """

    decision = models.OneToOneField("moderation.Decision", on_delete=PROTECT, related_name="statement")
    site = models.PositiveIntegerField()
    thread = models.BigIntegerField()
    response = models.BigIntegerField(null=True)
    reader = models.BigIntegerField(null=True)
    guest = models.BigIntegerField(null=True)
    ground = models.CharField(max_length=40)
    rule_version = models.PositiveIntegerField()
    language = models.CharField(max_length=12)
    decision_visibility = models.JSONField(default=list)
    decision_provision = models.CharField(max_length=40, blank=True)
    decision_account = models.CharField(max_length=40, blank=True)
    decision_ground = models.CharField(max_length=24)
    illegal_content_legal_ground = models.CharField(max_length=500, blank=True)
    illegal_content_explanation = models.TextField(blank=True)
    incompatible_content_ground = models.CharField(max_length=500, blank=True)
    incompatible_content_explanation = models.TextField(blank=True)
    category = models.CharField(max_length=60)
    content_type = models.JSONField(default=list)
    content_date = models.DateField()
    content_language = models.CharField(max_length=2, blank=True)
    application_date = models.DateField()
    end_date_visibility_restriction = models.DateField(null=True)
    end_date_account_restriction = models.DateField(null=True)
    end_date_service_restriction = models.DateField(null=True)
    decision_facts = models.TextField()
    source_type = models.CharField(max_length=24)
    automated_detection = models.BooleanField()
    automated_decision = models.CharField(max_length=16)
    puid = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["response", "id"], name="statement_of_response"),
            models.Index(fields=["reader", "id"], name="statement_to_reader", condition=Q(reader__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.puid


class Appeal(models.Model):
    """Somebody asks again (Art. 20): the author of what was restricted, or whoever reported something and was turned down."""

    statement = models.OneToOneField(Statement, null=True, on_delete=PROTECT, related_name="appeal")
    report = models.OneToOneField(Report, null=True, on_delete=PROTECT, related_name="appeal")
    notice = models.OneToOneField(LegalNotice, null=True, on_delete=PROTECT, related_name="appeal")
    against = models.BigIntegerField(null=True, help_text="key of the decision it is against")
    site = models.PositiveIntegerField()
    response = models.BigIntegerField(null=True)
    reader = models.BigIntegerField(null=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="when we want to have answered")
    reverses = models.BooleanField(null=True, help_text="whether the decision falls; null: not answered yet")
    answer = models.TextField(blank=True)
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    decision = models.BigIntegerField(null=True, help_text="key of the decision that reverses")
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(statement__isnull=False, report=None, notice=None)
                | Q(statement=None, report__isnull=False, notice=None)
                | Q(statement=None, report=None, notice__isnull=False),
                name="appeal_about_one",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, reverses=None) | Q(answered_at__isnull=False, reverses__isnull=False),
                name="appeal_answered_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="appeal_open", condition=Q(answered_at=None)),
            models.Index(fields=["response"], name="appeal_of_response"),
        ]

    def __str__(self) -> str:
        return f"appeal {self.pk}"

"""What this site has decided about itself: its screening policy, its word rules, what it taught the screener."""

from enum import StrEnum

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

PROBABILITY = [MinValueValidator(0.0), MaxValueValidator(1.0)]


class OnFailure(StrEnum):
    """What happens to a response when screening fails or takes too long."""

    HOLD = "hold"
    PUBLISH = "publish"
    HOLD_NEW = "hold-new"


ON_FAILURE = [
    (OnFailure.HOLD.value, _("hold everything")),
    (OnFailure.PUBLISH.value, _("publish everything")),
    (OnFailure.HOLD_NEW.value, _("hold new writers and guests")),
]
EFFECTS = [
    ("ban", _("ban: hold at once")),
    ("suspect", _("suspect: speaks against it")),
    ("allow", _("allow: never counts against it")),
]


class Policy(models.Model):
    """What follows from an assessment: for a whole site, for one section, or for one story; the narrowest counts.

    The thresholds are probabilities of abuse. 1 switches a step off.
    """

    site = models.PositiveIntegerField(_("site"), default=1)
    section = models.PositiveBigIntegerField(_("section"), null=True, blank=True)
    story = models.PositiveBigIntegerField(_("story"), null=True, blank=True)
    is_on = models.BooleanField(_("screen what readers write"), default=True)
    nudge_at = models.FloatField(_("ask the writer to think again from"), default=0.5, validators=PROBABILITY)
    hold_at = models.FloatField(_("hold from"), default=0.85, validators=PROBABILITY)
    urgent_at = models.FloatField(_("hold as urgent: threats from"), default=0.6, validators=PROBABILITY)
    spam_at = models.FloatField(_("hold as spam from"), default=0.9, validators=PROBABILITY)
    newcomer_hold_at = models.FloatField(_("hold a first response from"), default=0.7, validators=PROBABILITY)
    heated_hold_at = models.FloatField(
        _("hold in a quarrel from"), null=True, blank=True, validators=PROBABILITY, help_text=_("Empty: 0.6.")
    )
    links_at = models.PositiveSmallIntegerField(_("hold from this many links (0: never)"), default=5)
    on_failure = models.CharField(_("when screening fails"), max_length=10, choices=ON_FAILURE, default=OnFailure.HOLD_NEW.value)
    slow_ms = models.PositiveIntegerField(_("screening takes too long after (milliseconds)"), default=500)

    class Meta:
        verbose_name = _("screening policy")
        verbose_name_plural = _("screening policies")
        constraints = [
            models.UniqueConstraint(fields=["site", "section", "story"], name="policy_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        scope = f"story {self.story}" if self.story else f"section {self.section}" if self.section else "everywhere"
        return f"{scope} on site {self.site}"


class WordRule(models.Model):
    """A word, a phrase or the beginning of a word that this house bans, suspects or allows."""

    site = models.PositiveIntegerField(_("site"), default=1)
    pattern = models.CharField(_("word or phrase"), max_length=120)
    effect = models.CharField(_("effect"), max_length=8, choices=EFFECTS, default="suspect")
    prefix = models.BooleanField(_("also as the beginning of a longer word"), default=False)
    note = models.CharField(_("why"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("word rule")
        verbose_name_plural = _("word rules")
        constraints = [models.UniqueConstraint(fields=["site", "pattern"], name="word_rule_once")]

    def __str__(self) -> str:
        return self.pattern


class RulesVersion(models.Model):
    """One row: moved by database triggers whenever policies, word rules or learned weights change."""

    number = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.number)


class Rulebook(models.Model):
    """One version of a site's house rules, for people to read; never changed once it is there."""

    site = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    editor = models.PositiveBigIntegerField(null=True, help_text="key of the reader who published it")
    preambles = models.JSONField(default=dict, help_text="what stands before the clauses, by language")
    contact = models.TextField(blank=True, help_text="how readers and authorities reach the newsroom")
    clauses = models.JSONField(help_text="as Clause.as_dict gives them")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "version"], name="rulebook_version_once")]

    def __str__(self) -> str:
        return f"version {self.version} of site {self.site}"


class Learned(models.Model):
    """What decisions by people have taught the screener, for one community: this site, or one that asks over the API."""

    community = models.CharField(max_length=300, unique=True)
    weights = models.JSONField()
    before = models.JSONField(null=True, help_text="the weights one step earlier, to undo")
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.community


class Tally(models.Model):
    """How often something happened on one day: nudges, failures of screening."""

    site = models.PositiveIntegerField(default=1)
    day = models.DateField()
    name = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "day", "name"], name="tally_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.day}"

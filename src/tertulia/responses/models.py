"""What readers say: threads, responses and their revisions."""

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from tertulia.ranking.top import LEVELS, SECONDS
from tertulia.responses.kinds import ShieldKind


class ThreadState(StrEnum):
    """Whether a thread takes responses."""

    OPEN = "open"
    CLOSED = "closed"
    HELD = "held"
    NONE = "none"


class State(StrEnum):
    """What has become of a response."""

    VISIBLE = "visible"
    HELD = "held"
    REMOVED = "removed"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"
    SPAM = "spam"
    MISSING = "missing"
    UNPROVEN = "unproven"  # a guest has not confirmed yet that the address given is theirs


THREAD_STATES = [
    (ThreadState.OPEN.value, _("open")),
    (ThreadState.CLOSED.value, _("closed")),
    (ThreadState.HELD.value, _("everything new is held")),
    (ThreadState.NONE.value, _("none: no thread is shown")),
]
STATES = [
    (State.VISIBLE.value, _("visible")),
    (State.HELD.value, _("held")),
    (State.REMOVED.value, _("removed")),
    (State.WITHDRAWN.value, _("withdrawn")),
    (State.ERASED.value, _("erased")),
    (State.SPAM.value, _("spam")),
    (State.MISSING.value, _("missing")),
    (State.UNPROVEN.value, _("not confirmed")),
]


class Badge(StrEnum):
    """As whom of the newsroom somebody writes."""

    EDITOR = "editor"
    MODERATOR = "moderator"


BADGES = [(Badge.EDITOR.value, _("editor")), (Badge.MODERATOR.value, _("moderator"))]


class Thread(models.Model):
    """All responses under one story, or under a page of another site.

    It points at the story, never the reverse: revisions of a page rewrite its fields. `site` is the key of the site and
    not a foreign key, so that a site or a story can go and leave its thread intact.
    """

    site = models.PositiveIntegerField(default=1)
    url = models.CharField(max_length=500, help_text="path on the site, or the whole address of a page elsewhere")
    title = models.CharField(max_length=500)
    language = models.CharField(max_length=12, blank=True)
    story = models.OneToOneField("stories.StoryPage", null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=8, choices=THREAD_STATES, default=ThreadState.OPEN.value)
    visible = models.PositiveIntegerField(default=0, help_text="number of visible responses")
    declared = models.PositiveIntegerField(null=True, help_text="number an imported source said it had")
    version = models.BigIntegerField(default=1, help_text="moved by database triggers")
    opened_at = models.DateTimeField()
    aged_at = models.DateTimeField(null=True, help_text="when it was closed for its age; that happens once")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "url"], name="thread_once_per_address")]

    def __str__(self) -> str:
        return self.title


class ThreadAddress(models.Model):
    """Another address under which a thread is known."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="addresses")
    site = models.PositiveIntegerField()
    url = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "url"], name="thread_address_once")]

    def __str__(self) -> str:
        return self.url


_BIG = models.BigIntegerField()
# As `ranking/top.py` has it. Computed by the database, so that no writer can forget it.
_TOP = (Cast(F("up"), _BIG) + 1) * LEVELS / (F("up") + F("down") + 2) * SECONDS + F("place") / 1_000_000


class Response(models.Model):
    """What one person wrote.

    A top-level response is its own branch: `root` is null and `branch_no` 0. Every reply below it, at any depth, has that
    response as `root` and a `branch_no` counted from 1 by time, so that a parent always comes before its replies and any
    beginning of a branch is whole. `listed` says whether it is shown: it is visible, or something listed hangs below it.
    """

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="responses")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children", db_index=False)
    root = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="branch", db_index=False)
    depth = models.PositiveIntegerField(default=1)
    place = models.BigIntegerField(help_text="sort key: microseconds since the epoch")
    branch_no = models.PositiveIntegerField(default=0)
    replies = models.PositiveIntegerField(default=0, help_text="of a top-level response: listed replies in its branch")
    last_no = models.PositiveIntegerField(default=0, help_text="of a top-level response: highest branch_no given")
    listed = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=STATES, default=State.VISIBLE.value)

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="responses", db_index=False
    )
    guest = models.ForeignKey("readers.Guest", null=True, on_delete=models.SET_NULL, related_name="responses", db_index=False)
    author_name = models.CharField(max_length=200, blank=True, help_text="empty when unknown")
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    renderer = models.PositiveSmallIntegerField(default=0, help_text="version of markup.py that made the HTML")
    posted_at = models.DateTimeField(null=True)
    edited_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True, help_text="since when a moderator waits for its author to put it differently")

    reinstated_at = models.DateTimeField(null=True, help_text="when an appeal brought it back")
    avatar = models.CharField(  # noqa: DJ001 - a default would make SQLite copy the whole table
        max_length=32, null=True, help_text="digest of its author's picture"
    )
    forget_at = models.DateTimeField(null=True, help_text="of a withdrawn or removed response: when its words go")
    badge = models.CharField(max_length=12, blank=True, choices=BADGES, help_text="as whom of the newsroom it was written")
    featured_at = models.DateTimeField(null=True)
    featured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    up = models.PositiveIntegerField(default=0, help_text="votes that it adds to the discussion")
    down = models.PositiveIntegerField(default=0, help_text="votes that it does not")
    came_up = models.PositiveIntegerField(null=True, help_text="those of them that an import gave as a number")
    came_down = models.PositiveIntegerField(null=True, help_text="the same")
    lifts = models.BooleanField(default=True, help_text="of a reply: lifts its branch in the order by activity")
    replied = models.BigIntegerField(null=True, help_text="of a top-level response: place of the latest visible reply that lifts")
    top = models.GeneratedField(expression=_TOP, output_field=_BIG, db_persist=True)
    active = models.GeneratedField(expression=Coalesce("replied", "place"), output_field=_BIG, db_persist=True)

    class Meta:
        indexes = [
            models.Index(fields=["thread", "place", "id"], name="response_top_level", condition=Q(root=None, listed=True)),
            models.Index(fields=["thread", "top", "id"], name="response_top", condition=Q(root=None, listed=True)),
            models.Index(fields=["thread", "active", "id"], name="response_active", condition=Q(root=None, listed=True)),
            models.Index(
                fields=["root", "place"],
                name="response_latest",
                condition=Q(root__isnull=False, state="visible", lifts=True),
            ),
            models.Index(
                fields=["thread", "featured_at"],
                name="response_featured",
                condition=Q(featured_at__isnull=False, state="visible"),
            ),
            models.Index(fields=["root", "branch_no"], name="response_branch", condition=Q(listed=True)),
            models.Index(fields=["state", "id"], name="response_held", condition=Q(state="held")),
            models.Index(fields=["parent"], name="response_by_parent", condition=Q(parent__isnull=False)),
            models.Index(fields=["featured_by"], name="response_featured_by", condition=Q(featured_by__isnull=False)),
            models.Index(fields=["author", "id"], name="response_by_author", condition=Q(author__isnull=False)),
            models.Index(fields=["forget_at"], name="response_to_forget", condition=Q(forget_at__isnull=False)),
            models.Index(fields=["guest", "id"], name="response_by_guest", condition=Q(guest__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["root", "branch_no"], name="branch_no_once"),
            models.CheckConstraint(
                condition=Q(root=None, parent=None) | Q(root__isnull=False, parent__isnull=False), name="reply_has_root"
            ),
            models.CheckConstraint(
                condition=Q(root=None, branch_no=0) | Q(root__isnull=False, branch_no__gt=0), name="reply_has_number"
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="not_its_own_parent"),
        ]
        permissions = [("moderate", _("May hold, release, remove and restore responses"))]

    def __str__(self) -> str:
        return f"response {self.pk}"


class Revision(models.Model):
    """The words of a response as they were before an edit."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="revisions")
    text = models.TextField()
    html = models.TextField()
    renderer = models.PositiveSmallIntegerField()
    written_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"revision {self.pk} of {self.response_id}"


class Mention(models.Model):
    """A response names a reader who has written in its thread."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="mentions", db_index=False)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "reader"], name="mention_once")]

    def __str__(self) -> str:
        return f"mention of {self.reader_id} in {self.response_id}"


class Vote(models.Model):
    """What one reader thinks of one response: it adds to the discussion (1), or it does not (-1)."""

    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="votes",
        db_index=False,
        help_text="null: they left, and the vote stays counted",
    )
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="votes")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="votes", db_index=False)
    value = models.SmallIntegerField()
    weight = models.FloatField(default=1.0, help_text="how much it counts in an order; what is shown counts every vote as one")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["reader", "thread"], name="vote_of_reader")]
        constraints = [
            models.UniqueConstraint(fields=["reader", "response"], name="one_vote_each"),
            models.CheckConstraint(condition=Q(value__in=(-1, 1)), name="vote_up_or_down"),
        ]

    def __str__(self) -> str:
        return f"{self.value:+d} by {self.reader_id} on {self.response_id}"


class Screening(models.Model):
    """What the gate found and decided about one text of a response; a new row with every edit."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="screenings", db_index=False)
    at = models.DateTimeField()
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=30, blank=True)
    urgent = models.BooleanField(default=False)
    p = models.FloatField(null=True, help_text="probability of abuse; null where screening failed or was off")
    record = models.JSONField(null=True, help_text="the assessment, as Assessment.as_dict gives it")

    class Meta:
        indexes = [models.Index(fields=["response", "-id"], name="screening_latest")]

    def __str__(self) -> str:
        return f"screening {self.pk} of {self.response_id}"


class SentFrom(models.Model):
    """The network from which somebody without an account sent a response, by its pseudonym of that day; see `networks.py`."""

    response = models.OneToOneField(Response, primary_key=True, on_delete=models.CASCADE, related_name="sent_from")
    pseudonym = models.CharField(max_length=32)
    day = models.DateField()

    def __str__(self) -> str:
        return f"network of {self.response_id}"


class AnsweredKey(models.Model):
    """An idempotency key, with what was made under it."""

    key = models.CharField(max_length=64, primary_key=True, help_text="digest of who sent it and the key they sent")
    payload = models.CharField(max_length=64, help_text="digest of what was sent")
    response = models.ForeignKey(Response, null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="answered_key_at")]

    def __str__(self) -> str:
        return self.key


SHIELDS = [
    (ShieldKind.HOLD_ALL.value, _("hold everything")),
    (ShieldKind.HOLD_NEW.value, _("hold new writers")),
    (ShieldKind.SLOW.value, _("slow mode")),
    (ShieldKind.SIGN_IN.value, _("only with an account")),
    (ShieldKind.NO_LINKS.value, _("no links")),
]


class Shield(models.Model):
    """A protection of one thread, or of all threads of a site (`thread` null), until it ends."""

    site = models.PositiveIntegerField(default=1)
    thread = models.ForeignKey(Thread, null=True, on_delete=models.CASCADE, related_name="shields")
    kind = models.CharField(max_length=8, choices=SHIELDS)
    minutes = models.PositiveSmallIntegerField(default=0, help_text="of slow mode: one response in so many minutes")
    until = models.DateTimeField()
    set_at = models.DateTimeField()
    set_by = models.BigIntegerField(null=True, help_text="key of the moderator")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "thread", "kind"], name="shield_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.kind} until {self.until}"


class CoolDown(models.Model):
    """Two readers may not answer each other in one thread until it ends; the one with the smaller key first."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    one = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "one", "other"], name="cool_down_once")]

    def __str__(self) -> str:
        return f"cool-down {self.pk}"

"""Who follows what, who was told of what, and what has to leave the house."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.notifications.kinds import Channel, NoticeKind, Pace, Progress

KINDS = [(kind.value, kind.value) for kind in NoticeKind]
PACES = [
    (Pace.NEVER.value, _("Never")),
    (Pace.AT_ONCE.value, _("At once")),
    (Pace.HOURLY.value, _("Every hour, what came in")),
    (Pace.DAILY.value, _("Once a day, what came in")),
]


class Preference(models.Model):
    """What a reader chose about being told. No row: mail only about their own standing."""

    reader = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", primary_key=True)
    pace = models.CharField(max_length=8, choices=PACES, default=Pace.NEVER.value)
    bounced_at = models.DateTimeField(null=True, help_text="when the mail server refused the address for good")
    bounced_email = models.EmailField(blank=True, help_text="the address it refused; another one starts anew")
    feed = models.CharField(max_length=64, blank=True, help_text="digest of the private address of the feed")
    keeps_marks = models.BooleanField(default=False, help_text="keeps what was read in the account, for all browsers")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed"], name="feed_once", condition=~Q(feed=""))]

    def __str__(self) -> str:
        return f"preference of {self.reader_id}"


class Follow(models.Model):
    """Somebody wants to hear of a thread or a contributor: a reader, or an address that has been confirmed."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    email = models.EmailField(blank=True, help_text="of somebody without an account")
    pace = models.CharField(max_length=8, choices=PACES, default=Pace.AT_ONCE.value, help_text="for an address")
    language = models.CharField(max_length=12, blank=True, help_text="for an address")
    confirmed_at = models.DateTimeField(null=True, help_text="null: the address has not been proved, nothing is sent")
    thread = models.ForeignKey("responses.Thread", null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    contributor = models.ForeignKey("stories.Contributor", null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["thread", "id"], name="follow_of_thread", condition=Q(thread__isnull=False)),
            models.Index(fields=["contributor", "id"], name="follow_of_contributor", condition=Q(contributor__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["reader", "thread"], name="follow_thread_once", condition=Q(reader__isnull=False)),
            models.UniqueConstraint(
                fields=["reader", "contributor"], name="follow_contributor_once", condition=Q(reader__isnull=False)
            ),
            models.UniqueConstraint(fields=["email", "thread"], name="follow_thread_by_mail_once", condition=Q(reader=None)),
            models.UniqueConstraint(
                fields=["email", "contributor"], name="follow_contributor_by_mail_once", condition=Q(reader=None)
            ),
            models.CheckConstraint(condition=Q(reader=None) ^ Q(email=""), name="follow_by_reader_or_address"),
            models.CheckConstraint(condition=Q(thread=None) ^ Q(contributor=None), name="follow_thread_or_contributor"),
        ]

    def __str__(self) -> str:
        return f"follow {self.pk}"


class Notice(models.Model):
    """A reader was told of an event, in the page."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    event = models.BigIntegerField()
    kind = models.CharField(max_length=20, choices=KINDS)
    response = models.ForeignKey("responses.Response", null=True, on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey("responses.Thread", null=True, on_delete=models.CASCADE, related_name="+")
    story = models.ForeignKey("stories.StoryPage", null=True, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(
        max_length=300, blank=True, help_text="where it leads; empty: to the response, the story or the thread"
    )
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["reader", "-id"], name="notice_of_reader"),
            models.Index(fields=["reader"], name="notice_unread", condition=Q(read_at=None)),
        ]
        constraints = [models.UniqueConstraint(fields=["event", "reader"], name="told_once")]

    def __str__(self) -> str:
        return f"notice {self.pk} of {self.kind}"


class Outgoing(models.Model):
    """One event that one recipient is to hear of outside the page: a line of a mail, or a push message to one browser.

    `batch` names the mail that carries it: the lines of one recipient that are due together leave in one mail.
    """

    event = models.BigIntegerField()
    kind = models.CharField(max_length=20, choices=KINDS)
    channel = models.CharField(max_length=4, choices=[(each.value, each.value) for each in Channel])
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    follow = models.ForeignKey(Follow, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    response = models.ForeignKey("responses.Response", null=True, on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey("responses.Thread", null=True, on_delete=models.CASCADE, related_name="+")
    story = models.ForeignKey("stories.StoryPage", null=True, on_delete=models.CASCADE, related_name="+")
    subscription = models.ForeignKey("Subscription", null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    path = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    progress = models.CharField(
        max_length=8, choices=[(each.value, each.value) for each in Progress], default=Progress.WAITING.value
    )
    tries = models.PositiveSmallIntegerField(default=0)
    batch = models.CharField(max_length=40, blank=True)
    moved_at = models.DateTimeField(null=True, help_text="when its progress changed last")

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], name="outgoing_due", condition=Q(progress="waiting")),
            models.Index(fields=["moved_at"], name="outgoing_under_way", condition=Q(progress="sending")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "channel", "reader"],
                name="sent_once_to_reader",
                condition=Q(reader__isnull=False, subscription=None),
            ),
            models.UniqueConstraint(
                fields=["subscription", "event"], name="sent_once_to_browser", condition=Q(subscription__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["event", "channel", "follow"], name="sent_once_to_address", condition=Q(follow__isnull=False)
            ),
            models.CheckConstraint(condition=Q(reader=None) ^ Q(follow=None), name="outgoing_to_one"),
            models.CheckConstraint(condition=~Q(channel="push", subscription=None), name="push_to_a_browser"),
        ]

    def __str__(self) -> str:
        return f"outgoing {self.pk} by {self.channel}"


class Subscription(models.Model):
    """A browser that takes push messages: where to send them, and the keys to encrypt them with (RFC 8291)."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=1000, unique=True)
    key = models.CharField(max_length=120, help_text="the browser's public key, base64url")
    secret = models.CharField(max_length=60, help_text="its authentication secret, base64url")
    device = models.CharField(max_length=60, blank=True, help_text="what the owner knows it by, such as `Firefox, Linux`")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"subscription {self.pk}"


class Mark(models.Model):
    """Up to where a reader has read a thread, kept for those who asked for it."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    thread = models.ForeignKey("responses.Thread", on_delete=models.CASCADE, related_name="+")
    place = models.BigIntegerField(help_text="of the latest response that was seen: microseconds since the epoch")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "thread"], name="one_mark_each")]

    def __str__(self) -> str:
        return f"mark {self.pk}"

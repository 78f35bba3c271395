"""The account, its API tokens, and what limits count."""

from enum import StrEnum
from importlib import import_module
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.readers.permissions import Role


class ReaderManager(BaseUserManager["Reader"]):
    """What Django's `createsuperuser` and authentication ask of a user model's manager."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Reader":
        reader = self.model(email=email.strip().lower(), **fields)
        reader.set_password(password)
        reader.save(using=self._db)
        return reader

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "Reader":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Reader":
        return self.get(email=(username or "").strip().lower())


class Reader(AbstractBaseUser, PermissionsMixin):
    """An account: a reader, and also every moderator and editor."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    language = models.CharField(_("language of the interface"), max_length=12, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("belongs to the newsroom"), default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    skeleton = models.CharField(max_length=240, blank=True, help_text="what the name looks like; see `names.py`")
    is_listed = models.BooleanField(_("has a public page"), default=True)
    avatar = models.CharField(max_length=32, blank=True, help_text="digest of the uploaded picture; empty: a letter is drawn")
    leaves_at = models.DateTimeField(null=True, help_text="when the account is erased, if its reader asked for that")
    keeps_words = models.BooleanField(default=False, help_text="of a reader who leaves: what they wrote stays, without a name")

    second_factor_missing = False  # for one request, by web/second_factor.py: roles sleep until a second factor was shown

    objects: ClassVar[ReaderManager] = ReaderManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("reader")
        verbose_name_plural = _("readers")
        constraints = [
            models.UniqueConstraint(fields=["skeleton"], condition=~models.Q(skeleton=""), name="nobody_looks_like_another")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        """What Wagtail's sidebar calls somebody by."""
        return self.name

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return not self.second_factor_missing and super().has_perm(perm, obj)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Session(AbstractBaseSession):
    """Where somebody is signed in, or is about to; see `sessions.py`."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, null=True, related_name="+")
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    device = models.CharField(max_length=40, blank=True)

    @classmethod
    def get_session_store_class(cls) -> type:
        return import_module(settings.SESSION_ENGINE).SessionStore


class RoleGrant(models.Model):
    """A role somebody has: everywhere, on one site, or in one section of a site; see `roles.py`."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role if role is not Role.READER])
    site = models.PositiveIntegerField(null=True, blank=True)
    section = models.PositiveBigIntegerField(null=True, blank=True)
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reader", "role", "site", "section"], name="role_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=models.Q(section=None) | models.Q(site__isnull=False, role=Role.MODERATOR.value),
                name="section_of_a_moderator",
            ),
            models.CheckConstraint(
                condition=models.Q(site=None) | ~models.Q(role=Role.ADMINISTRATOR.value), name="administrator_everywhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.site or ''} {self.section or ''}".strip()


class Guest(models.Model):
    """Somebody who writes without an account and gave an address. Until they have shown that it is theirs, one row for
    each response that claims it; then one row for the address, with everything confirmed under it.
    """

    name = models.CharField(max_length=60)
    email = models.EmailField(
        blank=True, help_text="for letters about what they wrote; forgotten when nothing can follow any more"
    )
    address = models.CharField(max_length=64, help_text="keyed digest of the e-mail: finds the same address again")
    language = models.CharField(max_length=12, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address"], condition=models.Q(confirmed_at__isnull=False), name="guest_once")
        ]
        indexes = [models.Index(fields=["address"], name="guest_address")]

    def __str__(self) -> str:
        return self.name


class Token(models.Model):
    """A bearer token of the API: only its digest is kept."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.label or f"token {self.pk}"


class Spent(models.Model):
    """Something that was good for once and has been used; see `spending.py`."""

    key = models.CharField(max_length=120, primary_key=True)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key


class Membership(models.Model):
    """Whom of the host site a reader is; the subject is the host's own name for that person."""

    reader = models.OneToOneField(Reader, on_delete=models.CASCADE, related_name="membership")
    subject = models.CharField(max_length=200, unique=True)
    badge = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.subject


class Export(models.Model):
    """A copy of everything one reader has here, made for them to fetch."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="exports")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    file = models.CharField(max_length=64, blank=True, help_text="name in the folder `exports`")

    def __str__(self) -> str:
        return f"export {self.pk}"


class Ignored(models.Model):
    """One reader does not want to read another."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="ignores", db_index=False)
    other = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "other"], name="ignored_once")]

    def __str__(self) -> str:
        return f"ignored {self.pk}"


class DeadAddress(models.Model):
    """An e-mail address that takes no mail, by its keyed digest; see `dead_addresses.py`."""

    key = models.CharField(max_length=64, primary_key=True)
    status = models.CharField(max_length=12, help_text="what the mail server said, such as 5.1.1")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.status


class Salt(models.Model):
    """What network addresses are hashed with on one day; made anew daily, destroyed after seven."""

    day = models.DateField(unique=True)
    secret = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.day}"


class Allowance(models.Model):
    """How often something was done in one window of time; see `limits.py`."""

    key = models.CharField(max_length=120, primary_key=True)
    ends_at = models.BigIntegerField(help_text="when the window ends, in seconds since the epoch")
    used = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.key


class SuspensionKind(StrEnum):
    """What somebody may not do for a while."""

    POST = "post"
    UNSEEN = "unseen"


SUSPENSIONS = [(SuspensionKind.POST.value, _("may not post")), (SuspensionKind.UNSEEN.value, _("everything is held"))]


class Suspension(models.Model):
    """Somebody may not post, or everything they post is held, until a date. See `standing.py`.

    It is about a reader, about a guest whose address is known, or about a network by its pseudonym of one day, and then it
    ends with that day's salt.
    """

    reader = models.ForeignKey(Reader, null=True, on_delete=models.CASCADE, related_name="suspensions", db_index=False)
    guest = models.ForeignKey("Guest", null=True, on_delete=models.CASCADE, related_name="suspensions", db_index=False)
    pseudonym = models.CharField(max_length=32, blank=True)
    site = models.PositiveIntegerField(null=True, help_text="where it holds; null: everywhere")
    kind = models.CharField(max_length=8, choices=SUSPENSIONS, default=SuspensionKind.POST.value)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, help_text="null: until somebody lifts it; never so for a network")
    lifted_at = models.DateTimeField(null=True)
    decision = models.BigIntegerField(null=True, help_text="key of the decision it follows from")

    class Meta:
        indexes = [
            models.Index(
                fields=["reader"], name="suspension_of_reader", condition=models.Q(lifted_at=None, reader__isnull=False)
            ),
            models.Index(fields=["guest"], name="suspension_of_guest", condition=models.Q(lifted_at=None, guest__isnull=False)),
            models.Index(fields=["pseudonym"], name="suspension_of_network", condition=models.Q(lifted_at=None, reader=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reader__isnull=False, guest=None, pseudonym="")
                | models.Q(reader=None, guest__isnull=False, pseudonym="")
                | (models.Q(reader=None, guest=None, until__isnull=False) & ~models.Q(pseudonym="")),
                name="suspension_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} until {self.until}"


class Warned(models.Model):
    """A reader was warned; they write nothing more before they have said that they read it."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="warnings", db_index=False)
    decision = models.BigIntegerField(help_text="key of the decision with the words")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True, help_text="when it was undone")

    class Meta:
        indexes = [
            models.Index(fields=["reader"], name="warning_unread", condition=models.Q(read_at=None, withdrawn_at=None)),
        ]

    def __str__(self) -> str:
        return f"warning {self.pk}"

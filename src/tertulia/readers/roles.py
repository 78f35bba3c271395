"""Who has which role, where, and what follows from it; the table itself is in `permissions.py`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import QuerySet, Value

from tertulia.errors import NotAllowed, SecondFactorNeeded, SignInNeeded
from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.readers.models import Reader, RoleGrant
from tertulia.readers.permissions import MAY, Role, Verb

__all__ = [
    "Grant",
    "Role",
    "RoleGrant",
    "Verb",
    "allows",
    "allows_somewhere",
    "grant_role",
    "grants_of",
    "is_staff",
    "require",
    "withdraw_role",
]

# Wagtail asks for permissions of groups: these two stand for a role that holds everywhere, and being in one is having it.
GROUPS = {Role.MODERATOR: "Thread moderators", Role.SENIOR_MODERATOR: "Thread moderators", Role.EDITOR: "Editors"}
OF_SITE = "Editors of site "
OF_GROUP = {"Thread moderators": Role.MODERATOR, "Editors": Role.EDITOR}


@dataclass(frozen=True, slots=True)
class Grant:
    """One role and where it holds: everywhere (both None), on a site, or in a section of a site."""

    role: Role
    site: int | None = None
    section: int | None = None

    def covers(self, verb: Verb, *, site: int | None, section: int | None) -> bool:
        """Whether it lets its holder do `verb` there. What is asked of no site in particular takes a grant for all of them."""
        here = self.site in (None, site) and self.section in (None, section)
        return here and verb in MAY[self.role]


def grants_of(reader: Reader) -> tuple[Grant, ...]:
    """Every role of an active account, being a reader among them; of a closed one none. One query."""
    if not reader.is_active:
        return ()
    if reader.second_factor_missing:
        return (Grant(Role.READER),)
    if reader.is_superuser:
        return (Grant(Role.ADMINISTRATOR),)
    everywhere = (_nobodys(RoleGrant, "site"), _nobodys(RoleGrant, "section"))
    groups = reader.groups.filter(name__in=OF_GROUP).values_list("name", *everywhere)
    rows = list(RoleGrant.objects.filter(reader=reader.pk).values_list("role", "site", "section").union(groups, all=True))
    given = [Grant(Role(role), site, section) for role, site, section in rows if role not in OF_GROUP]
    named = {GROUPS.get(grant.role) for grant in given if grant.site is None}
    return (
        Grant(Role.READER),
        *given,
        *(Grant(OF_GROUP[role]) for role, _site, _section in rows if role in OF_GROUP.keys() - named),
    )


def _nobodys(model: type[RoleGrant], name: str) -> Value:
    """Nothing, in the type of a column."""
    return Value(None, output_field=type(model._meta.get_field(name))())


def allows(reader: Reader | None, verb: Verb, *, site: int | None = None, section: int | None = None) -> bool:
    """Whether `reader` (None: nobody signed in) may do `verb` on that site, in that section of it.

    Leaving out the site asks about all sites at once, leaving out the section about the whole site.
    """
    if reader is None or not reader.is_active:
        return False
    if verb in MAY[Role.READER]:
        return True
    return any(grant.covers(verb, site=site, section=section) for grant in grants_of(reader))


def allows_somewhere(reader: Reader | None, verb: Verb) -> bool:
    """Whether there is any place where `reader` may do `verb`: for a link in a menu, never for the deed."""
    if reader is None or not reader.is_active:
        return False
    return any(verb in MAY[grant.role] for grant in grants_of(reader))


def require(reader: Reader | None, verb: Verb, *, site: int | None = None, section: int | None = None) -> None:
    """Return where `allows` says yes; raises SignInNeeded or NotAllowed."""
    if reader is None:
        raise SignInNeeded
    if not allows(reader, verb, site=site, section=section):
        raise SecondFactorNeeded if reader.second_factor_missing else NotAllowed


def places_of(reader: Reader | None, verb: Verb) -> tuple[Grant, ...]:
    """The grants under which `reader` may do `verb`; what a list over several sites is narrowed by."""
    return tuple(grant for grant in grants_of(reader) if verb in MAY[grant.role]) if reader else ()


@writing()
def grant_role(*, reader: Reader, role: Role, site: int | None = None, section: int | None = None) -> None:
    """Give a role, everywhere, on one site, or (to moderators) in one section of it; again changes nothing."""
    if role is Role.READER:
        return
    _grant, made = RoleGrant.objects.get_or_create(reader=reader, role=role.value, site=site, section=section)
    _keep_groups(reader)
    if made:
        record(Kind.ROLE_GRANTED, reader=reader.pk)


@writing()
def withdraw_role(*, reader: Reader, role: Role, site: int | None = None, section: int | None = None) -> None:
    """Take a role away again."""
    gone, _models = RoleGrant.objects.filter(reader=reader, role=role.value, site=site, section=section).delete()
    _keep_groups(reader, former={role} if site is None else set())
    if gone:
        record(Kind.ROLE_WITHDRAWN, reader=reader.pk)


def _keep_groups(reader: Reader, *, former: Iterable[Role] = ()) -> None:
    """Let Django's and Wagtail's own marks follow what holds everywhere; marks of other making stay."""
    held = {Role(role) for role in RoleGrant.objects.filter(reader=reader, site=None).values_list("role", flat=True)}
    wanted = {GROUPS[role] for role in held if role in GROUPS}
    unwanted = {GROUPS[role] for role in former if role in GROUPS} - wanted
    reader.groups.add(*Group.objects.filter(name__in=wanted))
    reader.groups.remove(*Group.objects.filter(name__in=unwanted))
    own = [Group.objects.get_or_create(name=group_of_site(site))[0] for site in edited_sites(reader.pk)]
    reader.groups.remove(*reader.groups.filter(name__startswith=OF_SITE).exclude(pk__in=[group.pk for group in own]))
    reader.groups.add(*own)
    reader.is_superuser = Role.ADMINISTRATOR in held or (reader.is_superuser and Role.ADMINISTRATOR not in former)
    reader.is_staff = reader.is_superuser or RoleGrant.objects.filter(reader=reader).exists()
    reader.save(update_fields=["is_superuser", "is_staff"])


def edited_sites(reader: int) -> list[int]:
    """The sites on which somebody (primary key) is an editor by a role for that site alone."""
    found = RoleGrant.objects.filter(reader=reader, role=Role.EDITOR.value, site__isnull=False)
    return list(found.order_by("site").values_list("site", flat=True))


def group_of_site(site: int) -> str:
    """The name of the group that stands for the editors of one site; what it may do in Wagtail is up to the stories."""
    return f"{OF_SITE}{site}"


def is_staff(reader: Reader) -> bool:
    """Whether an account has a role above reader."""
    return any(grant.role is not Role.READER for grant in grants_of(reader))


def staff() -> QuerySet[Any]:
    """Active accounts with a role above reader."""
    groups = Reader.objects.filter(groups__name__in=OF_GROUP).values("pk")
    granted = RoleGrant.objects.values("reader")
    return Reader.objects.filter(is_active=True) & (
        Reader.objects.filter(is_superuser=True) | Reader.objects.filter(pk__in=groups) | Reader.objects.filter(pk__in=granted)
    )

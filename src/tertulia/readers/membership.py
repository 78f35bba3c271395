"""Members of a host site: who a signed token says somebody is, and what follows from it here."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress

from tertulia.errors import MembershipRefused, Refused
from tertulia.events.transactions import writing
from tertulia.options import HostSite
from tertulia.readers.models import Membership, Reader
from tertulia.readers.names import tidy_name
from tertulia.readers.roles import Role, grant_role, is_staff, withdraw_role
from tertulia.readers.sessions import lock_out
from tertulia.readers.spending import spend

SKEW = timedelta(seconds=60)  # how far the two clocks may differ
LONGEST = timedelta(minutes=10)  # a token good for longer is refused: it travels in an address
NEEDED = ["aud", "exp", "iat", "jti", "sub", "nonce"]


@dataclass(frozen=True, slots=True)
class Member:
    """What the host site says of somebody."""

    subject: str
    name: str
    email: str
    is_email_proven: bool
    roles: frozenset[Role]
    badge: str


def read_token(token: str, host: HostSite, *, nonce: str, now: datetime) -> Member:
    """The member a token speaks of; raises MembershipRefused. A token is read once, and in the window that asked for it.

    The algorithm is the key's, never the token's own choice; several keys may be valid at a time, told apart by `kid`.
    """
    import jwt  # with X.509 behind it: few sites have members elsewhere

    try:
        named = jwt.get_unverified_header(token).get("kid")
        key = next((key for key in host.keys if key.id == named), None)
        if key is None:
            raise MembershipRefused
        # PyJWT looks at the machine's clock; ours is compared below.
        rules = {"require": NEEDED, "verify_exp": False, "verify_iat": False, "verify_nbf": False}
        said = jwt.decode(token, key.key, algorithms=[key.algorithm], audience=host.audience, options=rules)  # type: ignore[arg-type]
        issued, ends = (datetime.fromtimestamp(int(said[name]), UTC) for name in ("iat", "exp"))
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError, OSError):
        raise MembershipRefused from None
    in_time = issued - SKEW <= now < ends + SKEW and ends - issued <= LONGEST
    if not in_time or not nonce or said["nonce"] != nonce:
        raise MembershipRefused
    if not spend(f"jti:{str(said['jti'])[:100]}", until=ends + 2 * SKEW, now=now):
        raise MembershipRefused
    return _member(said, host)


def _member(said: dict[str, Any], host: HostSite) -> Member:
    roles = said.get("roles") if isinstance(said.get("roles"), list) else []
    badges = said.get("badges") if isinstance(said.get("badges"), list) else []
    return Member(
        subject=str(said["sub"])[:200],
        name=str(said.get("name") or ""),
        email=str(said.get("email") or "").strip().lower(),
        is_email_proven=said.get("email_verified") is True,
        roles=frozenset(Role(host.roles[role]) for role in roles or () if role in host.roles),
        badge=next((host.badges[badge] for badge in badges or () if badge in host.badges), "")[:40],
    )


@writing()
def admit_member(member: Member, host: HostSite) -> Reader:
    """The reader a member is here, made on the first visit; name, roles and badge follow the host each time.

    Raises MembershipRefused where there is no proven e-mail, or where it belongs to an account that must not be opened so.
    """
    membership = Membership.objects.select_related("reader").filter(subject=member.subject).first()
    reader = membership.reader if membership else _first_visit(member)
    Membership.objects.update_or_create(reader=reader, defaults={"subject": member.subject, "badge": member.badge})
    for role in {Role(role) for role in host.roles.values()}:
        (grant_role if role in member.roles else withdraw_role)(reader=reader, role=role)
    return reader


def _first_visit(member: Member) -> Reader:
    if not member.email or not member.is_email_proven:
        raise MembershipRefused
    known = Reader.objects.filter(email=member.email).first()
    if known is None:
        return Reader.objects.create_user(member.email, name=_name_of(member))
    # What has a role is opened by its own means first, or whoever signs for the host could become the newsroom.
    if is_staff(known) or Membership.objects.filter(reader=known).exists():
        raise MembershipRefused
    _drop_unproven_password(known)
    return known


def _drop_unproven_password(reader: Reader) -> None:
    """A password set by somebody who never showed that the address is theirs must not survive its owner's arrival."""
    if not EmailAddress.objects.filter(user=reader, verified=True).exists():
        reader.set_unusable_password()
        reader.save(update_fields=["password"])
        lock_out(reader=reader)


def _name_of(member: Member) -> str:
    try:
        return tidy_name(member.name)
    except Refused:
        raise MembershipRefused from None

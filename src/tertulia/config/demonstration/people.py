"""Who can sign in to the demonstration, and who writes its stories."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from tertulia.config.newsroom import let_editors_publish
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tertulia.stories.models import Contributor

PASSWORD = "ropes-and-lanterns"  # noqa: S105 - printed at every start, and meant to be
# A fixed salt, so that one string tells whether an account still has this password.
_SALT = "TheQuayDemonstration20"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in; `role` says in one word what for."""

    role: str
    name: str
    email: str
    language: str = "en"
    grant: Role | None = None


ACCOUNTS = (
    Account("reader", "Halvard Nes", "halvard@quay.example"),
    Account("reader", "سلمى درويش", "salma@quay.example", language="ar"),
    Account("editor", "Joost Amsel", "joost@quay.example", grant=Role.EDITOR),
    Account("moderator", "Miriam Dahl", "miriam@quay.example", grant=Role.SENIOR_MODERATOR),
)

CONTRIBUTORS = {
    "marta-olsen": ("Marta Olsen", "Reports on the council, the port authority and whoever pays for both."),
    "joost-amsel": ("Joost Amsel", "Edits the city pages and answers the letters nobody else will."),
    "ines-varga": ("Ines Varga", "Writes about work, weather and the people who stand in both."),
    "layla-haddad": ("ليلى حداد", "صحافية تكتب عن الأحياء القديمة وأهلها، وعن المدينة كما تُرى من الماء."),
    "karim-suleiman": ("كريم سليمان", "يكتب عن الكتب والطعام وما يُقال على هامشهما."),
    "elise-marchal": ("Élise Marchal", "Tient la chronique du rivage, en français, depuis le bout du môle."),
}


def create_accounts(*, joined_at: datetime) -> dict[str, Reader]:
    """Make the accounts, with confirmed addresses, their roles and one password; the readers by name."""
    password = make_password(PASSWORD, _SALT)
    readers = {}
    for account in ACCOUNTS:
        readers[account.name] = _create_account(account, password, joined_at)
    let_editors_publish()
    return readers


def _create_account(account: Account, password: str, joined_at: datetime) -> Reader:
    reader = Reader.objects.create(
        email=account.email,
        name=account.name,
        language=account.language,
        password=password,
        joined_at=joined_at,
    )
    EmailAddress.objects.create(user=reader, email=account.email, verified=True, primary=True)
    if account.grant:
        grant_role(reader=reader, role=account.grant)
    return reader


def create_contributors() -> dict[str, Contributor]:
    """Make everybody a byline names; by slug."""
    return {slug: Contributor.objects.create(slug=slug, name=name, about=about) for slug, (name, about) in CONTRIBUTORS.items()}


def known_sign_ins() -> list[Account]:
    """The accounts that are there and still have the demonstration's password."""
    there = dict(Reader.objects.filter(email__in=[account.email for account in ACCOUNTS]).values_list("email", "password"))
    if not there:
        return []
    password = make_password(PASSWORD, _SALT)
    return [account for account in ACCOUNTS if there.get(account.email) == password]

"""Every setting an operator may change: typed, read once from the environment (`TERTULIA_…`)."""

import ipaddress
import os
import re
import secrets
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, BaseModel, Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tertulia.errors import CannotStart

_ORIGIN = re.compile(r"https?://(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?")
_USUAL_PORT = re.compile(r"(?<=^http:)(.*):80$|(?<=^https:)(.*):443$")


class OpenIdProvider(BaseModel):
    """Somebody else's accounts that open ours, by OpenID Connect."""

    id: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    name: str
    server: str  # where /.well-known/openid-configuration lies
    client_id: str
    client_secret: str = ""
    email_trusted: bool = False  # whether a confirmed address there opens the account with that address here


class HostKey(BaseModel):
    """A key that a host site signs its members' tokens with: a shared secret, or a public key in PEM."""

    id: str
    algorithm: Literal["HS256", "RS256", "ES256", "EdDSA"]
    key: str = Field(min_length=32)


class HostSite(BaseModel):
    """A site whose members are ours as well: it says who they are in a signed token."""

    name: str
    address: str  # where members are sent to be recognised
    audience: str
    keys: list[HostKey]
    roles: dict[str, Literal["moderator", "senior-moderator", "editor"]] = {}  # their word: our role
    badges: dict[str, str] = {}  # their word: what is shown beside the name


class Options(BaseSettings):
    """One field is one environment variable: `data` is `TERTULIA_DATA`. Bad values stop the start with the reason."""

    model_config = SettingsConfigDict(env_prefix="TERTULIA_", env_ignore_empty=True, extra="ignore", frozen=False)

    data: Path = Field(Path("var"), description="The one folder with everything that must survive: database, media, secret key.")
    database_url: str = Field(
        "",
        validation_alias=AliasChoices("TERTULIA_DATABASE_URL", "DATABASE_URL"),
        description="PostgreSQL by URL. Empty: SQLite in the data folder.",
    )
    redis_url: str = Field(
        "", validation_alias=AliasChoices("TERTULIA_REDIS_URL", "REDIS_URL"), description="Reserved for several machines."
    )
    base_url: str = Field(
        "", description="The public address, such as `https://news.example`. Empty: whatever the server listens on."
    )
    hosts: list[str] = Field([], description="Host names answered besides that of the base URL and localhost, as a JSON list.")
    secret_key: str = Field("", description="Signs cookies and links. Empty: made on first use and kept in the data folder.")
    old_secret_keys: list[str] = Field(
        [], description="Earlier secret keys, as a JSON list: what they signed or sealed stays good while they are named."
    )
    site_name: str = Field("Tertulia", description="What the newsroom is called until an editor says otherwise.")
    language: str = Field("en", description="Language of the interface and of stories that do not say.")
    zone: str = Field("UTC", description="Time zone in which times are written, such as `Europe/Oslo`.")
    theme: Path | None = Field(
        None, description="A folder with templates and static files that come before Tertulia's own; see [theming](theming.md)."
    )
    guests: Literal["off", "confirmed", "open"] = Field(
        "confirmed",
        description="Who may write without an account: nobody; who gives a name and confirms an e-mail once; who gives a name.",
    )
    proof_bits: int = Field(
        14, ge=0, le=24, description="Work a browser does before a guest's response or a sign-up, in zero bits. 0: none."
    )
    guest_days: int = Field(7, ge=1, description="Days in which a guest can confirm a response before it goes.")
    guest_email_days: int = Field(
        180, ge=1, description="Days after a guest's latest response for which their e-mail is kept, for letters about it."
    )
    sign_up: bool = Field(True, description="Whether new readers may make an account themselves.")
    openid_providers: list[OpenIdProvider] = Field(
        [], description="Other places' accounts that may be signed in with, as a JSON list; see [signing in](signing-in.md)."
    )
    host_site: HostSite | None = Field(
        None, description="The site whose members are signed in by it, as JSON; see [signing in](signing-in.md)."
    )
    embed_origins: list[str] = Field(
        [],
        description="Other sites whose pages may show their threads in a frame, such as `https://blog.example`, as a JSON list; "
        "see [embedding](embedding.md).",
    )
    staff_second_factor: bool = Field(
        False, description="Whether whoever has a role needs a second factor (passkey or authenticator app) to use it."
    )
    leaving_days: int = Field(
        14, ge=0, description="Days in which a reader who leaves can change their mind, before the account is erased."
    )
    withdrawn_days: int = Field(30, ge=0, description="Days for which the words of a withdrawn response are kept.")
    removed_days: int = Field(365, ge=180, description="Days for which the words of a removed response are kept, for appeals.")
    export_days: int = Field(7, ge=1, description="Days in which a reader can fetch the copy of everything that is theirs.")
    response_length: int = Field(20_000, ge=1, le=100_000, description="Longest response, in characters.")
    edit_window: int = Field(15 * 60, ge=0, description="How long an author may edit, in seconds.")
    responses_per_page: int = Field(100, ge=10, le=100, description="Responses on a page of a thread.")
    order: Literal["oldest", "newest", "top", "active"] = Field(
        "oldest", description="The order of a thread's top level unless a reader asks for another."
    )
    reader_votes: int = Field(300, ge=1, description="Votes one reader may cast in ten minutes.")
    display_depth: int = Field(5, ge=1, le=10, description="Depth to which replies are indented; below it they are shown flat.")
    fold_after: int = Field(6, ge=2, description="A flat exchange between two people longer than this folds.")
    guest_posts: int = Field(10, ge=1, description="Responses one address may post in ten minutes without an account.")
    reader_posts: int = Field(30, ge=1, description="Responses one reader may post in ten minutes.")
    thread_posts: int = Field(2_000, ge=1, description="Responses one thread takes in ten minutes.")
    previews: int = Field(120, ge=1, description="Previews one address or reader may ask for in ten minutes.")
    reports_to_hold: float = Field(
        3, ge=1.5, description="Weight of reports from which a response is held; a reader in good standing weighs 1."
    )
    reports: int = Field(20, ge=1, description="Reports one reader or address may send in an hour.")
    notices: int = Field(10, ge=1, description="Notices of illegal content one address may send in an hour.")
    notice_hours: float = Field(
        72,
        gt=0,
        description="Hours in which a notice of illegal content is to be decided; a third of them where life is at risk.",
    )
    appeal_days: int = Field(14, ge=1, description="Days in which an appeal is to be answered.")
    analyze_quota: int = Field(6_000, ge=1, description="Texts one API key may have scored in a minute, in Perspective's shape.")
    screening_model: Path | None = Field(
        None, description="A model of your own, made with `tertulia screening train`; see [screening](screening.md)."
    )
    scoring_keys: list[str] = Field([], description="Keys accepted by `tertulia run --only scoring`, as a JSON list.")
    threads: int = Field(4, ge=1, le=64, description="Threads in which Django answers, in each worker.")
    store_bytes: int = Field(64 * 1024 * 1024, ge=0, description="Memory for stored pages in each worker, in bytes.")
    body_bytes: int = Field(12 * 1024 * 1024, ge=1024, description="Largest body accepted in the editors' admin, in bytes.")
    public_body_bytes: int = Field(1024 * 1024, ge=1024, description="Largest body accepted anywhere else, in bytes.")
    body_seconds: float = Field(30, gt=0, description="How long a body may take to arrive, in seconds.")
    trusted_proxies: list[str] = Field(
        [], description="Addresses or networks whose forwarded headers are believed, as a JSON list."
    )
    smtp_host: str = Field("", description="Mail server. Empty: mail is written to files in the data folder (outbox).")
    smtp_port: int = Field(587, description="Port of the mail server.")
    smtp_user: str = Field("", description="User at the mail server.")
    smtp_password: str = Field("", description="Password at the mail server.")
    smtp_tls: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the connection to the mail server is protected."
    )
    mail_from: str = Field("Tertulia <tertulia@localhost>", description="Sender of mail.")
    claiming: bool = Field(
        False,
        description="Whether imports keep keyed digests of e-mails: whoever proves one takes over what they wrote.",
    )
    fetch_from: list[str] = Field(
        [], description="Hosts with their ports that `import --fetch-media` may ask although they are not public, as a JSON list."
    )
    push_to: list[str] = Field(
        [],
        description="Hosts with their ports that messages to browsers may go to although they are not public, as a JSON list.",
    )
    upgrade_backup: bool = Field(
        True, description="Whether a newer version copies the database into `backups/` before it migrates."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged.")
    debug: bool = Field(False, description="Django's debug pages. For development on your own machine only.")

    @cached_property
    def folder(self) -> Path:
        """The data folder as an absolute path."""
        return self.data.expanduser().resolve()

    @field_validator("base_url")
    @classmethod
    def _address_only(cls, text: str) -> str:
        """Scheme, host and port: links, cookies and the hosts that are answered are made of it."""
        try:
            parts = urlsplit(text)
            fits = bool(parts.hostname) and (parts.port is None or parts.port > 0)
        except ValueError:
            fits = False
        if text and not (
            fits and parts.scheme in ("http", "https") and parts.path in ("", "/") and not parts.query + parts.fragment
        ):
            raise ValueError(f"{text} is not an address such as https://news.example")
        return text.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _postgresql_only(cls, text: str) -> str:
        if text and not re.match(r"(postgres|postgresql|pgsql)://", text):
            raise ValueError("it is not an address of PostgreSQL such as postgresql://user:password@host/name")
        return text

    @field_validator("trusted_proxies")
    @classmethod
    def _networks_only(cls, texts: list[str]) -> list[str]:
        for text in texts:
            ipaddress.ip_network(text, strict=False)
        return texts

    @field_validator("embed_origins")
    @classmethod
    def _origins_only(cls, texts: list[str]) -> list[str]:
        """Each as a browser says it (RFC 6454): scheme, host and port, nothing behind; no wildcard."""
        origins = [text.strip().lower().removesuffix("/") for text in texts]
        for origin in origins:
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin} is not an origin such as https://blog.example")
        return [_USUAL_PORT.sub(r"\1\2", origin) for origin in origins]

    @cached_property
    def secret(self) -> str:
        """The secret key: from the environment, else from the data folder, where it is made on first use (mode 0600).

        Raises CannotStart where that folder cannot be written.
        """
        return self.secret_key or self.kept_secret("secret.key", lambda: secrets.token_urlsafe(48))

    def kept_secret(self, name: str, make: Callable[[], str]) -> str:
        """The text of a file in the data folder that only its owner may read; made on first use. Raises CannotStart."""
        kept = self.folder / name
        try:
            if not kept.exists():
                _keep_once(kept, make())
            return kept.read_text().strip()
        except OSError as error:
            raise CannotStart(f"the data folder {self.folder} cannot be written: {error.strerror}") from error


def _keep_once(kept: Path, text: str) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    fresh = kept.parent / f".{kept.stem}.{secrets.token_hex(4)}"
    fresh.touch(mode=0o600)
    fresh.write_text(text)
    try:
        kept.hardlink_to(fresh)  # atomic, and the first of two starting processes wins
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


DATABASE_FILE = "tertulia.sqlite3"  # in the data folder, where no other database is named
SETTINGS_FILE = "settings.env"  # in the data folder; written by `tertulia setup`, and the environment comes first


def settings_file() -> Path:
    """Where `tertulia setup` writes; read before anything else is known."""
    return Path(os.environ.get("TERTULIA_DATA") or "var").expanduser() / SETTINGS_FILE


options = Options(_env_file=settings_file())

"""Django's settings, in one file; everything an operator may change comes from `tertulia.options`."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url

from tertulia.config.languages import SPOKEN
from tertulia.config.screening import choose_model
from tertulia.options import DATABASE_FILE, options

DEBUG = options.debug
SECRET_KEY = options.secret
SECRET_KEY_FALLBACKS = options.old_secret_keys
BASE_URL = options.base_url.rstrip("/")
SITE_ADDRESS = BASE_URL or "http://localhost:8000"  # for letters; without a base URL `tertulia run` says where it listens
SECURE = BASE_URL.startswith("https://")
ALLOWED_HOSTS = [urlsplit(BASE_URL).hostname or "localhost", "localhost", "127.0.0.1", "[::1]", *options.hosts]
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL else []

INSTALLED_APPS = [
    "tertulia.events",
    "tertulia.readers",
    "tertulia.stories",
    "tertulia.house",
    "tertulia.responses",
    "tertulia.moderation",
    "tertulia.notifications",
    "tertulia.transfer",
    "tertulia.delivery",
    "tertulia.api",
    "tertulia.web",
    "tertulia.web.admin.apps.AdminConfig",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "tertulia.web.admin.people.PeopleConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]
if options.openid_providers:  # it brings `requests`: seventy modules
    INSTALLED_APPS.append("allauth.socialaccount.providers.openid_connect")

MIDDLEWARE = [
    "tertulia.web.refusals.RefusalMiddleware",
    "tertulia.web.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tertulia.web.overlay.MarkMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tertulia.web.languages.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tertulia.web.second_factor.SecondFactorMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "tertulia.config.urls"
WSGI_APPLICATION = "tertulia.config.asgi.django_application"

_CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
THEME = options.theme.expanduser().resolve() if options.theme else None
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "pages",
        "DIRS": [THEME / "pages"] if THEME else [],
        "APP_DIRS": True,  # the folder jinja2/ of each room
        "OPTIONS": {
            "environment": "tertulia.web.environment.environment",
            "context_processors": [_CONTEXT[0], _CONTEXT[2]],  # messages are only read where a template asks for them
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [THEME / "blocks"] if THEME else [],  # blocks/stories/blocks/quote.html
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _CONTEXT},
    },
]


def _database() -> dict[str, Any]:
    if options.database_url:
        return {**dj_database_url.parse(options.database_url), "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
    return {
        "ENGINE": "tertulia.events.sqlite",
        "NAME": options.folder / DATABASE_FILE,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": "pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on;"
            "pragma secure_delete=on; pragma journal_size_limit=67108864; pragma cache_size=-2000; pragma temp_store=memory;"
            "pragma wal_autocheckpoint=16000;",  # 64 MB: what is gathered, the worker brings home, never a post
        },
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "readers.Reader"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]  # Django's, and by e-mail
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
AUTH_PASSWORD_VALIDATORS += [{"NAME": f"tertulia.readers.passwords.{name}"} for name in ("NotBreached", "NotThePlace")]
AUTH_PASSWORD_VALIDATORS[0]["OPTIONS"] = {"user_attributes": ("name", "email")}  # type: ignore[assignment]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/account/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "tertulia.web.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "tertulia.web.accounts.NameForm"
ACCOUNT_FORMS = {
    "signup": "tertulia.web.account_forms.SignUpForm",
    "request_login_code": "tertulia.web.account_forms.AskForCodeForm",
    "reset_password": "tertulia.web.account_forms.AskForNewPasswordForm",
    "confirm_login_code": "tertulia.web.account_forms.SignInCodeForm",
    "confirm_email_verification_code": "tertulia.web.account_forms.AddressCodeForm",
    "confirm_password_reset_code": "tertulia.web.account_forms.ResetCodeForm",
    "change_password": "tertulia.web.account_forms.NewPasswordForm",
}
ACCOUNT_RATE_LIMITS = False  # tertulia.web.accounts has ours, which all workers share
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_CHANGE_EMAIL = True  # one address to a reader
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}  # digits can be typed on every keyboard
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"

SOCIALACCOUNT_ADAPTER = "tertulia.web.outside_accounts.OutsideAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": provider.id,
                "name": provider.name,
                "client_id": provider.client_id,
                "secret": provider.client_secret,
                "settings": {"server_url": provider.server, "email_authentication": provider.email_trusted},
            }
            for provider in options.openid_providers
        ],
    }
}

MFA_ADAPTER = "tertulia.web.second_factor.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # half a minute either way
MFA_RATE_LIMITS = False
MFA_FORMS = {
    "authenticate": "tertulia.web.second_factor.CodeForm",
    "reauthenticate": "tertulia.web.second_factor.CodeAgainForm",
    "activate_totp": "tertulia.web.second_factor.FirstCodeForm",
}

SESSION_ENGINE = "tertulia.readers.sessions"
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 24 * 3600
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "tertulia.web.refusals.form_expired"
SECURE_PROXY_SSL_HEADER = None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = options.body_bytes
SILENCED_SYSTEM_CHECKS = [
    "security.W004",  # the three below: cookies and HSTS follow the scheme of the base URL
    "security.W012",
    "security.W016",
    "security.W008",  # the front decides about https, see docs/operating.md
    "security.W002",  # frame-ancestors in the content security policy says it for every answer
]

LANGUAGE_CODE = options.language
LANGUAGES = list(SPOKEN.items())
LOCALE_PATHS = [Path(__file__).parent.parent / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = options.zone

STATIC_URL = "/static/"
STATIC_ROOT = None
STATICFILES_DIRS = [THEME / "static"] if THEME and (THEME / "static").is_dir() else []
MEDIA_URL = "/media/"
MEDIA_ROOT = options.folder / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "tertulia.web.assets.HashedStorage"},
}

if options.smtp_host:
    EMAIL_BACKEND = "tertulia.delivery.mail.SmtpBackend"
    EMAIL_HOST, EMAIL_PORT = options.smtp_host, options.smtp_port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = options.smtp_user, options.smtp_password
    EMAIL_USE_TLS, EMAIL_USE_SSL = options.smtp_tls == "starttls", options.smtp_tls == "tls"
    EMAIL_TIMEOUT = 10
else:
    EMAIL_BACKEND = "tertulia.delivery.mail.OutboxBackend"
    EMAIL_FILE_PATH = options.folder / "outbox"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = options.mail_from

WAGTAIL_SITE_NAME = options.site_name
WAGTAILADMIN_BASE_URL = SITE_ADDRESS
WAGTAILIMAGES_IMAGE_MODEL = "stories.NewsImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "tertulia.stories.picture_form.PictureForm"
WAGTAILIMAGES_AVIF_QUALITY = 62
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False  # nobody sets another one's password
WAGTAIL_FINISH_WORKFLOW_ACTION = "tertulia.web.admin.approving.publish_approved"
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_APPEND_SLASH = True
# Half a second, as Wagtail has it, meets whoever types a last word and presses Publish: they are told of "another window".
WAGTAIL_AUTOSAVE_INTERVAL = 5_000
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # a newsroom has one clock
TAGGIT_CASE_INSENSITIVE = True
WAGTAILADMIN_NOTIFICATION_USE_HTML = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
        }
    },
    "filters": {"quiet": {"()": "tertulia.delivery.logs.WithoutPersons"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["quiet"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "tertulia": {"level": options.log_level},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}

choose_model()

"""Settings that every environment shares. What differs comes from the environment; `.env.example` lists it all."""

from pathlib import Path
from typing import Any

import environ
from django.utils.translation import gettext_lazy as _

from cms.logs import from_warnings_up
from cms.settings.reading import Environment

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = Environment()
environ.Env.read_env(BASE_DIR / ".env")
DEMO = False
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])

# --- Apps. Ours in the order of the layers, lowest last, so that a higher app's templates win.
OUR_APPS = [
    "cms",
    "awards",
    "deeds",
    "articles",
    "podcasts",
    "home",
    "newsletter",
    "headless",
    "syndication",
    "contacts",
    "registers",
    "finder",
    "mail",
    "core",
]
OUR_APPS = [app for app in OUR_APPS if (BASE_DIR / app / "apps.py").exists()]
SECOND_FACTOR = env.bool("SECOND_FACTOR", default=True)
INSTALLED_APPS = [
    *OUR_APPS,
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtailmedia",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    *(["allauth.mfa"] if SECOND_FACTOR else []),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "cms.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "deeds.spreading.visits.VisitMiddleware",
    "cms.middleware.SitePolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cms.middleware.SiteLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cms.middleware.AdminDoorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "cms.urls"
CSRF_FAILURE_VIEW = "core.public_forms.form_refused"  # Django's own page is in English and not ours
WSGI_APPLICATION = "cms.wsgi.application"
ASGI_APPLICATION = "cms.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    }
]

# --- Database: SQLite tuned for a site, PostgreSQL by DATABASE_URL.
DATABASES = {"default": env.database("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    VAR_DIR.mkdir(parents=True, exist_ok=True)  # SQLite makes the file, not its folder
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE takes the write lock at BEGIN: a deferred transaction that later writes fails at once
        # with "database is locked" instead of waiting for the timeout.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000; "
            "PRAGMA secure_delete=ON;"  # deleted rows are written over at once, as most systems' SQLite does anyway
        ),
    }

CACHES = {"default": env.cache("CACHE_URL", default=f"filecache://{VAR_DIR / 'cache'}")}
if CACHES["default"]["BACKEND"].endswith("FileBasedCache"):
    # By default Django throws a third away at 300 entries, and limits on sign-ups with it.
    CACHES["default"].setdefault("OPTIONS", {})["MAX_ENTRIES"] = 20_000
TASKS = {"default": {"BACKEND": env.str("TASKS_BACKEND", default="django_tasks_db.DatabaseBackend")}}

# --- Languages. People read Helsinki time; data is UTC.
LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", _("Finnish")), ("sv", _("Swedish")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
# No address under these has a language of its own, so a missing one is a 404 and not a redirect to one that has.
UNPREFIXED_PATHS = (
    "/n/",
    "/c/",
    "/d/",
    "/a/",
    "/t/",
    "/api/",
    "/hooks/",
    "/feeds/",
    "/media/",
    "/documents/",
)
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["cms.formats"]
TIME_ZONE = "Europe/Helsinki"
USE_TZ = True

# --- Static files and media.
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What authors send in before it is published. No address leads here, and no web server may serve it.
    "private": {
        "BACKEND": "core.private_files.PrivateStorage",
        "OPTIONS": {
            "location": VAR_DIR / "private",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Keys (design decision 10). SECRET_KEY rotates; LINK_KEYS is "id:key,id:key", the first signs and all verify;
# SUPPRESSION_KEY never changes, or suppressed people would be mailed again.
SECRET_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
LINK_KEYS: list[str] = env.list("LINK_KEYS", default=[])
SUPPRESSION_KEY = env.str("SUPPRESSION_KEY", default="")

# How hard the proof of work is that browsers with JavaScript bring with public forms; 0 turns it off.
PUBLIC_FORM_PROOF_BITS = env.int("PUBLIC_FORM_PROOF_BITS", default=13)

# Heads of the ledger's chains, a line a day: carry this file away with the backups, it shows a ledger cut short.
LEDGER_DIR = VAR_DIR / "ledger"

# --- Addresses of this site. BASE_URL is where mails and feeds point.
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000")
WAGTAILADMIN_BASE_URL = BASE_URL
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="mailto:security@tekotori.example")

# --- Mail. Every message leaves through the outbox in mail/.
MAIL_SMTP_HOST = env.str("MAIL_SMTP_HOST", default="127.0.0.1")
MAIL_SMTP_PORT = env.int("MAIL_SMTP_PORT", default=1025)
MAIL_SMTP_USER = env.str("MAIL_SMTP_USER", default="")
MAIL_SMTP_PASSWORD = env.str("MAIL_SMTP_PASSWORD", default="")
MAIL_SMTP_TLS = env.str("MAIL_SMTP_TLS", default="none")  # none | starttls | implicit
MAIL_FROM_ADDRESS = env.str("MAIL_FROM_ADDRESS", default="uutiskirje@tekotori.example")
MAIL_FROM_NAME = env.str("MAIL_FROM_NAME", default="Tekotori")
MAIL_REPLY_TO = env.str("MAIL_REPLY_TO", default="")
MAIL_DOMAIN = env.str(
    "MAIL_DOMAIN", default="tekotori.example"
)  # right side of Message-ID, List-Id, envelope
MAIL_SMTP_TIMEOUT = env.int("MAIL_SMTP_TIMEOUT", default=60)
MAIL_CONNECTIONS = env.int("MAIL_CONNECTIONS", default=4)
MAIL_THROTTLES: dict[str, str] = env.dict("MAIL_THROTTLES", default={})  # "*=50/s,gmail.com=10/s"
MAIL_LEASE_SECONDS = env.int("MAIL_LEASE_SECONDS", default=300)
MAIL_GIVE_UP_HOURS = env.int("MAIL_GIVE_UP_HOURS", default=72)
MAIL_ALERT_ADDRESS = env.str("MAIL_ALERT_ADDRESS", default="")
MAIL_ALERT_LANGUAGE = env.str("MAIL_ALERT_LANGUAGE", default="")
MAIL_ALERT_AFTER_MINUTES = env.int("MAIL_ALERT_AFTER_MINUTES", default=15)
MAIL_ALERT_FAILED_PERCENT = env.int("MAIL_ALERT_FAILED_PERCENT", default=5)
MAIL_KEEP_DAYS = env.int("MAIL_KEEP_DAYS", default=30)
MAIL_SENDING_ADDRESSES: list[str] = env.list("MAIL_SENDING_ADDRESSES", default=[])
MAIL_DKIM_SELECTORS: list[str] = env.list("MAIL_DKIM_SELECTORS", default=[])
MAIL_ASSET_HOSTS: list[str] = env.list("MAIL_ASSET_HOSTS", default=[])
MAIL_MJML_TIMEOUT = env.int("MAIL_MJML_TIMEOUT", default=20)
# The mailbox for bounces and complaints; read when a host is given.
MAIL_RETURNS_IMAP_HOST = env.str("MAIL_RETURNS_IMAP_HOST", default="")
MAIL_RETURNS_IMAP_PORT = env.int("MAIL_RETURNS_IMAP_PORT", default=993)
MAIL_RETURNS_IMAP_TLS = env.str("MAIL_RETURNS_IMAP_TLS", default="implicit")  # none | starttls | implicit
MAIL_RETURNS_IMAP_USER = env.str("MAIL_RETURNS_IMAP_USER", default="")
MAIL_RETURNS_IMAP_PASSWORD = env.str("MAIL_RETURNS_IMAP_PASSWORD", default="")
MAIL_RETURNS_IMAP_FOLDER = env.str("MAIL_RETURNS_IMAP_FOLDER", default="INBOX")
MAIL_RETURNS_IMAP_PROCESSED = env.str("MAIL_RETURNS_IMAP_PROCESSED", default="Processed")
MAIL_RETURNS_IMAP_UNMATCHED = env.str("MAIL_RETURNS_IMAP_UNMATCHED", default="Unmatched")
MAIL_RETURNS_IMAP_TIMEOUT = env.int("MAIL_RETURNS_IMAP_TIMEOUT", default=30)
MAIL_RETURNS_BELIEVED_DAYS = env.int("MAIL_RETURNS_BELIEVED_DAYS", default=30)
MAIL_SOFT_BOUNCES = env.int("MAIL_SOFT_BOUNCES", default=3)
MAIL_SOFT_BOUNCE_DAYS = env.int("MAIL_SOFT_BOUNCE_DAYS", default=7)
NEWSLETTER_HOLD_SECONDS = env.int("NEWSLETTER_HOLD_SECONDS", default=120)
NEWSLETTER_APPROVER_DIFFERS = env.bool("NEWSLETTER_APPROVER_DIFFERS", default=False)
NEWSLETTER_TYPE_NUMBER_FROM = env.int("NEWSLETTER_TYPE_NUMBER_FROM", default=50)
NEWSLETTER_SMALLEST_GROUP = env.int("NEWSLETTER_SMALLEST_GROUP", default=5)
# Hosted services that report bounces by request, and the secrets by which django-anymail knows them.
MAIL_WEBHOOKS: list[str] = env.list("MAIL_WEBHOOKS", default=[])
ANYMAIL: dict[str, Any] = env.json("ANYMAIL", default={})
EMAIL_BACKEND = (
    "mail.backend.OutboxEmailBackend"  # what Django, Wagtail and allauth send goes through the outbox too
)
DEFAULT_FROM_EMAIL = f"{MAIL_FROM_NAME} <{MAIL_FROM_ADDRESS}>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Wagtail.
WAGTAIL_SITE_NAME = "Tekotori"
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # the admin asks nobody outside
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif", "heic"]
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "csv", "txt", "vtt"]
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # embeds are links that load nothing until clicked
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILREDIRECTS_AUTO_CREATE = True
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILMEDIA = {
    "MEDIA_FORM_BASE": "podcasts.media_library.MediaForm",
    "EXTRA_FILE_TYPES": "",
    "AUDIO_EXTENSIONS": ["mp3", "m4a"],  # what every podcast app plays
}
# Submitting a live page would publish its untranslated words at once, in every language.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False

# --- Sign-in of staff and jurors (allauth).
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_RESET_ENABLED = False  # allauth's own, with its limits
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "after_login"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by administrators only
ACCOUNT_ADAPTER = "cms.accounts.ClosedAccountAdapter"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody can have the site mail an address that has no account
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Tekotori"

# --- Headers.
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in ("accelerometer", "camera", "geolocation", "gyroscope", "microphone", "payment", "usb")
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "media-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "frame-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'self'"],
    }
}
# Wagtail's editor has inline scripts of its own; the wider policy holds under the admin's path only.
ADMIN_CONTENT_SECURITY_POLICY_UPDATE = {
    "script-src": ["'self'", "'unsafe-inline'", "'unsafe-eval'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "worker-src": ["'self'", "blob:"],
}

LOGGING_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"structured": {"()": "cms.logs.formatter"}},
    "filters": {
        "from_warnings_up": {
            "()": "django.utils.log.CallbackFilter",
            "callback": from_warnings_up,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["console"], "level": LOGGING_LEVEL},
    "loggers": {
        # Libraries that report each step at INFO: only what goes wrong is of use.
        "wagtail": {"level": "WARNING"},
        "apscheduler": {"level": "WARNING"},
        "django_tasks": {"filters": ["from_warnings_up"]},
        # The request line of Django's own server holds addresses with tokens; ours logs the route's name instead.
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}

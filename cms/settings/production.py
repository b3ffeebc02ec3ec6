"""Production: refuses to start without its secrets, and trusts no proxy that is not named."""

from django.core.exceptions import ImproperlyConfigured

from cms.settings.base import *
from cms.settings.base import env

SHORTEST_KEY = 32  # characters; shorter ones are guessed or were never meant

SECRET_KEY = env.str("SECRET_KEY", default="")
LINK_KEYS = env.list("LINK_KEYS", default=[])
SUPPRESSION_KEY = env.str("SUPPRESSION_KEY", default="")
_link_keys = [entry.partition(":") for entry in LINK_KEYS]
_wrong = {
    "SECRET_KEY": len(SECRET_KEY) < SHORTEST_KEY,
    "LINK_KEYS": not _link_keys
    or any(not key_id or len(key) < SHORTEST_KEY for key_id, _colon, key in _link_keys),
    "SUPPRESSION_KEY": len(SUPPRESSION_KEY) < SHORTEST_KEY,
    "ALLOWED_HOSTS": not ALLOWED_HOSTS,
    "BASE_URL": not env.str("BASE_URL", default="").startswith(("https://", "http://")),
    "MAIL_SMTP_HOST": not env.str("MAIL_SMTP_HOST", default=""),
    "MAIL_FROM_ADDRESS": "@" not in env.str("MAIL_FROM_ADDRESS", default=""),
}
if any(_wrong.values()):
    raise ImproperlyConfigured(
        f"Set {', '.join(name for name, is_wrong in _wrong.items() if is_wrong)} in the environment: missing, malformed "
        f"or shorter than {SHORTEST_KEY} characters. .env.example says what each is for."
    )
_keys = [SECRET_KEY, SUPPRESSION_KEY, *(key for _id, _colon, key in _link_keys)]
if len(set(_keys)) != len(_keys):
    raise ImproperlyConfigured(
        "SECRET_KEY, SUPPRESSION_KEY and each of LINK_KEYS must differ: they live for different times. "
        ".env.example says what each is for."
    )

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[BASE_URL])
# Only a proxy that always sets this header itself may be trusted: otherwise anyone could claim https.
if env.bool("TRUST_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True
    # Limits of sign-in count per visitor: behind the proxy every request would come from one address.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
MAIL_SMTP_TLS = env.str("MAIL_SMTP_TLS", default="starttls")
# W019 asks for X-Frame-Options DENY; previews and the mail of an issue stand in frames of our own pages.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

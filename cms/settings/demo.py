"""The demonstration on one's own machine: DEBUG off like a real site, mail into the embedded sink."""

from cms.settings.base import BASE_DIR, VAR_DIR, env
from cms.settings.dev import *

DEBUG = False
DEMO = True
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
DEMO_CONTENT_DIR = BASE_DIR / "demo"
DEMO_OUTBOX_DIR = VAR_DIR / "outbox"
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000")
WAGTAILADMIN_BASE_URL = BASE_URL

# Whoever asks for another address than the loopback is answered under any name; the mailbox stays on the loopback.
DEMO_HOST = env.str("DEMO_HOST", default="127.0.0.1")
ALLOWED_HOSTS = ["*"] if DEMO_HOST in {"0.0.0.0", "::"} else [*ALLOWED_HOSTS, DEMO_HOST]  # noqa: S104 - compared

"""Development: needs no environment at all."""

from cms.settings.base import *
from cms.settings.base import env

DEBUG = env.bool("DEBUG", default=True)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
# Published keys: fit for a machine of one's own, never for a site.
SECRET_KEY = env.str("SECRET_KEY", default="dev-only-not-a-secret")
LINK_KEYS = env.list("LINK_KEYS", default=["dev:dev-only-not-a-secret"])
SUPPRESSION_KEY = env.str("SUPPRESSION_KEY", default="dev-only-not-a-secret")
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

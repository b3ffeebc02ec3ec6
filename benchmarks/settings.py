"""A site as it runs for visitors, on a throw-away database; Wagtail's own API v2 stands beside ours."""

from cms.settings.base import *  # noqa: F403 (settings build on each other by star import)
from cms.settings.base import BASE_DIR, INSTALLED_APPS, STATIC_ROOT, STORAGES

SECRET_KEY = SUPPRESSION_KEY = "benchmarks-only"
LINK_KEYS = ["bench:benchmarks-only"]
BASE_URL = WAGTAILADMIN_BASE_URL = "http://testserver"
ALLOWED_HOSTS = ["testserver"]
ROOT_URLCONF = "benchmarks.urls"
INSTALLED_APPS = [*INSTALLED_APPS, "wagtail.api.v2", "rest_framework"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
# The word lists take seconds to build and never change: those of the site itself.
FINDER_DICTIONARY_DIR = BASE_DIR / "var" / "dictionaries"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a folder that is not there
LOGGING = {"version": 1, "disable_existing_loggers": True}

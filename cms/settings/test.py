"""Tests: quick hashing, tasks recorded but not run, nothing on disk outside a temporary folder."""

import tempfile
from pathlib import Path

from cms.settings.dev import *

DEBUG = False
TEST_DIR = Path(tempfile.mkdtemp(prefix="tekotori-test-"))
MEDIA_ROOT = TEST_DIR / "media"
STORAGES["private"]["OPTIONS"]["location"] = TEST_DIR / "private"
STATIC_ROOT = TEST_DIR / "static"
STATIC_ROOT.mkdir()  # WhiteNoise warns of a folder that is not there
LEDGER_DIR = TEST_DIR / "ledger"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
BASE_URL = "http://testserver"
WAGTAILADMIN_BASE_URL = BASE_URL
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
LOGGING_LEVEL = "WARNING"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: threads that share one memory database collide at once where a file makes them wait.
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_DIR / "test.sqlite3")}

"""The outbox alone, in a database of its own that survives the death of a worker. Used by test_crash.py."""

import environ

env = environ.Env()
SECRET_KEY = SUPPRESSION_KEY = "test-only"
DATABASES = {"default": env.db("CRASH_DATABASE_URL")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
INSTALLED_APPS = ["mail", "django_tasks", "django.contrib.contenttypes", "django.contrib.auth"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
MAIL_SMTP_HOST = "127.0.0.1"
MAIL_SMTP_PORT = env.int("CRASH_SMTP_PORT", default=0)
MAIL_FROM_ADDRESS, MAIL_DOMAIN = "news@tekotori.example", "tekotori.example"

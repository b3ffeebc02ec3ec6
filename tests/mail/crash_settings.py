"""The outbox alone, in a database of its own that survives the death of a worker. Used by test_crash.py."""

SECRET_KEY = SUPPRESSION_KEY = "test-only"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "given to each worker"}}
INSTALLED_APPS = ["mail", "django_tasks", "django.contrib.contenttypes", "django.contrib.auth"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
MAIL_SMTP_HOST = "127.0.0.1"
MAIL_FROM_ADDRESS, MAIL_DOMAIN = "news@tekotori.example", "tekotori.example"

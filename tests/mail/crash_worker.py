"""Imported once by the process that test_crash.py's workers are forked from: Django with nothing but the outbox."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.mail.crash_settings"
django.setup()

from tests.mail.crash_steps import take  # noqa: E402  (its models need Django)

__all__ = ["take"]

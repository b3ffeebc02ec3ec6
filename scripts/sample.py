"""A site with the sample content, for browser tests: no mail is sent, nothing is served.

VAR_DIR=/tmp/site DJANGO_SETTINGS_MODULE=cms.settings.demo python -m scripts.sample
"""

from __future__ import annotations

import sys

import django
from django.core.management import call_command


def quietly(_what: str, _done: int, _total: int) -> None:
    """The loader's progress, which nobody watches here."""


def main() -> int:
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from cms.demo import sample  # it needs the apps

    sample.load(step=quietly)
    return 0


if __name__ == "__main__":
    sys.exit(main())

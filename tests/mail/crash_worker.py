"""`python -m tests.mail.crash_worker STEP ...`: a worker with nothing but the outbox, to be killed by test_crash.py."""

import os
import sys

import django


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.mail.crash_settings"
    django.setup()
    from tests.mail.crash_steps import take

    take(*sys.argv[1:])


if __name__ == "__main__":
    main()

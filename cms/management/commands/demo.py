import errno
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connections
from django.utils import timezone

from cms.demo.migrating import migrate_with_progress
from cms.demo.tour import Login
from cms.demo.updating import bring_up_to_date
from finder.words import LANGUAGES, is_prepared
from finder.words import prepare as prepare_words

NEEDED_BYTES = 400_000_000
LAST_PORT = 65_535


class Command(BaseCommand):
    help = "Fill an own database with sample content, send an issue into a local mailbox, and serve it all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="Address to serve on.")
        # Read by hand: argparse would print the usage of a command that nobody typed.
        parser.add_argument("--port", default="8000", help="Port to serve on.")
        parser.add_argument("--serve", default="yes", help="yes, or no: end after the summary.")

    def handle(self, *args: Any, host: str, port: str, serve: str, **options: Any) -> None:
        self.started = time.monotonic()
        if not port.isascii() or not port.isdecimal() or not 0 < int(port) <= LAST_PORT:
            raise CommandError(f"PORT={port} is no port: give a number from 1 to {LAST_PORT}.")
        if serve not in {"yes", "no"}:
            raise CommandError(f"SERVE={serve} is neither yes nor no.")
        self.run_demo(host, int(port), serve == "yes")

    def run_demo(self, host: str, port: int, is_served: bool) -> None:
        from cms.demo import processes

        try:
            if is_served:
                processes.check_port(host, port)
            self.check_disk()
            self.set_address(host, port)
            self.prepare()
            sink_port = processes.free_port()
            self.run_main_job(sink_port)
        except processes.PortTaken as error:
            raise CommandError(str(error)) from error
        except (OSError, DatabaseError, sqlite3.Error) as error:
            raise self.explained(error) from error
        self.stdout.write(f"\nReady in {time.monotonic() - self.started:.0f} s.")
        if is_served:
            self.stdout.write(f"Serving on http://{host}:{port} until Ctrl-C.")
            connections.close_all()  # the processes open their own
            code = processes.serve(host=host, port=port, sink_port=sink_port)
            if code:
                raise CommandError(
                    "One of the four processes ended by itself (above: “stopped (rc=…)”), so all were stopped. "
                    "Mail that had not gone yet goes after the next `make demo`; nobody gets any twice.",
                    returncode=code,
                )

    def set_address(self, host: str, port: int) -> None:
        """Where mails and feeds point: known only now, and passed on to the processes by environment."""
        name = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
        settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = f"http://{name}:{port}"
        os.environ |= {"BASE_URL": settings.BASE_URL, "DEMO_HOST": host}

    # --- What may be missing on a machine.

    def check_disk(self) -> None:
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(settings.VAR_DIR).free
        if free < NEEDED_BYTES:
            raise CommandError(
                f"{settings.VAR_DIR} has {free // 1_000_000} MB left and needs {NEEDED_BYTES // 1_000_000}. "
                "Free some room and run it again."
            )

    def explained(self, error: Exception) -> CommandError:
        if getattr(error, "errno", None) == errno.ENOSPC or "disk is full" in str(error):
            return CommandError("The disk is full. Free some room and run it again; nothing is lost.")
        return CommandError(f"{type(error).__name__}: {error}")

    # --- Progress: a line that grows on a terminal, a line at each end elsewhere.

    def step(self, what: str, done: int, total: int) -> None:
        at_end = done >= total
        if sys.stdout.isatty():
            filled = 24 * done // max(total, 1)
            bar = "█" * filled + "░" * (24 - filled)
            self.stdout.write(f"\r  {what:24} {bar} {done}/{total}", ending="\n" if at_end else "")
            self.stdout.flush()
        elif at_end or done == 0:
            self.stdout.write(f"  {what:24} {done}/{total}")

    @contextmanager
    def announced(self, what: str) -> Iterator[None]:
        self.stdout.write(f"  {what} …")
        started = time.monotonic()
        yield
        self.stdout.write(f"  {what}: {time.monotonic() - started:.1f} s")

    # --- The steps.

    def prepare(self) -> None:
        migrate_with_progress(self.step)
        with self.announced("Collecting static files"):
            call_command("collectstatic", interactive=False, verbosity=0)
        for number, language in enumerate(LANGUAGES):
            self.step("Words of the search", number, len(LANGUAGES))
            if not is_prepared(language):
                prepare_words(language)
        self.step("Words of the search", len(LANGUAGES), len(LANGUAGES))
        bring_up_to_date(step=self.step, now=timezone.now())

    def run_main_job(self, sink_port: int) -> None:
        from cms.demo import main_job, sample, table
        from mail.sink import MailSink

        settings.MAIL_SMTP_PORT = (
            sink_port  # this process sends into its own sink; the others get it by environment
        )
        loaded = sample.load(step=self.step)
        with MailSink(settings.DEMO_OUTBOX_DIR, port=sink_port):
            try:
                outcome = main_job.run(
                    issue=loaded.issue,
                    approver=self.account("Newsletter approver"),
                    outbox=settings.DEMO_OUTBOX_DIR,
                    progress=self.step,
                )
            except main_job.MainJobFailed as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"\nThe main job: issue “{outcome.issue.name}”, counted in the sink\n")
        for line in table.table(outcome.rows):
            self.stdout.write(f"  {line}")
        for finding in outcome.findings:
            self.stdout.write(
                f"  {finding.severity.value}: {finding.language} {finding.rule} {finding.detail}"
            )
        if not main_job.leads_here(outcome.issue):
            self.stdout.write(
                "\nThe sample mails were sent when the site had another address, and their links lead there.\n"
                f"To send them anew from {settings.BASE_URL}: rm -r {settings.VAR_DIR} and make demo again."
            )
        self.stdout.write("\nA tour in eight stops")
        for line in sample.tour_lines(loaded):
            self.stdout.write(line)

    def account(self, role: str) -> Any:
        from cms.demo.tour import LOGINS

        login: Login = next(login for login in LOGINS if login.role == role)
        return get_user_model().objects.get(username=login.address)

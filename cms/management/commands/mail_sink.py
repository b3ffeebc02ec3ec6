import signal
import threading
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Take in mail over SMTP on this machine and file it into a Maildir; nothing is passed on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, required=True, help="Port on 127.0.0.1.")
        parser.add_argument("--dir", type=Path, required=True, help="The Maildir.")

    def handle(self, *args: Any, port: int, dir: Path, **options: Any) -> None:
        try:
            from mail.sink import MailSink  # aiosmtpd is not installed on a real site
        except ImportError as error:
            raise CommandError("aiosmtpd is missing. Install what requirements.lock names.") from error
        stopped = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        try:
            with MailSink(dir, port=port) as sink:
                self.stdout.write(f"Mail sink on 127.0.0.1:{sink.port}, filing into {dir}.")
                stopped.wait()
        except OSError as error:
            raise CommandError(f"Port {port} cannot be used: {error.strerror}. Choose another.") from error

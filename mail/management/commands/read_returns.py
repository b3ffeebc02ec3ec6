from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mail import conf
from mail.errors import MailboxUnavailable
from mail.returns.mailbox import MOST_MAILS, read_returns


class Command(BaseCommand):
    help = "Read the mailbox for bounces and complaints, and move what was read."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--limit", type=int, default=MOST_MAILS, help=f"Read at most so many mails ({MOST_MAILS})."
        )

    def handle(self, *, limit: int, **options: object) -> None:
        if conf.imap_server() is None:
            raise CommandError("No mailbox is set. Set MAIL_RETURNS_IMAP_HOST and the settings beside it.")
        try:
            report = read_returns(now=timezone.now(), limit=limit)
        except MailboxUnavailable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{report.counted} counted, {report.unmatched} fit no mail.")

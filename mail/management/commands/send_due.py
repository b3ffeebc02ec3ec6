from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.commands import whole_number
from mail import services
from mail.errors import MailServerUnavailable
from mail.models import CLAIMABLE, Delivery, Lane


class Command(BaseCommand):
    help = "Send the mail whose time has come: single mail first, then bulk."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lane", choices=Lane.values, help="Send this lane only.")
        parser.add_argument("--limit", type=whole_number, help="Send at most so many mails.")
        parser.add_argument("--dry-run", action="store_true", help="Say how many are due and send nothing.")

    def handle(self, *, lane: str | None, limit: int | None, dry_run: bool, **options: object) -> None:
        now = timezone.now()
        if dry_run:
            self._count_due(lane)
            return
        swept = services.sweep(now=now)
        try:
            report = services.send_due(lane=lane, now=now, limit=limit)
        except MailServerUnavailable as error:
            self._tell(error.report or services.SendReport())
            raise CommandError(str(error)) from error
        self._tell(report)
        if report.failed or swept.uncertain or report.uncertain:
            raise CommandError(
                "Not every mail went out. See `manage.py mail_status` and `manage.py list_deliveries`."
            )

    def _count_due(self, lane: str | None) -> None:
        due = Delivery.objects.filter(state__in=CLAIMABLE, due_at__lte=timezone.now())
        self.stdout.write(f"{(due.filter(lane=lane) if lane else due).count()} due.")

    def _tell(self, report: services.SendReport) -> None:
        self.stdout.write(", ".join(f"{number} {name}" for name, number in vars(report).items()) + ".")

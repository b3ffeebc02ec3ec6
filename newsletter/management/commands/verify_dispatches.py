from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsletter.models import Dispatch, Issue
from newsletter.services.verifying import wrong_sums


class Command(BaseCommand):
    help = "Check that of every run of sending nobody was lost or doubled: all sums must come out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--issue", type=int, metavar="ID", help="Check the runs of one issue only.")

    def handle(self, *, issue: int | None, **options: object) -> None:
        runs = Dispatch.objects.exclude(frozen_at=None)
        if issue is not None:
            if not Issue.objects.filter(pk=issue).exists():
                raise CommandError(f"There is no issue {issue}.")
            runs = runs.filter(issue=issue)
        wrong = wrong_sums(runs)
        for line in wrong:
            self.stdout.write(str(line))
        if wrong:
            raise CommandError(
                f"{len(wrong)} sums do not come out. Keep the database as it is and look at these runs' deliveries."
            )
        self.stdout.write(f"{len(runs)} runs: every sum comes out.")

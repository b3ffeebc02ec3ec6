from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from registers.services import load_registers


class Command(BaseCommand):
    help = "Load regions, counties, municipalities, sectors, themes, client groups and goals from the project's files."

    def handle(self, *args: Any, **options: Any) -> None:
        for report in load_registers(now=timezone.now()):
            self.stdout.write(
                f"{report.register}: {report.rows} rows, {report.created} created, {report.updated} updated, "
                f"{report.unchanged} unchanged, {report.closed} closed"
            )

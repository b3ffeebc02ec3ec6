from django.core.management.base import BaseCommand
from django.utils import timezone

from core.ledger_heads import write_heads


class Command(BaseCommand):
    help = "Append the head of every ledger chain to the file in LEDGER_DIR and show it. The scheduler does so daily."

    def handle(self, **options: object) -> None:
        for head in write_heads(now=timezone.now()):
            self.stdout.write(f"{head.chain}: {head.number} {head.seal}")

from typing import Any

from django.core.management.base import BaseCommand

from deeds.similar import rebuild_fingerprints


class Command(BaseCommand):
    help = "Work out anew by which words published deeds are compared with what authors send in."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild_fingerprints()} deeds compared anew")

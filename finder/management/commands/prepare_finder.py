from typing import Any

from django.core.management.base import BaseCommand

from finder.words import LANGUAGES, is_prepared, prepare


class Command(BaseCommand):
    help = "Build the word lists of the search on disk, once; a second run takes no time."

    def handle(self, *args: Any, **options: Any) -> None:
        for language in LANGUAGES:
            if is_prepared(language):
                self.stdout.write(f"{language}: ready")
                continue
            self.stdout.write(f"{language}: building …", ending="")
            self.stdout.flush()
            self.stdout.write(f" {prepare(language):,} words")

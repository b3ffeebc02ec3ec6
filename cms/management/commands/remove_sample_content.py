import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.demo.samples import has_samples, remove_samples


class Command(BaseCommand):
    help = "Delete all sample content: deeds, articles, episodes, awards, issues, readers, accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="Delete without asking.")

    def handle(self, *args: Any, yes: bool, **options: Any) -> None:
        if not has_samples():
            self.stdout.write("There is no sample content.")
            return
        if not yes and not sys.stdin.isatty():
            raise CommandError("Nothing was deleted. Say that you mean it: remove_sample_content --yes")
        if not yes and input("Delete all sample content for good? Type yes: ") != "yes":
            raise CommandError("Nothing was deleted.")
        for kind, number in sorted(remove_samples(keep_user=None, now=timezone.now()).items()):
            self.stdout.write(f"{number:5} {kind}")

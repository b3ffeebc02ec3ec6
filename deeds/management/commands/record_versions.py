from django.core.management.base import BaseCommand, CommandParser

from deeds.versioning.recording import record_first_versions


class Command(BaseCommand):
    help = "Write the first public version of deeds that were published before versions were kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Count them and write nothing.")

    def handle(self, *, dry_run: bool, **options: object) -> None:
        total = record_first_versions(dry_run=dry_run)
        self.stdout.write(f"{total} first version(s) {'missing' if dry_run else 'written'}.")

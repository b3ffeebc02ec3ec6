from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import override

from syndication.feeds import all_feeds, feeds


class Command(BaseCommand):
    help = "List the feeds with their addresses, per language."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--families", action="store_true", help="List only the families that apps register."
        )

    def handle(self, *, families: bool, **options: object) -> None:
        if families:
            for family in feeds:
                self.stdout.write(family.key)
            return
        listed = 0
        for language, _name in settings.LANGUAGES:
            with override(language):
                for feed in all_feeds(language):
                    listed += 1
                    self.stdout.write(f"{feed.url(feed.formats[0])}  {', '.join(feed.formats)}  {feed.title}")
        self.stdout.write(f"{listed} feeds.")

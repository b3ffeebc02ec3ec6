from django.conf import settings
from django.core.management.base import BaseCommand

from syndication.sources import sources


class Command(BaseCommand):
    help = "List the sources of items: key, label, and how many items each has in each language."

    def handle(self, **options: object) -> None:
        for source in sources:
            counts = (f"{code} {source.count(language=code)}" for code, _name in settings.LANGUAGES)
            self.stdout.write(f"{source.key:<12} {source.label!s:<20} {', '.join(counts)}")
        self.stdout.write(f"{len(sources)} sources.")

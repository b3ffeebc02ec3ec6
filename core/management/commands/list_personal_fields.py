from django.core.management.base import BaseCommand

from core.personal import personal_tables, rows


class Command(BaseCommand):
    help = "List the fields that hold something of a person: until when, and what shows and erases them."

    def handle(self, **options: object) -> None:
        for row in rows():
            self.stdout.write(row)
        self.stdout.write(f"{sum(len(table.rules()) for table in personal_tables)} personal fields.")

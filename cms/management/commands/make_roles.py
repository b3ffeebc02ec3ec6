from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.roles import UnknownPermission, make_roles


class Command(BaseCommand):
    help = "Make the roles and give each exactly the rights of the table in cms/roles.py."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            number = make_roles()
        except UnknownPermission as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{number} roles have the rights of the table.")

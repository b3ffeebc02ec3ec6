import tomllib
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from cms.site_start import START_TEXTS, AlreadyStarted, start_site
from home.services import set_site_settings


class Command(BaseCommand):
    help = "Make an empty real site: locales, front page, lists and statements in each language, roles, newsletter."

    def add_arguments(self, parser: CommandParser) -> None:
        for language, name in settings.LANGUAGES:
            parser.add_argument(f"--name-{language}", help=f"The newsletter's name in {name}.")
            parser.add_argument(f"--site-name-{language}", help=f"The site's name in {name}, its wordmark.")

    def handle(self, *args: Any, **options: Any) -> None:
        texts = tomllib.loads(START_TEXTS.read_text(encoding="utf-8"))
        names = {
            language: options[f"name_{language}"] or texts["names"][language]
            for language, _name in settings.LANGUAGES
        }
        try:
            site = start_site(
                texts=texts, names=names, user=None, now=timezone.now(), publish_statements=False
            )
        except AlreadyStarted as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(
                f"The database is not ready ({error}). Run `manage.py migrate` first."
            ) from error
        site_names = {
            f"name_{language}": options[f"site_name_{language}"] or ""
            for language, _name in settings.LANGUAGES
        }
        set_site_settings(site=site.home.get_site(), values=site_names)
        self.stdout.write(f"The site stands: {site.home.full_url}")
        self.stdout.write(
            "Next: `manage.py createsuperuser`, then complete and publish the statements in the admin."
        )

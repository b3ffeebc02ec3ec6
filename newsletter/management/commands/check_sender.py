from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from mail.names.checking import Verdict
from mail.names.lookup import dns_lookup
from newsletter.admin.sender_words import PARTS, VERDICTS, sentence
from newsletter.models import Newsletter
from newsletter.services.senders import check_newsletter


class Command(BaseCommand):
    help = "Say whether SPF, DKIM, DMARC, reverse DNS and mailboxes fit the sender of each newsletter."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--newsletter", metavar="SLUG", help="Check one newsletter only.")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="en")

    def handle(self, *, newsletter: str | None, language: str, **options: object) -> None:
        rows = Newsletter.objects.filter(slug=newsletter) if newsletter else Newsletter.objects.all()
        if newsletter and not rows:
            raise CommandError(f"There is no newsletter {newsletter!r}. Leave --newsletter out to check all.")
        look_up, wrong = dns_lookup(), 0
        with translation.override(language):
            for row in rows:
                self.stdout.write(f"{row.name} <{row.from_address}>")
                for finding in check_newsletter(newsletter=row, look_up=look_up):
                    wrong += finding.verdict is Verdict.ERROR
                    words = f"{PARTS[finding.part]}, {VERDICTS[finding.verdict]}"
                    self.stdout.write(f"  {words}: {sentence(finding)}")
        if wrong:
            raise CommandError(
                f"{wrong} of these are wrong. Mail may be refused or taken for spam until they are right."
            )

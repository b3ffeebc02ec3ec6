"""Run inside a project fresh from `wagtail start`: its own content becomes an issue that arrives by SMTP."""

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fresh.settings.dev")
sys.path.insert(0, str(Path.cwd()))
django.setup()

from django.conf import settings  # noqa: E402  (after django.setup())
from django.contrib.auth import get_user_model  # noqa: E402
from django.utils import timezone  # noqa: E402

from mail.services import send_due  # noqa: E402
from mail.sink import MailSink, read_mailbox  # noqa: E402
from newsletter.models import Newsletter  # noqa: E402
from newsletter.services.approving import approve_issue  # noqa: E402
from newsletter.services.checking import check_issue  # noqa: E402
from newsletter.services.dispatching import start_dispatch  # noqa: E402
from newsletter.services.imports import ImportRow, import_confirmed  # noqa: E402
from newsletter.services.issues import IssueTexts, create_issue  # noqa: E402
from syndication.items import Item  # noqa: E402
from syndication.sources import Found, sources  # noqa: E402

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


class Recipes:
    """What a host project offers to its newsletter: one recipe, in the language asked for."""

    key = "recipe"
    label = "Recipe"

    def item(self, language: str) -> Item:
        return Item(
            guid="recipe-1",
            kind=self.key,
            url=f"{settings.BASE_URL}/recipes/1/",
            title="Pea soup",
            summary="Soak the peas overnight.",
            html="",
            language=language,
            published_at=MONDAY,
            updated_at=MONDAY,
        )

    def items(self, *, language: str, **options: object) -> Sequence[Item]:
        return [self.item(language)]

    def count(self, *, language: str, **filters: str) -> int:
        return 1

    def last_modified(self, *, language: str, **filters: str) -> datetime:
        return MONDAY

    def get_items(self, refs: Sequence[str], *, language: str) -> dict[str, Item]:
        return {ref: self.item(language) for ref in refs if ref == "1"}

    def search(self, text: str, *, language: str, limit: int) -> Sequence[Found]:
        return [Found(ref="1", title="Pea soup", date=MONDAY)]


def send() -> None:
    now = timezone.now()
    sources.register(Recipes())
    cook = get_user_model().objects.create_superuser("cook", "cook@fresh.example", "of-no-worth")
    newsletter = Newsletter.objects.create(
        slug="kitchen", name_fi="Keittiö", name_sv="Köket", name_en="Kitchen",
        from_name="Kitchen", from_address="news@fresh.example",
    )  # fmt: skip
    rows = [ImportRow("ada@fresh.example", "en", MONDAY), ImportRow("eva@fresh.example", "sv", MONDAY)]
    import_confirmed(newsletter=newsletter, rows=rows, evidence="sample", now=now)
    texts = {
        "en": IssueTexts(subject="Soup this week", preheader="Peas."),
        "sv": IssueTexts(subject="Soppa i veckan", preheader="Ärter."),
    }
    issue = create_issue(
        newsletter=newsletter, name="1/2026", items=[("recipe", "1")], texts=texts, user=cook, now=now
    )
    findings = check_issue(issue=issue, now=now)
    sys.stdout.write("".join(f"{one.severity} {one.language} {one.rule} {one.detail}\n" for one in findings))
    approve_issue(issue=issue, user=cook, now=now)
    start_dispatch(issue=issue, user=cook, now=now)
    send_due(now=timezone.now())


if __name__ == "__main__":
    outbox = Path.cwd() / "outbox"
    with MailSink(outbox) as sink:
        settings.MAIL_SMTP_HOST, settings.MAIL_SMTP_PORT = "127.0.0.1", sink.port
        send()
    for entry in sorted(read_mailbox(outbox), key=lambda one: one.to):
        parts = f"html={'Pea soup' in entry.html} text={'Pea soup' in entry.text}"
        sys.stdout.write(f"arrived: {entry.to} {entry.language} {entry.subject} {parts}\n")

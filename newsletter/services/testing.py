"""Test mails: the issue as last saved, marked as a test, with links that harm nobody."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from mail.addresses import address_key
from mail.services import Content, queue_single, suppressed
from newsletter.errors import NothingToSend, NotTested
from newsletter.letters import newsletter_sender
from newsletter.models import Issue
from newsletter.services.compiling import render_issue, without_tokens


def send_test(*, issue: Issue, user: User, now: datetime) -> int:
    """Queue one mail per language of the issue to the user's own address, before any bulk; how many.

    Nothing is frozen or approved by it. Raises NothingToSend without any text, NotTested where the account has no
    address or one that must not be mailed, and mail's errors for what MJML refuses; then nothing is queued.
    """
    if issue.languages and not user.email:
        raise NotTested(issue=issue, addresses=[])
    return send_test_to(issue=issue, addresses=[user.email], now=now)


@transaction.atomic
def send_test_to(*, issue: Issue, addresses: Sequence[str], now: datetime) -> int:
    """The same to addresses that somebody typed; InvalidAddress or NotTested for one of them, and then to none."""
    if not issue.languages:
        raise NothingToSend(issue=issue)
    barred = suppressed(addresses)
    if barred:
        raise NotTested(issue=issue, addresses=sorted(barred))
    contents = [_content(issue, language) for language in issue.languages]
    for address in addresses:
        for content in contents:
            queue_single(
                # Without the address: keys are kept longer than whom a mail reached.
                key=f"newsletter:test:{issue.pk}:{content.language}:{address_key(address)}:{now.isoformat()}",
                to=address,
                content=content,
                sender=newsletter_sender(issue.newsletter, content.language),
                now=now,
            )
    return len(contents) * len(addresses)


def _content(issue: Issue, language: str) -> Content:
    mail = render_issue(issue=issue, language=language)
    with translation.override(language):
        subject = _("Test: %(subject)s") % {"subject": mail.subject}
    # A test may be passed on: its personal links lead to the front page, so nobody is unsubscribed by a click.
    return Content(
        subject=subject, html=without_tokens(mail.html), text=without_tokens(mail.text), language=language
    )

"""A test mail to the person who writes: the issue as last saved, marked as a test, with links that harm nobody."""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils import translation
from django.utils.translation import gettext as _

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
    if not issue.languages:
        raise NothingToSend(issue=issue)
    if not user.email or user.email in suppressed([user.email]):
        raise NotTested(issue=issue)
    contents = [_content(issue, language) for language in issue.languages]
    for content in contents:
        queue_single(
            key=f"newsletter:test:{issue.pk}:{content.language}:{user.pk}:{now.isoformat()}",
            to=user.email,
            content=content,
            sender=newsletter_sender(issue.newsletter, content.language),
            now=now,
        )
    return len(contents)


def _content(issue: Issue, language: str) -> Content:
    mail = render_issue(issue=issue, language=language)
    with translation.override(language):
        subject = _("Test: %(subject)s") % {"subject": mail.subject}
    # A test may be passed on: its personal links lead to the front page, so nobody is unsubscribed by a click.
    return Content(
        subject=subject, html=without_tokens(mail.html), text=without_tokens(mail.text), language=language
    )

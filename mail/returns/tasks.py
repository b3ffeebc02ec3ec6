"""Wake-up calls for what comes back; see mail.tasks."""

import structlog
from django.utils import timezone
from django_tasks import task

from mail.errors import MailboxUnavailable
from mail.returns.mailbox import read_returns

logger = structlog.get_logger("tekotori.mail")


@task(priority=-5)
def read_returned_mail() -> None:
    try:
        report = read_returns(now=timezone.now())
    except MailboxUnavailable as error:
        # Not raised: every mail is still there, and the next run reads it.
        logger.error("mail.mailbox_unavailable", server=error.server, why=error.why)
        return
    if report.counted or report.unmatched:
        logger.info("mail.returns_read", **vars(report))

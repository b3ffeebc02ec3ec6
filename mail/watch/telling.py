"""Telling it: one mail for the beginning of an incident and one for its end, and an event in the log for both."""

from datetime import datetime

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from mail import conf
from mail.services.queue import queue_single
from mail.services.types import Content
from mail.watch.finding import Finding, findings
from mail.watch.models import Incident, Trouble

logger = structlog.get_logger("tekotori.mail")


def watch(*, now: datetime) -> None:
    """Tell what has gone wrong since the last time, and what is well again."""
    found = findings(now=now)
    for finding in found:
        _begin(finding, now)
    over = Incident.objects.filter(ended_at=None).exclude(key__in=[finding.key for finding in found])
    for incident in over:
        _end(incident, now)


@transaction.atomic
def _begin(finding: Finding, now: datetime) -> None:
    fields = {
        "trouble": finding.trouble,
        "subject": finding.subject,
        "why": finding.why,
        "opened_at": finding.since,
        "ended_at": None if finding.stays else now,
    }
    incident, is_new = Incident.objects.get_or_create(key=finding.key, defaults=fields)
    if is_new:
        logger.error("mail.incident", trouble=incident.trouble, subject=incident.subject, why=incident.why)
        _mail(incident, "opened", now)


@transaction.atomic
def _end(incident: Incident, now: datetime) -> None:
    if Incident.objects.filter(pk=incident.pk, ended_at=None).update(ended_at=now):
        incident.ended_at = now
        logger.warning("mail.incident_over", trouble=incident.trouble, subject=incident.subject)
        _mail(incident, "ended", now)


def _mail(incident: Incident, moment: str, now: datetime) -> None:
    """Queued in the lane of single mail: where the server takes none, it goes as the first when it does again."""
    address = conf.text("MAIL_ALERT_ADDRESS")
    if not address:
        return
    language = conf.text("MAIL_ALERT_LANGUAGE") or conf.text("LANGUAGE_CODE")
    with override(language):
        subject, text = _over(incident) if moment == "ended" else _words(incident)
    content = Content(subject=subject, html="", text=text, language=language)
    queue_single(key=f"alert:{incident.key}:{moment}", to=address, content=content, now=now)


def _words(incident: Incident) -> tuple[str, str]:
    since = _clock(incident.opened_at)
    if incident.trouble == Trouble.SERVER:
        return gettext("The mail server takes no mail"), gettext(
            "The mail server %(server)s has taken no mail since %(since)s. It said: %(why)s\n\n"
            "Nothing is lost: everything waits, and the server is asked again every few minutes. Check that it is up, "
            "and that its address, password and quota are right."
        ) % {"server": incident.subject, "since": since, "why": incident.why}
    if incident.trouble == Trouble.STALLED:
        return gettext("Mail is due and nothing is sent"), gettext(
            "Mail has been due and nothing has been sent since %(since)s. Check that the worker and the scheduler are "
            "running."
        ) % {"since": since}
    failed, _slash, total = incident.why.partition("/")
    return gettext("Many mails could not be delivered"), gettext(
        "Of %(total)s mails of %(group)s, %(failed)s have failed. The list of mails in the admin says what the servers "
        "answered."
    ) % {"total": total, "failed": failed, "group": incident.subject}


def _over(incident: Incident) -> tuple[str, str]:
    return gettext("Mail is going out again"), gettext(
        "What was wrong with the mail since %(since)s is over. What had waited is being sent."
    ) % {"since": _clock(incident.opened_at)}


def _clock(at: datetime) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")

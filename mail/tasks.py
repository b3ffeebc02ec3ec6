"""Wake-up calls. A task may be lost, doubled or late: what is to be sent stands in the tables (ADR on tasks)."""

import time

import structlog
from django.utils import timezone
from django_tasks import task

from core.tasks import enqueue
from mail import services
from mail.errors import MailServerResting, MailServerUnavailable
from mail.models import Lane

logger = structlog.get_logger("tekotori.mail")

# One task does not hold a worker for longer than about a minute; what is left wakes a worker again.
BULK_SECONDS = 50


@task(priority=50)
def send_single_mail() -> None:
    _send(lane=Lane.SINGLE, seconds=None)


@task(priority=-10)
def send_bulk_mail() -> None:
    # Both lanes: while a long bulk run keeps the only worker busy, single mail takes the next free connection.
    started = time.monotonic()
    _send(lane=None, seconds=BULK_SECONDS)
    if time.monotonic() - started > BULK_SECONDS:
        enqueue(send_bulk_mail)


@task(priority=40)
def sweep_outbox() -> None:
    report = services.sweep(now=timezone.now())
    if report.requeued or report.uncertain:
        logger.warning("mail.leases_expired", requeued=report.requeued, uncertain=report.uncertain)


@task(priority=-20)
def purge_outbox() -> None:
    if deleted := services.purge(now=timezone.now()):
        logger.info("mail.purged", deleted=deleted)


def _send(*, lane: str | None, seconds: float | None) -> None:
    try:
        report = services.send_due(lane=lane, now=timezone.now(), seconds=seconds)
    except MailServerResting:
        return  # said when it began
    except MailServerUnavailable as error:
        # Not raised: the task did its part, and the server is asked again. `mail_status` shows what waits.
        logger.error("mail.server_unavailable", server=error.server, why=error.why)
        return
    if report.handled:
        logger.info("mail.sent", **vars(report))

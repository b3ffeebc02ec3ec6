"""Many mails over many connections into Postfix's smtp-sink: with all marks, without any, and beside smtp-source."""

import time
from typing import Any

from benchmarks import postfix
from benchmarks.flows import delivering, mailing
from benchmarks.measuring import Job, Result, timed


def outbox(job: Job) -> Result:
    """Claimed, looked at again, rendered, handed over, marked before its end and settled, each durably."""
    from mail.services import send_due

    now = delivering.queue(mailing.make_message(job), job.size, group="many")
    with postfix.sink(connections=_connections(job)) as port:
        _point_to(port, job)
        seconds = timed(lambda: send_due(lane="bulk", now=now))
    delivering.check_all_sent(job.size, group="many")
    return Result([seconds / job.size])


def transport(job: Job) -> Result:
    """Rendered and handed over by the same connections in the same loop, and nothing written down."""
    from mail import conf
    from mail.mime import Template
    from mail.smtp import Lines, Step

    template = Template(mailing.make_message(job))
    people = mailing.make_deliveries(job.size)
    with postfix.sink(connections=_connections(job)) as port:
        _point_to(port, job)
        lines = Lines(conf.smtp_server(), most=_connections(job))
        lines.open(_connections(job))
        started, left = time.perf_counter(), iter(people)
        answered = offered = 0
        while answered < job.size:
            lines.turn(seconds=1.0)
            for line in lines:
                if line.step is Step.STANDING:
                    line.end()
                if line.outcome is not None:
                    line.outcome, answered = None, answered + 1
                if line.step is Step.IDLE and offered < job.size:
                    line.offer(template.render(next(left)))
                    offered += 1
        seconds = time.perf_counter() - started
        lines.close()
    return Result([seconds / job.size])


def smtp_source(job: Job) -> Result:
    """Postfix's own: the same number, size and connections; every mail is the same and none has a recipient of its own."""
    size = _bytes(job)
    with postfix.sink(connections=_connections(job)) as port:
        seconds = postfix.source(port=port, connections=_connections(job), mails=job.size, size=size)
    return Result([seconds / job.size], facts={"KB": round(size / 1000, 1)})


def _connections(job: Job) -> int:
    return int(job.options["connections"])


def _bytes(job: Job) -> int:
    from mail.mime import Template

    template = Template(mailing.make_message(job))
    return len(template.render(mailing.make_deliveries(1)[0]).data)


def _point_to(port: int, job: Job) -> None:
    from django.conf import settings

    setting: Any = settings
    setting.MAIL_SMTP_HOST, setting.MAIL_SMTP_PORT = "127.0.0.1", port
    setting.MAIL_CONNECTIONS = _connections(job)

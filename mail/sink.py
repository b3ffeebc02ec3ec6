"""An SMTP server on this machine that delivers nothing: every mail is filed into a Maildir.

For the demonstration and the tests. Needs aiosmtpd, which a site does not install.
"""

import asyncio
import errno
import logging
import socket
from pathlib import Path

import structlog
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from mail.mailbox import (
    MailboxEntry,
    count_by_language,
    count_mailbox,
    file_message,
    read_mailbox,
    read_message,
)

__all__ = ["MailSink", "MailboxEntry", "count_by_language", "count_mailbox", "read_mailbox", "read_message"]

logger = structlog.get_logger("tekotori.mail.sink")
logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's; at INFO it writes every address


class _Filer:
    """aiosmtpd's handler; files in a thread, so that a slow disk does not stop other connections."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.count = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        data = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        try:
            await asyncio.to_thread(
                file_message,
                self.directory,
                data,
                sender=envelope.mail_from or "",
                recipients=list(envelope.rcpt_tos),
            )
        except OSError as error:
            # aiosmtpd would answer 500, and the sender would give up for ever on a disk that is full for now.
            logger.error("mail.sink_failed", error=errno.errorcode.get(error.errno or 0, "OSError"))
            return "452 4.3.1 The sink cannot store the message now"
        self.count += 1
        return "250 2.0.0 Filed"


class MailSink(Controller):
    """`with MailSink(directory) as sink:` listens on 127.0.0.1 at `sink.port`; port 0 takes a free one."""

    def __init__(self, directory: Path | str, *, port: int = 0) -> None:
        self.filer = _Filer(Path(directory))
        # Bound here and now: a port that is in use is told at once, and nobody can take a free one in between.
        self._listening = socket.create_server(("127.0.0.1", port))
        port = self._listening.getsockname()[1]
        super().__init__(self.filer, hostname="127.0.0.1", port=port, ready_timeout=30)

    @property
    def count(self) -> int:
        """Mails filed since the start."""
        return self.filer.count

    def _create_server(self):  # type: ignore[no-untyped-def]  # aiosmtpd is untyped; it asks for a coroutine
        return self.loop.create_server(self._factory_invoker, sock=self._listening)

    def __enter__(self) -> "MailSink":
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

"""SMTP over one kept connection, with the last step of each message in our own hands."""

import re
import select
import smtplib
import socket
import ssl
from collections.abc import Callable
from typing import Protocol

from mail.conf import SmtpServer
from mail.errors import MailServerUnavailable
from mail.mime import Envelope
from mail.replies import Outcome, Stage, Verdict, classify

_LEADING_DOT = re.compile(rb"(?m)^\.")


class Transport(Protocol):
    """Hands over one message at a time. `mark` is called when everything but the end of the message is sent; it
    returns False when the delivery is no longer ours, and then the message must not be ended."""

    def deliver(self, envelope: Envelope, mark: Callable[[], bool]) -> Outcome: ...

    def close(self) -> None: ...


class SmtpTransport:
    """smtplib without its `sendmail`, which sends a message and its end in one go."""

    def __init__(self, server: SmtpServer) -> None:
        self.server = server
        self._smtp: smtplib.SMTP | None = None

    def deliver(self, envelope: Envelope, mark: Callable[[], bool]) -> Outcome:
        """Raises MailServerUnavailable where no connection can be had. After `mark` every failure is UNCERTAIN."""
        smtp = self._connection()
        if envelope.needs_utf8 and not smtp.has_extn("smtputf8"):
            return Outcome(
                Verdict.PERMANENT, "5.6.7", "the server does not take addresses outside ASCII (SMTPUTF8)"
            )
        try:
            refusal = self._offer(smtp, envelope) or self._early_answer(smtp)
        except (OSError, smtplib.SMTPException) as error:
            # Nothing was ended, so nothing was taken: safe to send again.
            self._drop()
            return Outcome(Verdict.TEMPORARY, "4.4.2", _describe(error), connection_lost=True)
        if refusal:
            self._after_refusal(smtp, refusal)
            return refusal
        try:
            is_ours = mark()
        except BaseException:
            self._drop()  # a polite QUIT would become part of the body, and wait for an answer that never comes
            raise
        if not is_ours:
            self._drop()  # a server throws away what was not ended
            return Outcome(Verdict.TAKEN)
        return self._end(smtp)

    def close(self) -> None:
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (OSError, smtplib.SMTPException):
                self._smtp.close()
        self._smtp = None

    # --- The steps of one message.

    def _offer(self, smtp: smtplib.SMTP, envelope: Envelope) -> Outcome | None:
        """Everything up to the body's last byte; an Outcome if the server refused."""
        sender_options, recipient_options = _options(smtp, envelope)
        code, text = smtp.mail(envelope.sender, sender_options)
        if code != 250:
            return classify(Stage.MAIL, code, _text(text))
        code, text = smtp.rcpt(envelope.recipient, recipient_options)
        if code not in (250, 251):
            return classify(Stage.RCPT, code, _text(text))
        code, text = smtp.docmd("DATA")
        if code != 354:
            return classify(Stage.DATA, code, _text(text))
        data = envelope.data
        smtp.send(_LEADING_DOT.sub(b"..", data) if b"\n." in data else data)
        return None

    def _early_answer(self, smtp: smtplib.SMTP) -> Outcome | None:
        """A server that speaks before the end has given up on the message; no mark is needed then."""
        # TLS sends records of its own (session tickets), so a readable socket proves nothing there.
        sock = smtp.sock
        if sock is None or isinstance(sock, ssl.SSLSocket) or not select.select([sock], [], [], 0)[0]:
            return None
        code, text = smtp.getreply()
        self._drop()
        outcome = classify(Stage.DATA, code, _text(text))
        # A success before the end means nothing that we could trust.
        verdict = Verdict.TEMPORARY if outcome.verdict is Verdict.SENT else outcome.verdict
        return Outcome(verdict, outcome.status, outcome.reply, connection_lost=True)

    def _end(self, smtp: smtplib.SMTP) -> Outcome:
        """The dot. From here on only the server knows, so silence is never read as a failure."""
        try:
            smtp.send(b".\r\n")
            code, text = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Outcome(Verdict.UNCERTAIN, reply=_describe(error), connection_lost=True)
        outcome = classify(Stage.END, code, _text(text))
        if outcome.connection_lost:
            self._drop()
        return outcome

    def _after_refusal(self, smtp: smtplib.SMTP, refusal: Outcome) -> None:
        """Clear the server's buffers for the next message, or leave a connection that is of no more use."""
        try:
            if refusal.connection_lost or smtp.rset()[0] != 250:
                self._drop()
        except (OSError, smtplib.SMTPException):
            self._drop()

    # --- The connection.

    def _connection(self) -> smtplib.SMTP:
        if self._smtp is None:
            try:
                self._smtp = _connect(self.server)
            except (OSError, smtplib.SMTPException) as error:
                raise MailServerUnavailable(server=str(self.server), why=_describe(error)) from error
        return self._smtp

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None


def _connect(server: SmtpServer) -> smtplib.SMTP:
    context = ssl.create_default_context() if server.tls != "none" else None
    if server.tls == "implicit":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=server.timeout_seconds, context=context
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout_seconds)
    try:
        # The dot is a packet of its own: with Nagle's algorithm it would wait some 40 ms for the body's ACK.
        if smtp.sock is not None:
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if server.tls == "starttls":
            smtp.starttls(
                context=context
            )  # raises if the server does not offer it: never silently in the clear
            smtp.ehlo()
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _options(smtp: smtplib.SMTP, envelope: Envelope) -> tuple[list[str], list[str]]:
    """SIZE, SMTPUTF8 and, where offered, DSN (RFC 3461): report failures only, to the envelope sender."""
    sender, recipient = [], []
    if smtp.has_extn("size"):
        sender.append(f"SIZE={len(envelope.data)}")
    if envelope.needs_utf8:
        sender += ["BODY=8BITMIME", "SMTPUTF8"]
    if smtp.has_extn("dsn"):
        sender += ["RET=HDRS", f"ENVID={envelope.envelope_id}"]
        recipient += ["NOTIFY=FAILURE,DELAY"]
    return sender, recipient


def _text(reply: bytes) -> str:
    return reply.decode("utf-8", "replace")


def _describe(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        raw = error.smtp_error
        return f"{error.smtp_code} {_text(raw) if isinstance(raw, bytes) else raw}"
    return str(error) or type(error).__name__

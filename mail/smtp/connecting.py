"""Opening a connection: greeting, TLS and credentials, by smtplib."""

import smtplib
import socket
import ssl

from mail.conf import SmtpServer


def connect(server: SmtpServer) -> smtplib.SMTP:
    """A connection that is ready for its first message. Raises OSError or SMTPException."""
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


def describe(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        raw = error.smtp_error
        return f"{error.smtp_code} {raw.decode('utf-8', 'replace') if isinstance(raw, bytes) else raw}"
    return str(error) or type(error).__name__

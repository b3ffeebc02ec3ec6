"""What can go wrong in the outbox; each says what happened, to what, and what to do."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mail.services.types import SendReport


class MailError(Exception):
    """Base of all errors of this app."""


class InvalidAddress(MailError, ValueError):
    """An address that no server would take. The address itself is not in the text: errors end up in logs."""

    def __init__(self, *, address: str, why: str) -> None:
        super().__init__(f"This is not an e-mail address: {why}")
        self.address, self.why = address, why


class UnsafeHeader(MailError, ValueError):
    """A header name or value that would break out of its line, or that the recipient's server may not get."""

    def __init__(self, *, header: str, why: str) -> None:
        super().__init__(f"The header {header!r} cannot be sent: {why}")
        self.header, self.why = header, why


class MissingToken(MailError, ValueError):
    """A merge token stands in the message and a recipient has no value for it."""

    def __init__(self, *, names: Iterable[str]) -> None:
        self.names = sorted(names)
        super().__init__(
            f"No value for the merge tokens {', '.join(self.names)}. Give one to every recipient."
        )


class EmptyContent(MailError, ValueError):
    """A message with neither HTML nor text."""

    def __init__(self) -> None:
        super().__init__("The message has neither HTML nor text. Give at least one of them.")


class AttachmentsRefused(MailError, ValueError):
    """Something tried to send an attachment: the outbox sends links instead."""

    def __init__(self) -> None:
        super().__init__("The outbox sends no attachments. Put the file on the site and send its address.")


class AlreadyDecided(MailError):
    """Two people decided about one report; the second one's decision changes nothing."""

    def __init__(self, *, returned: int) -> None:
        super().__init__(
            f"Report {returned} was counted before. Load the list again to see what was decided."
        )
        self.returned = returned


class MailboxUnavailable(MailError):
    """The mailbox for what comes back cannot be read now. Nothing in it was lost or changed."""

    def __init__(self, *, server: str, why: str) -> None:
        super().__init__(
            f"The mailbox at {server} cannot be read now: {why}. "
            "Every mail is still in it. Check the MAIL_RETURNS_IMAP_* settings, and that the server answers."
        )
        self.server, self.why = server, why


class MailServerUnavailable(MailError):
    """The mail server takes nothing from us now: refused connection, credentials, sender, or a full disk.

    No delivery is at fault, so all of them stay queued and the run stops.
    """

    def __init__(self, *, server: str, why: str) -> None:
        super().__init__(
            f"The mail server {server} takes no mail now: {why}. "
            "Nothing was lost: what is queued will be sent when the server answers. Check the MAIL_SMTP_* settings."
        )
        self.server, self.why = server, why
        self.report: SendReport | None = None  # what the run had done before, set by send_due


class MailServerResting(MailServerUnavailable):
    """The mail server took nothing from us a while ago, and its pause is not over: nobody was asked now."""

    @classmethod
    def of(cls, transport: str) -> "MailServerResting":
        from mail.pace.models import Breaker  # errors are read before there are models

        row = Breaker.objects.filter(transport=transport).first()
        if row is None or row.retry_at is None:
            return cls(server=transport, why="another worker is asking it")
        return cls(server=transport, why=f"{row.why} (it is asked again at {row.retry_at:%H:%M} UTC)")
